//! What the audit log costs: a write beside the same one into a bare copy of the table, the bytes of an
//! entry, and the seal and proof of a million of them.

use std::error::Error;

use annals::prelude::*;
use annals_sandbox::{Server, ServerOptions};
use serde_json::json;
use sqlx::{AssertSqlSafe, PgPool};
use uuid::Uuid;

use crate::{
    measure::{interleaved, prepared},
    pool_of,
    report::Report,
};

const BULK: i32 = 50_000;
/// Rows that live, and versions of each in the log.
const ROWS: i32 = 100_000;
const VERSIONS: i32 = 10;

/// The table with its keys and indexes, without triggers, policies and log.
const BARE: [&str; 2] = [
    "CREATE SCHEMA bare",
    "CREATE TABLE bare.journal_entries (LIKE annals.journal_entries INCLUDING ALL)",
];

struct Audit {
    db: Database,
    operator: Database,
    context: Context,
    user: Uuid,
    admin: PgPool,
}

pub(crate) async fn run(report: &mut Report) -> Result<(), Box<dyn Error>> {
    let settings = [("shared_buffers", "1GB"), ("max_wal_size", "8GB")]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec();
    let server = Server::private(ServerOptions { settings, ..ServerOptions::default() }).await?;
    let sandbox = server.database().await?;
    let connect = async |url: &str| -> Result<Database, Box<dyn Error>> {
        let config = DatabaseConfig::new(url)?.with_max_connections(1);
        Ok(Database::connect(config.with_statement_timeout(None)).await?)
    };
    let db = connect(sandbox.url()).await?;
    let identity = Identity::provider("bench", "audit");
    let ada = db.sign_up(NewAccount::with_identity("Bench", "b@example.org", identity)).await?;
    let admin = pool_of(sandbox.admin_url()).await?;
    for statement in BARE {
        sqlx::query(statement).execute(&admin).await?;
    }
    let operator = connect(sandbox.operator_url()).await?;
    let audit = Audit { db, operator, context: ada.context(), user: ada.user.id, admin };
    audit.one_row(report).await?;
    audit.many_rows(report).await?;
    audit.sizes().await?;
    audit.million(report).await
}

impl Audit {
    async fn one_row(&self, report: &mut Report) -> Result<(), Box<dyn Error>> {
        let journal = self.db.scope(&self.context).journal();
        let new = || NewEntry {
            title: Some("One".to_owned()),
            raw_data: json!({ "number": 1 }).into(),
            ..NewEntry::by(self.user)
        };
        let measured = interleaved(
            200,
            async || Ok(journal.create(new()).await.map(drop)?),
            async || self.insert("bare", 1).await,
        )
        .await?;
        let (name, peer) = ("audited by the hook, one row", "a bare table");
        report.add(name.to_owned(), peer, &measured, "BEGIN, settings, INSERT, COMMIT");
        let measured = interleaved(
            200,
            async || self.insert("annals", 1).await,
            async || self.insert("bare", 1).await,
        )
        .await?;
        report.add("audited by triggers, one row".to_owned(), peer, &measured, "the same SQL");
        Ok(())
    }

    async fn many_rows(&self, report: &mut Report) -> Result<(), Box<dyn Error>> {
        for (name, change) in [
            ("insert", ""),
            (
                "update",
                "UPDATE {schema}.journal_entries SET title = title || '!' WHERE title LIKE 'Day%'",
            ),
            ("delete", "DELETE FROM {schema}.journal_entries WHERE title LIKE 'Day%'"),
        ] {
            let round = async |schema: &str| {
                if change.is_empty() {
                    return self.insert(schema, BULK).await;
                }
                self.change(&change.replace("{schema}", schema)).await
            };
            let made = async |schema: &str| {
                let clear = "DELETE FROM {schema}.journal_entries WHERE title LIKE 'Day%'";
                self.change(&clear.replace("{schema}", schema)).await?;
                if change.is_empty() { Ok(()) } else { self.insert(schema, BULK).await }
            };
            let measured = prepared(
                3,
                async || made("annals").await,
                async |()| round("annals").await,
                async || made("bare").await,
                async |()| round("bare").await,
            )
            .await?;
            let name = format!("{name} {BULK} rows, by triggers");
            report.add(name, "a bare table", &measured, "one statement");
        }
        Ok(())
    }

    async fn insert(&self, schema: &str, rows: i32) -> Result<(), Box<dyn Error>> {
        let sql = format!(
            "INSERT INTO {schema}.journal_entries (account_id, id, user_id, title, raw_data)
             SELECT '{}', annals.uuid_v7(), '{}', 'Day ' || e, jsonb_build_object('number', e, 'mood', e % 100)
               FROM generate_series(1, {rows}) e",
            self.context.account_id, self.user
        );
        self.change(&sql).await
    }

    async fn change(&self, sql: &str) -> Result<(), Box<dyn Error>> {
        let mut tx = self.admin.begin().await?;
        sqlx::query("SELECT set_config('annals.account_id', $1, true)")
            .bind(self.context.account_id.to_string())
            .execute(&mut *tx)
            .await?;
        sqlx::query(AssertSqlSafe(sql.to_owned())).execute(&mut *tx).await?;
        Ok(tx.commit().await?)
    }

    /// Of the entries so far: inserts, updates and deletions of short entries of the journal.
    #[expect(clippy::print_stdout, reason = "the table is what the command is for")]
    async fn sizes(&self) -> Result<(), Box<dyn Error>> {
        let (table, indexes): (i64, i64) = sqlx::query_as(
            "SELECT (sum(pg_table_size(relid)) / entries)::bigint, (sum(pg_indexes_size(relid)) / entries)::bigint
               FROM pg_partition_tree('annals.audit_log'), (SELECT count(*) AS entries FROM annals.audit_log) l GROUP BY entries",
        )
        .fetch_one(&self.admin)
        .await?;
        println!("an entry takes {table} bytes, and {indexes} in indexes");
        Ok(())
    }

    /// The peer reads the log once, image by image, as any proof must.
    async fn million(&self, report: &mut Report) -> Result<(), Box<dyn Error>> {
        let account = self.sow().await?;
        let context = Context::new(account);
        let read = "SELECT count(image::text) FROM annals.audit_log WHERE account_id = $1";
        let count = async |()| {
            sqlx::query(read).bind(account).execute(&self.admin).await?;
            Ok(())
        };
        let keeper = self.operator.maintenance();
        let nothing = async || Ok(());
        let sealed = prepared(
            1,
            nothing,
            async |()| Ok(keeper.seal(account).await.map(drop)?),
            nothing,
            count,
        )
        .await?;
        report.add("seal 1,000,000 entries".to_owned(), "reading them", &sealed, "once");
        let verified = prepared(
            1,
            nothing,
            async |()| {
                let verified = self.db.read(&context).audit().verify().await?;
                let is_whole = verified.is_complete() && verified.entries >= 1_000_000;
                is_whole.then_some(()).ok_or_else(|| format!("{:?}", verified.findings).into())
            },
            nothing,
            count,
        )
        .await?;
        report.add(
            "verify 1,000,000 entries".to_owned(),
            "reading them",
            &verified,
            "with its seals",
        );
        Ok(())
    }

    /// An account with a million entries: rows without triggers, and a log that fits them.
    async fn sow(&self) -> Result<Uuid, Box<dyn Error>> {
        let identity = Identity::provider("bench", "million");
        let new = NewAccount::with_identity("Million", "m@example.org", identity);
        let owner = self.db.sign_up(new).await?;
        let mut tx = self.admin.begin().await?;
        sqlx::query("SET LOCAL session_replication_role = replica").execute(&mut *tx).await?;
        sqlx::query("SET LOCAL timezone = 'UTC'").execute(&mut *tx).await?;
        sqlx::query(
            "INSERT INTO annals.journal_entries (account_id, id, user_id, title, raw_data, row_version)
             SELECT $1, annals.uuid_v7(), $2, 'Day ' || e, jsonb_build_object('number', e, 'mood', e % 100), $4
               FROM generate_series(1, $3) e",
        )
        .bind(owner.account_id)
        .bind(owner.user.id)
        .bind(ROWS)
        .bind(i64::from(VERSIONS))
        .execute(&mut *tx)
        .await?;
        sqlx::query(
            "INSERT INTO annals.audit_log (account_id, occurred_at, id, table_name, row_id, row_version, operation, recorded_by, transaction_id, image)
             SELECT t.account_id, now() - make_interval(secs => $2 - v), annals.uuid_v7(), 'journal_entries', t.id, v,
                    CASE v WHEN 1 THEN 'insert' ELSE 'update' END, 'database', v * 10 + t.row_version % 10,
                    annals.image_journal_entries(to_jsonb(t)) || jsonb_build_object('row_version', v)
               FROM annals.journal_entries t CROSS JOIN generate_series(1, $2) v WHERE t.account_id = $1",
        )
        .bind(owner.account_id)
        .bind(VERSIONS)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        sqlx::query("ANALYZE annals.audit_log").execute(&self.admin).await?;
        Ok(owner.account_id)
    }
}
