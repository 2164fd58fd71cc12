//! Changing an export: how long it is kept, and another try.

use annals_entity::{
    exports::{ActiveModel, Column, Entity},
    values::ExportStatus,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::{Export, ExportUpdate};
use crate::{
    database::Transaction,
    error::{Error, Result},
    write::{is_living, living, update_versioned, update_where},
};

pub(super) async fn versioned(
    tx: &Transaction<'_>,
    id: Uuid,
    expected: i64,
    change: ExportUpdate,
) -> Result<Export> {
    let row = change.into_row(tx.context().account_id, id);
    update_versioned(tx, row, id, expected).await
}

pub(super) async fn retry(tx: &Transaction<'_>, id: Uuid) -> Result<Export> {
    let row = ActiveModel {
        account_id: Set(tx.context().account_id),
        id: Set(id),
        status: Set(ExportStatus::Pending.into()),
        ..Default::default()
    };
    let has_failed = is_living::<Entity>().add(Column::Status.eq(ExportStatus::Failed.as_str()));
    match update_where(tx, row, has_failed).await? {
        Some(export) => Ok(export),
        None => Err(not_failed(tx, id).await?),
    }
}

async fn not_failed(tx: &Transaction<'_>, id: Uuid) -> Result<Error> {
    let now: Option<String> = living(Entity::find())
        .select_only()
        .column(Column::Status)
        .filter(Column::Id.eq(id))
        .into_tuple()
        .one(tx.connection())
        .await?;
    Ok(match now {
        None => Error::NotFound { entity: "exports", id },
        Some(now) => {
            let rule = format!(
                "is {now}: only failed goes back to pending; pending goes to running, running to completed or failed"
            );
            Error::invalid("status", rule)
        }
    })
}
