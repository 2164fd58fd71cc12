//! The audit trail as its readers use it: history, changes, rows as they were, reverts and undos.

mod as_of;
mod as_of_tables;
mod changes;
mod history;
mod random;
mod revert;
mod undo;
mod undo_refused;
mod undo_tables;

use annals::prelude::*;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::{
    catalogue::{one, texts},
    support::{Fixture, TestResult, fixture, log_of},
};

/// The tracked tables, with the functions that make their last images.
const TRACKED: &str = "SELECT t.tgrelid::regclass::text || ' ' || regexp_replace(t.tgrelid::regclass::text, '(\\w+)$', 'last_image_\\1')
  FROM pg_trigger t JOIN pg_attribute a ON a.attrelid = t.tgrelid AND a.attname = 'account_id'
 WHERE t.tgname = 'bump' ORDER BY 1";

/// An account whose past is looked at.
struct Trail {
    fixture: Fixture,
    ada: SignedUp,
    context: Context,
}

impl Trail {
    async fn start() -> TestResult<Self> {
        Self::on(fixture().await?).await
    }

    async fn on(fixture: Fixture) -> TestResult<Self> {
        let ada = fixture.sign_up().await?;
        let context = ada.context().operation("trail.test").request_id("r-0");
        Ok(Self { fixture, ada, context })
    }

    fn db(&self) -> &Database {
        &self.fixture.db
    }

    /// SQL in a transaction of its own. `$account` and `$user` stand for the ids.
    async fn write(&self, sql: &str) -> TestResult<i64> {
        self.write_as(&self.context, sql).await
    }

    async fn write_as(&self, context: &Context, sql: &str) -> TestResult<i64> {
        let sql = sql
            .replace("$account", &format!("'{}'", self.ada.account_id))
            .replace("$user", &format!("'{}'", self.ada.user.id));
        let tx = self.db().begin(context).await?;
        tx.connection().execute_unprepared(&sql).await?;
        let id = one(tx.connection(), "SELECT pg_current_xact_id()::text::bigint").await?;
        tx.commit().await?;
        Ok(id)
    }

    async fn entry(&self) -> TestResult<Entry> {
        let new = NewEntry { title: Some("One".into()), ..NewEntry::by(self.ada.user.id) };
        Ok(self.db().scope(&self.context).journal().create(new).await?)
    }

    async fn retitle(&self, id: Uuid, title: &str) -> TestResult<i64> {
        self.write(&format!(
            "UPDATE annals.journal_entries SET title = '{title}' WHERE id = '{id}'"
        ))
        .await
    }

    async fn title(&self, id: Uuid) -> TestResult<Option<String>> {
        let entry = self.db().read(&self.context).journal().find(id).await?;
        Ok(entry.ok_or("the entry is there")?.title)
    }

    async fn history(&self, table: &str, id: Uuid) -> TestResult<Vec<AuditEntry>> {
        Ok(self.db().read(&self.context).audit().history(table, id).await?)
    }

    async fn log(&self, table: &str, id: Uuid) -> TestResult<Vec<String>> {
        Ok(log_of(&self.history(table, id).await?))
    }

    async fn undo(&self, transaction: i64, if_changed: IfChanged) -> Result<Undone, Error> {
        let audit = self.db().scope(&self.context).audit();
        audit.undo(Undoing::Transaction(transaction), if_changed).await
    }

    /// Every tracked row of the account, by what the log knows of it.
    async fn state(&self) -> TestResult<Vec<String>> {
        let owner = self.fixture.owner().await?;
        let mut found = Vec::new();
        for tracked in texts(&owner, TRACKED).await? {
            let (table, image) = tracked.split_once(' ').ok_or("two names")?;
            let sql = format!(
                "SELECT '{table} ' || ({image}(to_jsonb(t)) - 'row_version')::text FROM {table} t WHERE account_id = '{}' ORDER BY 1",
                self.ada.account_id
            );
            found.extend(texts(&owner, &sql).await?);
        }
        Ok(found)
    }

    async fn expect_complete_log(&self) -> TestResult {
        let verified = self.db().read(&self.context).audit().verify().await?;
        assert_eq!(verified.findings, []);
        Ok(())
    }

    /// A conversation with three messages.
    async fn talk(&self) -> TestResult<Uuid> {
        let talk = Uuid::now_v7();
        self.write(&format!(
            "INSERT INTO annals.conversations (account_id, id, user_id, title, session_type, message_count, last_message_at)
             VALUES ($account, '{talk}', $user, 'A talk', 'chat', 3, now());
             INSERT INTO annals.messages (account_id, conversation_id, position, role, content, token_usage)
             SELECT $account, '{talk}', p, 'user', 'Message ' || p, jsonb_build_object('tokens', p) FROM generate_series(1, 3) p"
        ))
        .await?;
        Ok(talk)
    }
}
