//! The audit protocol of a table.

use sea_orm_migration::{
    SchemaManager,
    prelude::{ConnectionTrait, DbErr},
    sea_orm::Statement,
};

/// What the audit log does not keep of a table's columns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tracking<'a> {
    /// Counters, generated columns, secrets: an update of only these makes no version and no audit
    /// row, and no image holds them. `updated_at` and generated columns need no mention.
    pub untracked: &'a [&'a str],
    /// Large contents of rows that never change: tracked, but only the image of a deletion holds
    /// them, so that an undo can bring the row back.
    pub bulky: &'a [&'a str],
}

/// Puts a table under the audit protocol: adds `row_version` and `audit_id` (and `updated_at` where
/// it is missing), and the triggers that record every change exactly once, whoever makes it. A column
/// that is added later is tracked without further ado; after adding a *generated* one, call this
/// again.
///
/// The table needs a column `id uuid`. Its entries carry its `account_id`, or the nil account where it
/// has none. A table outside the schema `annals` is called `<schema>.<table>` in the log.
///
/// # Errors
/// When the table or a named column is missing, or the table's name is longer than 52 characters.
pub async fn track(
    manager: &SchemaManager<'_>,
    table: &str,
    tracking: Tracking<'_>,
) -> Result<(), DbErr> {
    call(
        manager,
        "SELECT annals.track($1::regclass, string_to_array($2, ','), string_to_array($3, ','))",
        [table, &tracking.untracked.join(","), &tracking.bulky.join(",")],
    )
    .await
}

/// Takes a table out of the audit protocol. Its entries stay, and so do the columns.
///
/// # Errors
/// When the table is missing.
pub async fn untrack(manager: &SchemaManager<'_>, table: &str) -> Result<(), DbErr> {
    call(manager, "SELECT annals.untrack($1::regclass)", [table]).await
}

/// Makes the rows of a table unchangeable, but for the named columns and what a soft deletion writes.
///
/// # Errors
/// When the table is missing.
pub async fn append_only(
    manager: &SchemaManager<'_>,
    table: &str,
    changeable: &[&str],
) -> Result<(), DbErr> {
    call(
        manager,
        "SELECT annals.append_only($1::regclass, string_to_array($2, ','))",
        [table, &changeable.join(",")],
    )
    .await
}

async fn call<const N: usize>(
    manager: &SchemaManager<'_>,
    sql: &str,
    arguments: [&str; N],
) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    let values = arguments.map(Into::into);
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
    connection.execute_raw(statement).await.map(drop)
}
