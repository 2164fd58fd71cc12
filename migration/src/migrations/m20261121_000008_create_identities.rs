//! Identities: what a user logs in with, found before any account is known.

use sea_orm_migration::{
    prelude::*,
    schema::{
        string_len, string_len_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
    },
};

use crate::schema::{
    IndexKind, Tracking, columns, create_functions, drop_functions, drop_tenant_table, execute,
    index, track,
};

/// A foreign key to a sharded table, and a unique key without the sharding column, are not to be had
/// on Citus.
const KEYS: [&str; 1] = ["DO $$ BEGIN
       IF NOT annals.has_citus() THEN
         ALTER TABLE identities ADD CONSTRAINT fk_identities_account_id
           FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE;
         ALTER TABLE identities ADD CONSTRAINT fk_identities_user_id
           FOREIGN KEY (account_id, user_id) REFERENCES users (account_id, id) ON DELETE CASCADE;
         CREATE UNIQUE INDEX idx_identities_id ON identities (id);
       END IF;
     END $$"];

/// The policy of every tenant table; no scoped view; and nobody but the application reads a hash.
const PROTECTION: [&str; 9] = [
    "ALTER TABLE identities ENABLE ROW LEVEL SECURITY",
    "CREATE POLICY account ON identities
       USING (account_id = (SELECT annals.current_account()))
       WITH CHECK (account_id = (SELECT annals.current_account()))",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON identities TO annals_app",
    "GRANT SELECT (provider, subject, id, account_id, user_id, created_at, updated_at, password_changed_at,
                   last_used_at, row_version, audit_id) ON identities TO annals_reader",
    "GRANT SELECT ON identities TO annals_operator",
    "REVOKE EXECUTE ON FUNCTION annals.find_identity(text, text) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION annals.find_identity(text, text) TO annals_app",
    // It runs as its owner: as a trigger of somebody's own table it would take identities from accounts.
    "REVOKE EXECUTE ON FUNCTION annals.claim_identity() FROM PUBLIC",
    "CREATE TRIGGER claim_anew BEFORE INSERT ON identities FOR EACH ROW EXECUTE FUNCTION annals.claim_identity()",
];

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("identities")
            .col(string_len("provider", 50))
            .col(string_len("subject", 255))
            .col(uuid("id").default(Expr::cust("annals.uuid_v7()")))
            .col(uuid("account_id"))
            .col(uuid("user_id"))
            .col(timestamp_with_time_zone("created_at").default(Expr::current_timestamp()))
            .col(timestamp_with_time_zone("updated_at").default(Expr::current_timestamp()))
            .col(string_len_null("password_hash", 255))
            .col(timestamp_with_time_zone_null("password_changed_at"))
            .col(timestamp_with_time_zone_null("last_used_at"))
            .primary_key(Index::create().name("pk_identities").col("provider").col("subject"))
            .take();
        manager.create_table(table).await?;
        execute(manager, "SELECT annals.replicate('identities')").await?;
        for statement in KEYS {
            execute(manager, statement).await?;
        }
        index(manager, "identities", columns(["account_id", "user_id"]), IndexKind::default())
            .await?;
        let tracking =
            Tracking { untracked: &["password_hash", "last_used_at"], ..Tracking::default() };
        track(manager, "identities", tracking).await?;
        create_functions(
            manager,
            &[include_str!("../sql/find_identity.sql"), include_str!("../sql/claim_identity.sql")],
        )
        .await?;
        for statement in PROTECTION {
            execute(manager, statement).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_functions(manager, &["find_identity(text, text)"]).await?;
        drop_tenant_table(manager, "identities").await?;
        drop_functions(manager, &["claim_identity()"]).await
    }
}
