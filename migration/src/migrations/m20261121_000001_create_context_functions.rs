//! Keys, and what a transaction knows of whom it works for.

use sea_orm_migration::prelude::*;

use crate::schema::{create_functions, drop_functions, execute};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

/// Operators ask which migrations are applied.
const GRANTS: [&str; 2] = [
    "USAGE ON SCHEMA annals TO annals_app, annals_reader, annals_operator",
    "SELECT ON annals.annals_migrations TO annals_operator",
];

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
        for grant in GRANTS {
            execute(manager, &format!("GRANT {grant}")).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for grant in GRANTS.iter().rev() {
            execute(manager, &format!("REVOKE {}", grant.replace(" TO ", " FROM "))).await?;
        }
        drop_functions(
            manager,
            &["uuid_v7()", "current_context()", "current_actor()", "current_account()"],
        )
        .await
    }
}
