//! A database with somebody in it who writes, and the command run on it.

use std::process::{Command, Output};

use annals_sandbox::{SandboxDatabase, Server, ServerOptions};
use annals_service::prelude::*;
use sea_orm::{ConnectionTrait, DatabaseConnection};
use serde_json::Value;
use uuid::Uuid;

use crate::support::{TestResult, annals, sandbox, texts};

pub(crate) struct House {
    pub(crate) sandbox: SandboxDatabase,
    pub(crate) db: Database,
    pub(crate) ada: SignedUp,
    _server: Option<Server>,
}

/// What a run of the command came to.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        let (out, err) = texts(&output);
        Self { code: output.status.code(), out, err }
    }
}

impl Ran {
    /// It must have ended so.
    #[track_caller]
    pub(crate) fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}\n{}", self.out, self.err);
        self
    }

    /// The one document that it wrote.
    pub(crate) fn json(&self) -> TestResult<Value> {
        assert_eq!(self.out.lines().count(), 1, "{}", self.out);
        Ok(serde_json::from_str(&self.out)?)
    }

    /// What it wrote for people, as if in one line.
    pub(crate) fn in_a_line(&self) -> String {
        self.out.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// No line of what it wrote is wider than a narrow terminal.
    #[track_caller]
    pub(crate) fn expect_narrow(&self) {
        for line in self.out.lines() {
            assert!(console::measure_text_width(line) <= 80, "{line:?}");
        }
    }
}

impl House {
    pub(crate) async fn open() -> TestResult<Self> {
        Self::of(sandbox().await?, None).await
    }

    /// On a server of its own, where no transaction of others holds back the seals.
    pub(crate) async fn open_alone() -> TestResult<Self> {
        let server = Server::private(ServerOptions::default()).await?;
        Self::of(server.database().await?, Some(server)).await
    }

    async fn of(sandbox: SandboxDatabase, server: Option<Server>) -> TestResult<Self> {
        let db = Database::connect(DatabaseConfig::new(sandbox.url())?).await?;
        let ada = sign_up(&db, "ada").await?;
        Ok(Self { sandbox, db, ada, _server: server })
    }

    pub(crate) fn account(&self) -> Uuid {
        self.ada.account_id
    }

    /// Of the request `req-17`, by Ada.
    pub(crate) fn context(&self) -> Context {
        self.ada.context().operation("entries.write").request_id("req-17")
    }

    /// An entry, in a transaction of its own.
    pub(crate) async fn entry(&self, title: &str) -> TestResult<Entry> {
        let new = NewEntry { title: Some(title.into()), ..NewEntry::by(self.ada.user.id) };
        Ok(self.db.scope(&self.context()).journal().create(new).await?)
    }

    pub(crate) async fn retitle(&self, entry: &Entry, title: &str) -> TestResult<Entry> {
        let update = EntryUpdate { title: Some(Some(title.into())), ..EntryUpdate::default() };
        let context = self.ada.context().operation("entries.correct").reason("a slip of the pen");
        let journal = self.db.scope(&context);
        Ok(journal.journal().update(entry.id, entry.row_version, update).await?)
    }

    /// The transaction that wrote the newest entry of a row.
    pub(crate) async fn transaction_of(&self, table: &str, row: Uuid) -> TestResult<i64> {
        let history = self.db.read(&self.context()).audit().history(table, row).await?;
        Ok(history.last().ok_or("it has entries")?.transaction_id)
    }

    /// The command, with the application's and the operator's connection.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = annals(Some(&self.sandbox));
        command.args(arguments);
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> TestResult<Ran> {
        Ok(self.command(arguments).output()?.into())
    }

    /// With the application's connection alone.
    pub(crate) fn run_as_app(&self, arguments: &[&str]) -> TestResult<Ran> {
        Ok(self.command(arguments).env_remove("ANNALS_OPERATOR_URL").output()?.into())
    }

    /// A connection that may do everything.
    pub(crate) async fn admin(&self) -> TestResult<DatabaseConnection> {
        Ok(sea_orm::Database::connect(self.sandbox.admin_url()).await?)
    }

    /// What nobody is to do: statements past triggers and policies.
    pub(crate) async fn tamper(&self, sql: &str) -> TestResult {
        let admin = self.admin().await?;
        admin
            .execute_unprepared(&format!(
                "SET session_replication_role = replica; {sql}; RESET session_replication_role"
            ))
            .await?;
        Ok(admin.close().await?)
    }
}

pub(crate) async fn sign_up(db: &Database, name: &str) -> TestResult<SignedUp> {
    let identity = Identity::provider("test", name);
    let email = format!("{name}@example.org");
    Ok(db.sign_up(NewAccount::with_identity(name, &email, identity)).await?)
}
