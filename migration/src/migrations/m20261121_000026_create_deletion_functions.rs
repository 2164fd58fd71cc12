//! What hangs on a row: its preview, its deletion softly and for good, its restoration.

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
                include_str!("../sql/log_name.sql"),
                include_str!("../sql/is_soft_deletable.sql"),
                include_str!("../sql/keys_below.sql"),
                include_str!("../sql/prepared.sql"),
                include_str!("../sql/preview_deletion.sql"),
                include_str!("../sql/delete_for_good.sql"),
                include_str!("../sql/delete_user.sql"),
                include_str!("../sql/mark_deleted.sql"),
                include_str!("../sql/soft_delete.sql"),
                include_str!("../sql/restore_deletion.sql"),
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_functions(
            manager,
            &[
                "restore_deletion(uuid)",
                "soft_delete(regclass, uuid, uuid)",
                "mark_deleted(regclass, text, uuid[], timestamptz, uuid)",
                "delete_user(uuid)",
                "delete_for_good(regclass, uuid)",
                "preview_deletion(regclass, uuid)",
                "prepared(text, text)",
                "keys_below(regclass)",
                "is_soft_deletable(regclass)",
                "log_name(regclass)",
            ],
        )
        .await
    }
}
