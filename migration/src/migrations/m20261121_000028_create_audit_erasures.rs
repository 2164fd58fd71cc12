//! The certificates of erasures: what was taken out of an account's rows and entries, when, by whom.
//! They outlive the account, so they have no key to it.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, text_null, uuid_null},
};

use crate::schema::{
    Tracking, append_only, distribute, drop_tenant_table, execute, isolate, json_object,
    tenant_table, track,
};

/// Written by the functions that erase, and by nobody again.
const PROTECTION: [&str; 2] = [
    "CREATE TRIGGER refuse_deletion BEFORE DELETE ON audit_erasures
       FOR EACH STATEMENT EXECUTE FUNCTION annals.refuse()",
    "REVOKE INSERT, UPDATE, DELETE ON audit_erasures FROM annals_app",
];

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut table = tenant_table("audit_erasures");
        table
            .col(uuid_null("user_id"))
            .col(uuid_null("erased_by"))
            .col(text_null("reason"))
            .col(json_object("rows_taken"))
            .col(json_object("entries_erased"))
            .col(big_integer("entry_count"))
            .col(ColumnDef::new("entries_digest").binary().not_null().take());
        manager.create_table(table).await?;
        distribute(manager, "audit_erasures", "account_id").await?;
        isolate(manager, "audit_erasures").await?;
        track(manager, "audit_erasures", Tracking::default()).await?;
        append_only(manager, "audit_erasures", &[]).await?;
        for statement in PROTECTION {
            execute(manager, statement).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tenant_table(manager, "audit_erasures").await
    }
}
