//! What an entry and a seal say, their digests, and the function that seals.

use sea_orm_migration::prelude::*;

use crate::schema::{create_functions, drop_functions, execute};

/// An operator may seal; nothing else needs to.
const GRANTS: [&str; 2] = [
    "REVOKE EXECUTE ON FUNCTION annals.seal(uuid, integer) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION annals.seal(uuid, integer) TO annals_operator",
];

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_functions(
            manager,
            &[
                include_str!("../sql/content_digest.sql"),
                include_str!("../sql/audit_text.sql"),
                include_str!("../sql/audit_digest.sql"),
                include_str!("../sql/link_digest.sql"),
                include_str!("../sql/chain_digests.sql"),
                include_str!("../sql/seal_text.sql"),
                include_str!("../sql/stretch.sql"),
                include_str!("../sql/seal.sql"),
            ],
        )
        .await?;
        for grant in GRANTS {
            execute(manager, grant).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        execute(manager, "DROP AGGREGATE IF EXISTS annals.chain_digests(bytea)").await?;
        drop_functions(
            manager,
            &[
                "seal(uuid, integer)",
                "stretch(uuid, bigint, timestamptz, bigint)",
                "seal_text(annals.audit_seals)",
                "link_digest(bytea, bytea)",
                "audit_digest(annals.audit_log)",
                "audit_text(annals.audit_log)",
                "content_digest(uuid, jsonb)",
            ],
        )
        .await
    }
}
