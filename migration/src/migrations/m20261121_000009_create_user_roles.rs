//! The roles that users hold.

use sea_orm_migration::{
    prelude::*,
    schema::{uuid, uuid_null},
};

use crate::schema::{
    IndexKind, OnDelete, Tracking, columns, create_tenant_table, drop_tenant_table, index,
    reference, soft_deletable, soft_deletion_index, tenant_table, track,
};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut table = tenant_table("user_roles");
        soft_deletable(&mut table);
        table.col(uuid("user_id")).col(uuid("role_id")).col(uuid_null("granted_by"));
        create_tenant_table(manager, &table).await?;
        reference(manager, ("user_roles", "user_id"), "users", OnDelete::Cascade).await?;
        reference(manager, ("user_roles", "granted_by"), "users", OnDelete::Refuse).await?;
        index(
            manager,
            "user_roles",
            columns(["account_id", "user_id", "role_id"]),
            IndexKind::UNIQUE_LIVING,
        )
        .await?;
        index(manager, "user_roles", columns(["account_id", "user_id"]), IndexKind::default())
            .await?;
        index(manager, "user_roles", columns(["account_id", "granted_by"]), IndexKind::default())
            .await?;
        // The role first, for its foreign key; with the account, for who holds it there.
        index(manager, "user_roles", columns(["role_id", "account_id"]), IndexKind::default())
            .await?;
        soft_deletion_index(manager, "user_roles").await?;
        let role = ForeignKey::create()
            .name("fk_user_roles_role_id")
            .from("user_roles", "role_id")
            .to("roles", "id")
            .to_owned();
        manager.create_foreign_key(role).await?;
        track(manager, "user_roles", Tracking::default()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tenant_table(manager, "user_roles").await
    }
}
