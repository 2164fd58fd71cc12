//! What keeps accounts apart: the distribution, the key to the account, the policy.

use sea_orm_migration::{
    SchemaManager,
    prelude::{
        ConnectionTrait, DbErr, ForeignKey, ForeignKeyAction, Table, TableCreateStatement, TableRef,
    },
    sea_orm::Statement,
};

/// Creates a table made by [`tenant_table`](super::tenant_table), then does what each such table
/// needs: [`distribute`], the foreign key to the account, and [`isolate`].
///
/// # Errors
/// When the table is there already, or Annals' own migrations have not run.
pub async fn create_tenant_table(
    manager: &SchemaManager<'_>,
    table: &TableCreateStatement,
) -> Result<(), DbErr> {
    let name = name_of(table)?;
    manager.create_table(table.to_owned()).await?;
    distribute(manager, &name, "account_id").await?;
    let account = ForeignKey::create()
        .name(format!("fk_{name}_account_id"))
        .from(name.clone(), "account_id")
        .to(("annals", "accounts"), "id")
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned();
    manager.create_foreign_key(account).await?;
    isolate(manager, &name).await
}

/// Undoes [`create_tenant_table`]: the table, its scoped view, and what
/// [`track`](super::track) made for it.
///
/// # Errors
/// When another table refers to this one.
pub async fn drop_tenant_table(
    manager: &SchemaManager<'_>,
    table: &'static str,
) -> Result<(), DbErr> {
    call(manager, "SELECT annals.discard($1::regclass)", table).await?;
    manager.drop_table(Table::drop().table(table).to_owned()).await
}

/// Shards a table by the column that holds its account, where the `citus` extension is present;
/// does nothing elsewhere.
///
/// # Errors
/// When the table or the column is missing.
pub async fn distribute(
    manager: &SchemaManager<'_>,
    table: &str,
    account_column: &str,
) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    let statement = Statement::from_sql_and_values(
        connection.get_database_backend(),
        "SELECT annals.distribute($1::regclass, $2)",
        [table.into(), account_column.into()],
    );
    connection.execute_raw(statement).await.map(drop)
}

/// Keeps the accounts apart in a table: enables row-level security with the one policy of all tenant
/// tables, grants what `annals_app`, `annals_reader` and `annals_operator` may do, and makes the view
/// `scoped_<table>`, through which filters go whose operators can't use an index under a policy.
///
/// Call it again after adding a column, so that the view has it too.
///
/// # Errors
/// When the table is missing or has no `account_id`.
pub async fn isolate(manager: &SchemaManager<'_>, table: &str) -> Result<(), DbErr> {
    call(manager, "SELECT annals.isolate($1::regclass)", table).await
}

async fn call(manager: &SchemaManager<'_>, sql: &str, table: &str) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    let statement =
        Statement::from_sql_and_values(connection.get_database_backend(), sql, [table.into()]);
    connection.execute_raw(statement).await.map(drop)
}

fn name_of(table: &TableCreateStatement) -> Result<String, DbErr> {
    match table.get_table_name() {
        Some(TableRef::Table(name, _)) => Ok(name.1.to_string()),
        _ => Err(DbErr::Migration(
            "create_tenant_table takes a table made by tenant_table".to_owned(),
        )),
    }
}
