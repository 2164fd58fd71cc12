//! The past of rows, and the way back to it: as-of readings, reverts, undos.

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
                include_str!("../sql/tracked_table.sql"),
                include_str!("../sql/tracked_columns.sql"),
                include_str!("../sql/bulky_columns.sql"),
                include_str!("../sql/unknown_values.sql"),
                include_str!("../sql/past_images.sql"),
                include_str!("../sql/recount_messages.sql"),
                include_str!("../sql/undoing.sql"),
                include_str!("../sql/reverting.sql"),
                include_str!("../sql/put_back.sql"),
                include_str!("../sql/check_undo.sql"),
                include_str!("../sql/preview_undo.sql"),
                include_str!("../sql/undo.sql"),
                include_str!("../sql/revert.sql"),
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_functions(
            manager,
            &[
                "revert(text, uuid, bigint, bigint)",
                "undo(bigint, text, boolean)",
                "preview_undo(bigint, text)",
                "check_undo(text, text[])",
                "put_back(text, text[])",
                "reverting(text, uuid, bigint)",
                "undoing(bigint, text)",
                "recount_messages(uuid[])",
                "past_images(regclass, timestamptz, uuid[])",
                "unknown_values(regclass)",
                "bulky_columns(regclass)",
                "tracked_columns(regclass)",
                "tracked_table(text)",
            ],
        )
        .await
    }
}
