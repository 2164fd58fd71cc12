//! Users: the people of an account.

use sea_orm_migration::{
    prelude::*,
    schema::{boolean, string_len, string_len_null, timestamp_with_time_zone_null},
};

use crate::schema::{
    IndexKind, Tracking, columns, create_tenant_table, drop_tenant_table, index, json_object,
    newest_first, soft_deletable, soft_deletion_index, tenant_table, track,
};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut table = tenant_table("users");
        soft_deletable(&mut table);
        table
            .col(string_len("email", 255))
            .col(
                string_len("email_key", 255)
                    .generated(Expr::cust("lower(normalize(btrim(email), NFKC))"), true),
            )
            .col(string_len_null("username", 50))
            .col(string_len_null("name", 255))
            .col(boolean("is_active").default(true))
            .col(json_object("preferences"))
            .col(json_object("profile"))
            .col(timestamp_with_time_zone_null("last_login_at"));
        create_tenant_table(manager, &table).await?;
        index(manager, "users", columns(["account_id", "email_key"]), IndexKind::UNIQUE_LIVING)
            .await?;
        index(manager, "users", columns(["account_id", "username"]), IndexKind::UNIQUE_LIVING)
            .await?;
        index(manager, "users", newest_first(["account_id"], "created_at"), IndexKind::default())
            .await?;
        soft_deletion_index(manager, "users").await?;
        track(manager, "users", Tracking { untracked: &["last_login_at"], ..Tracking::default() })
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tenant_table(manager, "users").await
    }
}
