//! Deleting a conversation with 100,000 messages.

use std::error::Error;

use annals::{entity::conversations, prelude::*};
use annals_sandbox::{Server, ServerOptions};
use sea_orm::EntityTrait;
use sqlx::PgPool;
use uuid::Uuid;

use crate::{measure::prepared, pool_of, report::Report};

const MESSAGES: i32 = 100_000;

/// The same two tables, with the same columns, keys and indexes, whose rows a plain trigger copies into
/// a log of the same shape.
const BARE: &[&str] = &[
    "CREATE SCHEMA bare",
    "CREATE TABLE bare.conversations (LIKE annals.conversations INCLUDING ALL)",
    "CREATE TABLE bare.messages (LIKE annals.messages INCLUDING ALL)",
    "ALTER TABLE bare.messages ADD FOREIGN KEY (account_id, conversation_id)
       REFERENCES bare.conversations (account_id, id) ON DELETE CASCADE",
    "CREATE TABLE bare.log (LIKE annals.audit_log INCLUDING ALL) PARTITION BY RANGE (occurred_at)",
    "CREATE TABLE bare.log_all PARTITION OF bare.log DEFAULT",
    "CREATE FUNCTION bare.record() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN
       INSERT INTO bare.log (account_id, id, table_name, row_id, row_version, operation, image, recorded_by)
       VALUES (old.account_id, gen_random_uuid(), tg_table_name, old.id, old.row_version + 1, 'delete', to_jsonb(old), 'database');
       RETURN NULL;
     END $$",
    "CREATE TRIGGER record AFTER DELETE ON bare.conversations FOR EACH ROW EXECUTE FUNCTION bare.record()",
    "CREATE TRIGGER record AFTER DELETE ON bare.messages FOR EACH ROW EXECUTE FUNCTION bare.record()",
];

struct Trees {
    db: Database,
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
    let config =
        DatabaseConfig::new(sandbox.url())?.with_max_connections(1).with_statement_timeout(None);
    let db = Database::connect(config).await?;
    let identity = Identity::provider("bench", "trees");
    let owner = db.sign_up(NewAccount::with_identity("Bench", "b@example.org", identity)).await?;
    let admin = pool_of(sandbox.admin_url()).await?;
    for statement in BARE {
        sqlx::query(*statement).execute(&admin).await?;
    }
    let trees = Trees { db, context: owner.context(), user: owner.user.id, admin };

    let name = || "delete a tree of 100,000 rows".to_owned();
    let measured = prepared(
        3,
        async || trees.grow("annals").await,
        async |id| trees.delete(id).await,
        async || trees.grow("bare").await,
        async |id| trees.cascade(id).await,
    )
    .await?;
    report.add(name(), "a bare cascade", &measured, "with a row trigger that copies the row");

    let measured = prepared(
        1,
        async || trees.grow("annals").await,
        async |id| trees.delete(id).await,
        async || trees.grow("annals").await,
        async |id| trees.cascade_of_sea_orm(id).await,
    )
    .await?;
    report.add(name(), "SeaORM's cascade", &measured, "cascade_delete, with the same hooks");
    Ok(())
}

impl Trees {
    /// A conversation with its messages, made without triggers.
    async fn grow(&self, schema: &str) -> Result<Uuid, Box<dyn Error>> {
        let id = Uuid::now_v7();
        let mut tx = self.admin.begin().await?;
        sqlx::query("SET LOCAL session_replication_role = replica").execute(&mut *tx).await?;
        let conversation = format!(
            "INSERT INTO {schema}.conversations (account_id, id, user_id, title, session_type) VALUES ($1, $2, $3, 'Long', 'chat')"
        );
        sqlx::query(sqlx::AssertSqlSafe(conversation))
            .bind(self.context.account_id)
            .bind(id)
            .bind(self.user)
            .execute(&mut *tx)
            .await?;
        let messages = format!(
            "INSERT INTO {schema}.messages (account_id, conversation_id, position, role, content)
             SELECT $1, $2, p, 'user', 'Message ' || p || ' of a long conversation about the weather' FROM generate_series(1, $3) p"
        );
        sqlx::query(sqlx::AssertSqlSafe(messages))
            .bind(self.context.account_id)
            .bind(id)
            .bind(MESSAGES)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        let vacuum = format!("VACUUM ANALYZE {schema}.messages");
        sqlx::query(sqlx::AssertSqlSafe(vacuum)).execute(&self.admin).await?;
        Ok(id)
    }

    async fn delete(&self, id: Uuid) -> Result<(), Box<dyn Error>> {
        let scope = self.db.scope(&self.context);
        Ok(scope.repository::<conversations::Entity>().delete_for_good(id).await.map(drop)?)
    }

    async fn cascade(&self, id: Uuid) -> Result<(), Box<dyn Error>> {
        sqlx::query("DELETE FROM bare.conversations WHERE account_id = $1 AND id = $2")
            .bind(self.context.account_id)
            .bind(id)
            .execute(&self.admin)
            .await?;
        Ok(())
    }

    async fn cascade_of_sea_orm(&self, id: Uuid) -> Result<(), Box<dyn Error>> {
        let tx = self.db.begin(&self.context).await?;
        let found = conversations::Entity::find_by_id((self.context.account_id, id));
        let conversation = found.one(tx.connection()).await?.ok_or("it is there")?;
        conversation.cascade_delete(tx.connection()).await?;
        Ok(tx.commit().await?)
    }
}
