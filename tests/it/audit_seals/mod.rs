//! The seals of the log, what they find, its months and its erasures.
//!
//! On a server of one's own: what a seal may cover depends on every transaction of the server.

mod erasure;
mod export;
mod retention;
mod sealing;
mod tampering;
mod triggers;

use annals::{
    prelude::*,
    service::audit::{Fault, Seal},
};
use annals_sandbox::{Server, ServerOptions};
use sea_orm::{ConnectionTrait, TransactionTrait};
use uuid::Uuid;

use crate::support::{Fixture, TestResult};

/// A server, a database there, and the ways to it of those who keep the log.
struct House {
    fixture: Fixture,
    operator: Database,
    owner: Database,
    _server: Server,
}

/// An account with an entry of three versions and one that came and went.
struct Story {
    account: SignedUp,
    entry: Uuid,
    gone: Uuid,
}

impl House {
    async fn open() -> TestResult<Self> {
        let server = Server::private(ServerOptions::default()).await?;
        let sandbox = server.database().await?;
        let connect = async |url: &str| -> TestResult<Database> {
            Ok(Database::connect(DatabaseConfig::new(url)?).await?)
        };
        let operator = connect(sandbox.operator_url()).await?;
        let owner = connect(sandbox.owner_url()).await?;
        let fixture = Fixture { db: connect(sandbox.url()).await?, sandbox };
        Ok(Self { fixture, operator, owner, _server: server })
    }

    async fn story(&self) -> TestResult<Story> {
        let account = self.fixture.sign_up().await?;
        let context = account.context().operation("story.tell");
        let journal = self.fixture.db.scope(&context).journal();
        let mut entry = journal.create(NewEntry::by(account.user.id)).await?;
        for title in ["two", "three"] {
            let change =
                EntryUpdate { title: Some(Some(title.to_owned())), ..EntryUpdate::default() };
            entry = journal.update(entry.id, entry.row_version, change).await?;
        }
        let gone = journal.create(NewEntry::by(account.user.id)).await?;
        journal.delete_for_good(gone.id).await?;
        Ok(Story { account, entry: entry.id, gone: gone.id })
    }

    /// Adds an entry to the story, with its one entry in the log.
    async fn go_on(&self, story: &Story) -> TestResult<Entry> {
        let context = story.account.context();
        Ok(self
            .fixture
            .db
            .scope(&context)
            .journal()
            .create(NewEntry::by(story.account.user.id))
            .await?)
    }

    async fn seal(&self, story: &Story) -> TestResult<Vec<Seal>> {
        Ok(self.operator.maintenance().seal(story.account.account_id).await?)
    }

    /// Does something with all triggers silent, as a superuser can.
    async fn tamper(&self, sql: &str) -> TestResult {
        let tampering = self.fixture.admin().await?.begin().await?;
        tampering.execute_unprepared("SET LOCAL session_replication_role = replica").await?;
        let touched = tampering.execute_unprepared(sql).await?.rows_affected();
        assert!(touched > 0, "{sql}");
        Ok(tampering.commit().await?)
    }

    /// What the account itself finds.
    async fn faults(&self, story: &Story) -> TestResult<Vec<(String, Option<i64>, Fault)>> {
        let context = story.account.context();
        let verified = self.fixture.db.read(&context).audit().verify().await?;
        let short = |it: annals::service::audit::Finding| (it.table, it.row_version, it.fault);
        Ok(verified.findings.into_iter().map(short).collect())
    }

    async fn expect_whole(&self, story: &Story) -> TestResult {
        let context = story.account.context();
        let verified = self.fixture.db.read(&context).audit().verify().await?;
        assert_eq!(verified.findings, []);
        Ok(())
    }
}
