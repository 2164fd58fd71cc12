//! Foreign keys that start with the account.

use sea_orm_migration::{
    SchemaManager,
    prelude::{DbErr, ForeignKey, ForeignKeyAction, IntoTableRef},
};

/// What becomes of a row when the one it refers to is deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnDelete {
    /// It goes too.
    Cascade,
    /// The deletion is refused, unless the same statement takes this row as well (as the deletion of
    /// the whole account does).
    Refuse,
}

/// Adds a foreign key `(account_id, <column>)` to `(account_id, id)` of another tenant table, named
/// `fk_<table>_<column>`. A row can so never refer to another account's.
///
/// # Errors
/// When a table or column is missing, or rows are there that refer to nothing.
pub async fn reference(
    manager: &SchemaManager<'_>,
    (table, column): (&'static str, &'static str),
    target: impl IntoTableRef,
    on_delete: OnDelete,
) -> Result<(), DbErr> {
    let action = match on_delete {
        OnDelete::Cascade => ForeignKeyAction::Cascade,
        OnDelete::Refuse => ForeignKeyAction::NoAction,
    };
    let key = ForeignKey::create()
        .name(format!("fk_{table}_{column}"))
        .from(table, ("account_id", column))
        .to(target, ("account_id", "id"))
        .on_delete(action)
        .to_owned();
    manager.create_foreign_key(key).await
}
