//! The function that drops the log's old months.

use sea_orm_migration::prelude::*;

use crate::schema::{create_functions, drop_functions, execute};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_functions(manager, &[include_str!("../sql/drop_audit_months.sql")]).await?;
        execute(manager, "REVOKE EXECUTE ON FUNCTION annals.drop_audit_months(integer) FROM PUBLIC")
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_functions(manager, &["drop_audit_months(integer)"]).await
    }
}
