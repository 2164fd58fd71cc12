//! Roles: what users may be granted. Global, and readable by all.

use sea_orm_migration::{
    prelude::*,
    schema::{string_len, text, timestamp_with_time_zone, uuid},
};

use crate::schema::{IndexKind, Tracking, columns, drop_tenant_table, execute, index, track};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("roles")
            .col(uuid("id").default(Expr::cust("annals.uuid_v7()")))
            .col(timestamp_with_time_zone("created_at").default(Expr::current_timestamp()))
            .col(timestamp_with_time_zone("updated_at").default(Expr::current_timestamp()))
            .col(string_len("name", 50))
            .col(text("description").default(""))
            .primary_key(Index::create().name("pk_roles").col("id"))
            .take();
        manager.create_table(table).await?;
        execute(manager, "SELECT annals.replicate('roles')").await?;
        index(manager, "roles", columns(["name"]), IndexKind::UNIQUE).await?;
        track(manager, "roles", Tracking::default()).await?;
        execute(manager, "GRANT SELECT ON roles TO annals_app, annals_reader").await?;
        execute(manager, "GRANT SELECT, INSERT, UPDATE, DELETE ON roles TO annals_operator")
            .await?;
        let seed = Query::insert()
            .into_table("roles")
            .columns(["name", "description"])
            .values_panic(["admin".into(), "Manages the account and its users".into()])
            .values_panic(["user".into(), "Uses the account".into()])
            .take();
        manager.execute(seed).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tenant_table(manager, "roles").await
    }
}
