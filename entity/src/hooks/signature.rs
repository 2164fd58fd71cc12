//! `before_save`: the times, and the signature.

use std::str::FromStr;

use chrono::Utc;
use sea_orm::{ActiveModelTrait, DbErr, EntityName, EntityTrait, Value};
use uuid::Uuid;

/// Signs a row that is about to be written, and sets `created_at` and `updated_at` where the writer
/// did not.
///
/// An update that sets nothing takes the signature off instead: the row that comes back would
/// otherwise carry that of an earlier write.
///
/// # Errors
/// [`DbErr::Custom`] when the entity has no such columns.
pub fn sign<A>(mut row: A, insert: bool) -> Result<A, DbErr>
where
    A: ActiveModelTrait,
{
    let audit_id = column::<A>("audit_id")?;
    if !insert && !row.is_changed() {
        row.set(audit_id, Value::Uuid(None));
        return Ok(row);
    }
    let now = Value::from(Utc::now().fixed_offset());
    if insert {
        set_unless_set(&mut row, column::<A>("created_at")?, &now);
    }
    set_unless_set(&mut row, column::<A>("updated_at")?, &now);
    row.set(audit_id, Uuid::now_v7().into());
    Ok(row)
}

fn set_unless_set<A: ActiveModelTrait>(
    row: &mut A,
    column: <A::Entity as EntityTrait>::Column,
    value: &Value,
) {
    if !row.get(column).is_set() {
        row.set(column, value.clone());
    }
}

/// A column of the protocol, by its name in the table.
pub(super) fn column<A: ActiveModelTrait>(
    name: &str,
) -> Result<<A::Entity as EntityTrait>::Column, DbErr> {
    <A::Entity as EntityTrait>::Column::from_str(name).map_err(|_| {
        DbErr::Custom(format!(
            "the entity of table {} has no column {name}, which a tracked table needs: generate it anew",
            A::Entity::default().table_name()
        ))
    })
}
