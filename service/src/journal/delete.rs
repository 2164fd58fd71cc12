//! Deleting entries, softly and for good, and bringing them back.

use annals_entity::journal_entries::{ActiveModel, Column};
use chrono::Utc;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition};
use uuid::Uuid;

use crate::{
    database::{Transaction, execute},
    error::{Error, Result},
    write::update_where,
};

const ENTITY: &str = "journal_entries";

/// By `idx_processed_content_journal_id`.
const DELETE_ANALYSES: &str = "
UPDATE annals.processed_content SET deleted_at = $1, deletion_id = $2
 WHERE account_id = $3 AND journal_id = $4 AND deleted_at IS NULL";

/// By `idx_journal_entries_deletion_id` and `idx_processed_content_deletion_id`.
const RESTORE_ENTRIES: &str = "
UPDATE annals.journal_entries SET deleted_at = NULL, deletion_id = NULL
 WHERE account_id = $1 AND deletion_id = $2";
const RESTORE_ANALYSES: &str = "
UPDATE annals.processed_content SET deleted_at = NULL, deletion_id = NULL
 WHERE account_id = $1 AND deletion_id = $2";

/// What a deletion took, or a restoration brought back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deletion {
    /// The deletion, by which it is restored.
    pub deletion_id: Uuid,
    /// How many entries.
    pub entries: u64,
    /// How many analyses of theirs.
    pub analyses: u64,
}

pub(super) async fn softly(tx: &Transaction<'_>, id: Uuid) -> Result<Deletion> {
    let (account_id, deletion_id, now) = (tx.context().account_id, Uuid::now_v7(), Utc::now());
    let row = ActiveModel {
        account_id: Set(account_id),
        id: Set(id),
        deleted_at: Set(Some(now.fixed_offset())),
        deletion_id: Set(Some(deletion_id)),
        ..Default::default()
    };
    let living = Condition::all().add(Column::DeletedAt.is_null());
    update_where(tx, row, living).await?.ok_or(Error::NotFound { entity: ENTITY, id })?;
    let values = [now.into(), deletion_id.into(), account_id.into(), id.into()];
    let analyses = execute(tx, DELETE_ANALYSES, values).await?;
    Ok(Deletion { deletion_id, entries: 1, analyses })
}

pub(super) async fn restore(tx: &Transaction<'_>, deletion_id: Uuid) -> Result<Deletion> {
    let account_id = tx.context().account_id;
    let values = || [account_id.into(), deletion_id.into()];
    let entries = execute(tx, RESTORE_ENTRIES, values()).await?;
    let analyses = execute(tx, RESTORE_ANALYSES, values()).await?;
    if entries + analyses == 0 {
        return Err(Error::NotFound { entity: "deletion", id: deletion_id });
    }
    Ok(Deletion { deletion_id, entries, analyses })
}

pub(super) async fn for_good(tx: &Transaction<'_>, id: Uuid) -> Result<()> {
    let row =
        ActiveModel { account_id: Set(tx.context().account_id), id: Set(id), ..Default::default() };
    let deleted = row.delete(tx.connection()).await?;
    match deleted.rows_affected {
        0 => Err(Error::NotFound { entity: ENTITY, id }),
        _ => Ok(()),
    }
}
