//! Texts too long for a cursor: read again from the row where the page ended.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};
use uuid::Uuid;

use crate::{
    database::Executor,
    error::{Error, Result},
    query::{
        Cursor, Field,
        cursor::{Digest, SortValue, digest},
        order::Sorting,
    },
};

/// The cursor with its long texts in place. Without such, nothing is asked.
pub(super) async fn complete<E: EntityTrait>(
    executor: &impl Executor,
    sorting: &Sorting<E>,
    mut cursor: Cursor,
) -> Result<Cursor> {
    let Some(&SortValue::Uuid(id)) = cursor.values.last() else { return Ok(cursor) };
    for (sort, value) in sorting.0.iter().zip(&mut cursor.values) {
        if let SortValue::LongText(digest) = value {
            *value = SortValue::Text(text(executor, sort.field, id, digest).await?);
        }
    }
    Ok(cursor)
}

/// By `pk_<table>`.
async fn text<E: EntityTrait>(
    executor: &impl Executor,
    field: Field<E>,
    id: Uuid,
    known: &Digest,
) -> Result<String> {
    let by_id = E::find()
        .select_only()
        .column(field.column)
        .filter(Field::<E>::named("id")?.column.eq(id))
        .into_query();
    let rows = executor.fetch(by_id).await?;
    let text: Option<String> = match rows.first() {
        Some(row) => row.try_get_by_index(0)?,
        None => None,
    };
    text.filter(|text| digest(text) == *known).ok_or_else(|| {
        let rule = format!(
            "was at a row whose {} is too long to be kept in it, and that row is gone or changed: \
             start the list anew",
            field.name()
        );
        Error::invalid("cursor", rule)
    })
}
