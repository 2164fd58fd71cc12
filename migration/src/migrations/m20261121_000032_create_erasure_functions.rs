//! The functions that erase a person: the rows, and the content of their entries.

use sea_orm_migration::prelude::*;

use crate::schema::{create_functions, drop_functions, execute};

/// Only the owner may.
const GRANTS: [&str; 3] = [
    "REVOKE EXECUTE ON FUNCTION annals.erase_entries(uuid, uuid, jsonb, text[], uuid[]) FROM PUBLIC",
    "REVOKE EXECUTE ON FUNCTION annals.erase_account(uuid) FROM PUBLIC",
    "REVOKE EXECUTE ON FUNCTION annals.erase_user(uuid, uuid) FROM PUBLIC",
];

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_functions(
            manager,
            &[
                include_str!("../sql/erase_entries.sql"),
                include_str!("../sql/erase_account.sql"),
                include_str!("../sql/erase_user.sql"),
            ],
        )
        .await?;
        for grant in GRANTS {
            execute(manager, grant).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_functions(
            manager,
            &[
                "erase_user(uuid, uuid)",
                "erase_account(uuid)",
                "erase_entries(uuid, uuid, jsonb, text[], uuid[])",
            ],
        )
        .await
    }
}
