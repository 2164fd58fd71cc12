//! Keys, and what a transaction knows of whom it works for.

use sea_orm_migration::prelude::*;

use crate::schema::{create_functions, drop_functions, execute};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_functions(
            manager,
            &[
                include_str!("../sql/current_account.sql"),
                include_str!("../sql/current_actor.sql"),
                include_str!("../sql/current_context.sql"),
                include_str!("../sql/uuid_v7.sql"),
            ],
        )
        .await?;
        execute(
            manager,
            "GRANT USAGE ON SCHEMA annals TO annals_app, annals_reader, annals_operator",
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        execute(
            manager,
            "REVOKE USAGE ON SCHEMA annals FROM annals_app, annals_reader, annals_operator",
        )
        .await?;
        drop_functions(
            manager,
            &["uuid_v7()", "current_context()", "current_actor()", "current_account()"],
        )
        .await
    }
}
