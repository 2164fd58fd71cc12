//! What a tenant table starts from, and the columns that recur.

use sea_orm_migration::{
    prelude::{Check, ColumnDef, Expr, ExprTrait, Index, IntoIden, Table, TableCreateStatement},
    schema::{
        json_binary, string_len, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
        uuid_null,
    },
};

/// A table whose rows belong to accounts: `account_id`, `id` (a `UUIDv7`), `created_at` and
/// `updated_at`, with `PRIMARY KEY (account_id, id)`. Add columns, then hand it to
/// [`create_tenant_table`](super::create_tenant_table).
#[must_use]
pub fn tenant_table(name: &'static str) -> TableCreateStatement {
    Table::create()
        .table(name)
        .col(uuid("account_id"))
        .col(uuid("id").default(Expr::cust("annals.uuid_v7()")))
        .col(timestamp_with_time_zone("created_at").default(Expr::current_timestamp()))
        .col(timestamp_with_time_zone("updated_at").default(Expr::current_timestamp()))
        .primary_key(Index::create().name(format!("pk_{name}")).col("account_id").col("id"))
        .take()
}

/// Adds what a soft deletion writes: `deleted_at`, and `deletion_id`, the deletion that took the row
/// and whose restoration brings it back. Tables that hang on a soft-deletable one need both as well.
pub fn soft_deletable(table: &mut TableCreateStatement) -> &mut TableCreateStatement {
    table.col(timestamp_with_time_zone_null("deleted_at")).col(uuid_null("deletion_id"))
}

/// A column that holds one of the named values, by a CHECK called `<table>_<column>`: an enumerated
/// type could never lose a value again.
#[must_use]
pub fn one_of(table: &str, column: &'static str, values: &[&'static str]) -> ColumnDef {
    let allowed = Expr::col(column).is_in(values.iter().copied());
    string_len(column, 20).check(named(table, column, allowed)).take()
}

/// A CHECK called `<table>_<column>` that keeps a number between two others, both included. A
/// nullable column may still be NULL.
#[must_use]
pub fn within(table: &str, column: &'static str, least: i32, most: i32) -> Check {
    named(table, column, Expr::col(column).between(least, most))
}

/// A CHECK called `<table>_<column>` that keeps a number from falling below another.
#[must_use]
pub fn at_least(table: &str, column: &'static str, least: i32) -> Check {
    named(table, column, Expr::col(column).gte(least))
}

fn named(table: &str, column: &str, rule: Expr) -> Check {
    Check::named(format!("{table}_{column}").into_iden(), rule)
}

/// A column for a JSON object, empty by default.
#[must_use]
pub fn json_object(column: &'static str) -> ColumnDef {
    json_binary(column).default("{}").take()
}

/// A column for a JSON list, empty by default.
#[must_use]
pub fn json_list(column: &'static str) -> ColumnDef {
    json_binary(column).default("[]").take()
}
