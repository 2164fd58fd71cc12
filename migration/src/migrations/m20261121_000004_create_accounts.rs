//! Accounts: whose data it is, one person or a team.

use sea_orm_migration::{
    prelude::*,
    schema::{string_len, timestamp_with_time_zone, uuid},
};

use crate::schema::{Tracking, distribute, execute, one_of, track};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("accounts")
            .col(uuid("id").default(Expr::cust("annals.uuid_v7()")))
            .col(uuid("account_id").generated(Expr::col("id"), true))
            .col(timestamp_with_time_zone("created_at").default(Expr::current_timestamp()))
            .col(timestamp_with_time_zone("updated_at").default(Expr::current_timestamp()))
            .col(string_len("name", 255))
            .col(
                one_of("accounts", "status", &["active", "suspended", "closed"])
                    .default("active")
                    .take(),
            )
            .primary_key(Index::create().name("pk_accounts").col("id"))
            .take();
        manager.create_table(table).await?;
        distribute(manager, "accounts", "id").await?;
        execute(manager, "SELECT annals.isolate('accounts', 'id')").await?;
        track(manager, "accounts", Tracking::default()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::schema::drop_tenant_table(manager, "accounts").await
    }
}
