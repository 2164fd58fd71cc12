//! The story of the audit protocol's smoke test, told through the crate: what each way to write leaves
//! in the log, and that `verify` finds whatever was done to the log behind its back.

mod by_trigger;
mod images;
mod lives;
mod verify;
mod writes;

use annals::{entity::journal_entries, prelude::*};
use sea_orm::{ActiveValue::Set, ConnectionTrait};
use serde_json::json;
use uuid::Uuid;

use crate::support::{Fixture, TestResult, fixture, log_of};

/// A signature that no hook made.
const FORGED: Uuid = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0009);

/// An account whose writes are followed.
struct Story {
    fixture: Fixture,
    ada: SignedUp,
    context: Context,
}

impl Story {
    async fn start() -> TestResult<Self> {
        let fixture = fixture().await?;
        let ada = fixture.sign_up().await?;
        let context = ada.context().operation("story.tell").request_id("r-1");
        Ok(Self { fixture, ada, context })
    }

    async fn begin(&self) -> TestResult<Transaction<'static>> {
        Ok(self.fixture.db.begin(&self.context).await?)
    }

    /// SQL in a transaction of its own.
    async fn write(&self, sql: &str) -> TestResult {
        let tx = self.begin().await?;
        run(&tx, sql).await?;
        Ok(tx.commit().await?)
    }

    /// An entry that is not written yet.
    fn draft(&self, id: Uuid) -> journal_entries::ActiveModel {
        journal_entries::ActiveModel {
            account_id: Set(self.ada.account_id),
            id: Set(id),
            user_id: Set(self.ada.user.id),
            raw_data: Set(json!({ "content": "one" }).into()),
            ..Default::default()
        }
    }

    async fn create(&self) -> TestResult<Entry> {
        let new = NewEntry::by(self.ada.user.id);
        Ok(self.fixture.db.scope(&self.context).journal().create(new).await?)
    }

    async fn find(&self, id: Uuid) -> TestResult<Entry> {
        let entry = self.fixture.db.read(&self.context).journal().find(id).await?;
        Ok(entry.ok_or("the entry is there")?)
    }

    async fn history(&self, table: &str, id: Uuid) -> TestResult<Vec<AuditEntry>> {
        Ok(self.fixture.db.read(&self.context).audit().history(table, id).await?)
    }

    /// What happened to a journal entry, briefly.
    async fn log(&self, id: Uuid) -> TestResult<Vec<String>> {
        Ok(log_of(&self.history("journal_entries", id).await?))
    }

    async fn expect_complete_log(&self) -> TestResult {
        let verified = self.fixture.db.read(&self.context).audit().verify().await?;
        assert_eq!(verified.findings, []);
        Ok(())
    }
}

async fn run(tx: &Transaction<'_>, sql: &str) -> TestResult {
    tx.connection().execute_unprepared(sql).await?;
    Ok(())
}
