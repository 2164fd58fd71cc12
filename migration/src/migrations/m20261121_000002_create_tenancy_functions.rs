//! What keeps accounts apart: distribution, policy, scoped view.

use sea_orm_migration::prelude::*;

use crate::schema::{create_functions, drop_functions};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_functions(
            manager,
            &[
                include_str!("../sql/has_citus.sql"),
                include_str!("../sql/distribute.sql"),
                include_str!("../sql/replicate.sql"),
                include_str!("../sql/scope.sql"),
                include_str!("../sql/isolate.sql"),
                include_str!("../sql/discard.sql"),
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_functions(
            manager,
            &[
                "discard(regclass)",
                "isolate(regclass, text)",
                "scope(regclass)",
                "replicate(regclass)",
                "distribute(regclass, text)",
                "has_citus()",
            ],
        )
        .await
    }
}
