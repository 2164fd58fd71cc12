//! The audit log (docs/adr/0002): append-only, one partition a month.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, json_binary, json_binary_null, text, timestamp_with_time_zone, uuid, uuid_null,
    },
};

use crate::schema::{
    IndexKind, columns, create_functions, descending, distribute, drop_functions, execute, index,
    one_of,
};

/// No update, no deletion; the application reads its account's entries, and inserts the columns that
/// a hook writes. What says when, by whom and in which transaction takes its default.
const PROTECTION: [&str; 10] = [
    "CREATE TRIGGER refuse_rewriting BEFORE UPDATE OR DELETE ON audit_log
       FOR EACH ROW EXECUTE FUNCTION annals.refuse_rewriting()",
    "CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON audit_log
       FOR EACH STATEMENT EXECUTE FUNCTION annals.refuse()",
    "CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON audit_log_default
       FOR EACH STATEMENT EXECUTE FUNCTION annals.refuse()",
    "ALTER TABLE audit_log ENABLE ROW LEVEL SECURITY",
    "CREATE POLICY account ON audit_log
       USING (account_id = (SELECT annals.current_account()))
       WITH CHECK (account_id = (SELECT annals.current_account()))",
    "GRANT SELECT ON audit_log TO annals_app, annals_reader, annals_operator",
    "GRANT INSERT (account_id, id, table_name, row_id, row_version, operation, image)
       ON audit_log TO annals_app, annals_operator",
    "SELECT annals.scope('audit_log')",
    "SELECT annals.make_audit_partitions(current_date, 3)",
    "REVOKE EXECUTE ON FUNCTION annals.make_audit_partitions(date, integer) FROM PUBLIC",
];

/// For all that a request did. An entry without one is not in it, so costs nothing. The operator is not
/// LEAKPROOF: it is asked through the scoped view.
const BY_REQUEST: &str = "CREATE INDEX idx_audit_log_request_id
  ON audit_log (account_id, (context ->> 'request_id')) WHERE context ->> 'request_id' IS NOT NULL";

/// The primary key, read backwards, is the index for an account's newest entries.
async fn create_indexes(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = "audit_log";
    let row = columns(["account_id", "table_name", "row_id", "row_version"]);
    index(manager, table, row, IndexKind::default()).await?;
    let transaction = columns(["account_id", "transaction_id"]);
    index(manager, table, transaction, IndexKind::default()).await?;
    let [account, actor] = columns(["account_id", "actor_id"]);
    let by_actor = [account, actor, descending("occurred_at")];
    index(manager, table, by_actor, IndexKind::default()).await?;
    execute(manager, BY_REQUEST).await
}

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("audit_log")
            .col(uuid("account_id"))
            .col(timestamp_with_time_zone("occurred_at").default(Expr::cust("clock_timestamp()")))
            .col(uuid("id"))
            .col(text("table_name"))
            .col(uuid("row_id"))
            .col(big_integer("row_version"))
            .col(one_of("audit_log", "operation", &["insert", "update", "delete"]))
            .col(one_of("audit_log", "recorded_by", &["hook", "database"]).default("hook").take())
            .col(
                big_integer("transaction_id")
                    .default(Expr::cust("pg_current_xact_id()::text::bigint")),
            )
            .col(uuid_null("actor_id").default(Expr::cust("annals.current_actor()")))
            .col(json_binary_null("context").default(Expr::cust("annals.current_context()")))
            .col(json_binary("image"))
            // Of the digests of image and context, in what a seal says of the entry; gone with them.
            .col(uuid_null("salt").default(Expr::cust("gen_random_uuid()")))
            .col(uuid_null("erasure_id"))
            .primary_key(
                Index::create().name("pk_audit_log").col("account_id").col("occurred_at").col("id"),
            )
            .partition_by_range(["occurred_at"])
            .take();
        manager.create_table(table).await?;
        execute(manager, "CREATE TABLE audit_log_default PARTITION OF audit_log DEFAULT").await?;
        distribute(manager, "audit_log", "account_id").await?;
        create_indexes(manager).await?;
        create_functions(
            manager,
            &[
                include_str!("../sql/refuse_rewriting.sql"),
                include_str!("../sql/note_deletion.sql"),
                include_str!("../sql/make_audit_partitions.sql"),
            ],
        )
        .await?;
        for statement in PROTECTION {
            execute(manager, statement).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        execute(manager, "DROP VIEW IF EXISTS annals.scoped_audit_log").await?;
        manager.drop_table(Table::drop().table("audit_log").to_owned()).await?;
        drop_functions(
            manager,
            &["make_audit_partitions(date, integer)", "note_deletion(uuid)", "refuse_rewriting()"],
        )
        .await
    }
}
