//! Changing an entry at the version the caller knows.

use annals_entity::{
    journal_entries::{Column, Entity},
    values::ProcessingStatus,
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::{Entry, EntryUpdate};
use crate::{
    database::Transaction,
    error::{Error, Result},
    rules::Rules,
    write::update_versioned_where,
};

pub(super) async fn versioned(
    tx: &Transaction<'_>,
    id: Uuid,
    expected: i64,
    change: EntryUpdate,
) -> Result<Entry> {
    let mut rules = Rules::default();
    change.check(&mut rules);
    rules.finish()?;
    let wanted = change.processing_status;
    let row = change.into_row(tx.context().account_id, id);
    match update_versioned_where(tx, row, id, expected, leads_to(wanted)).await {
        Ok(Some(entry)) => Ok(entry),
        Ok(None) => Err(refused(tx, id, wanted).await?),
        Err(error) => Err(error),
    }
}

/// True of an entry whose status leads to the wanted one.
fn leads_to(wanted: Option<ProcessingStatus>) -> Option<Condition> {
    let wanted = wanted.filter(|status| *status != ProcessingStatus::Pending)?;
    let from = [ProcessingStatus::Pending.as_str(), wanted.as_str()];
    Some(Condition::all().add(Column::ProcessingStatus.is_in(from)))
}

async fn refused(
    tx: &Transaction<'_>,
    id: Uuid,
    wanted: Option<ProcessingStatus>,
) -> Result<Error> {
    let now: Option<String> = Entity::find()
        .select_only()
        .column(Column::ProcessingStatus)
        .filter(Column::Id.eq(id))
        .into_tuple()
        .one(tx.connection())
        .await?;
    let (now, wanted) = (now.unwrap_or_default(), wanted.map_or("", ProcessingStatus::as_str));
    let rule = format!(
        "can't go from {now} to {wanted}: completed and failed come from pending, or end a claim (complete, fail)"
    );
    Ok(Error::invalid("processing_status", rule))
}
