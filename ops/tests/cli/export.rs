//! `annals export` and `annals import archive`: an account leaves a database, and comes back as it was.

mod archive;
mod big;
mod damage;
mod every_value;
mod history;
mod journal_files;
mod own_tables;
mod refusals;
mod streams;

use std::{
    path::{Path, PathBuf},
    process::Output,
};

use annals_sandbox::SandboxDatabase;
use annals_service::{
    Context, Database, DatabaseConfig,
    audit::{AuditTrail, Maintenance},
    seed::{self, Demo, DemoAccount},
};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use tempfile::TempDir;

use crate::support::{TestResult, annals, sandbox, texts};

/// Every row of an account in every table that applications write, without what is the log's own, what is
/// secret, and what is made from other columns. What a session is, is its secret.
const ROWS: &str = "
SELECT format('SELECT %L || (to_jsonb(t) - ''{row_version,audit_id,password_hash,token_hash}''::text[])::text FROM %s t WHERE account_id = $1',
              c.oid::regclass || ' ', c.oid::regclass)
  FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid AND p.polname = 'account'
 WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND has_table_privilege('annals_app', c.oid, 'INSERT')
   AND c.relname <> 'sessions' ORDER BY c.oid::regclass::text";

/// A database with two accounts, and a folder for files.
struct Place {
    sandbox: SandboxDatabase,
    folder: TempDir,
    db: Database,
    owner: DatabaseConnection,
    ada: DemoAccount,
    grace: DemoAccount,
}

impl Place {
    async fn new() -> TestResult<Self> {
        let sandbox = sandbox().await?;
        let db = connect(sandbox.url()).await?;
        let owner = sea_orm::Database::connect(sandbox.owner_url()).await?;
        let ada = seed::demo(&db, &Demo::small(1)).await?;
        let grace = seed::demo(&db, &Demo::small(2)).await?;
        Ok(Self { sandbox, folder: TempDir::new()?, db, owner, ada, grace })
    }

    /// A database with one account that has a user and nothing else.
    async fn empty() -> TestResult<Self> {
        let sandbox = sandbox().await?;
        let db = connect(sandbox.url()).await?;
        let owner = sea_orm::Database::connect(sandbox.owner_url()).await?;
        let size = seed::Size { days: 0, guests: 0, projects: 0, businesses: 0, conversations: 0 };
        let ada = seed::demo(&db, &Demo { size, ..Demo::small(3) }).await?;
        Ok(Self { sandbox, folder: TempDir::new()?, db, owner, grace: ada.clone(), ada })
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Exports Ada's account, which must succeed.
    fn export(&self, name: &str, options: &[&str]) -> TestResult<PathBuf> {
        let file = self.file(name);
        let account = self.ada.account_id.to_string();
        let output = annals(Some(&self.sandbox))
            .args(["export", &account, "--to"])
            .arg(&file)
            .args(options)
            .output()?;
        assert_eq!(output.status.code(), Some(0), "{:?}", texts(&output));
        Ok(file)
    }

    fn import(&self, file: &Path, options: &[&str]) -> TestResult<Output> {
        import(&self.sandbox, file, options)
    }

    /// Erases Ada's account.
    async fn erase(&self) -> TestResult {
        let owner = connect(self.sandbox.owner_url()).await?;
        let context = Context::new(self.ada.account_id).reason("asked for");
        owner.maintenance().erase_account(&context).await?;
        Ok(())
    }

    async fn rows(&self, account: &DemoAccount) -> TestResult<Vec<String>> {
        rows(&self.owner, account).await
    }

    async fn execute(&self, sql: &str) -> TestResult {
        self.owner.execute_unprepared(sql).await?;
        Ok(())
    }

    async fn count(&self, sql: &str) -> TestResult<i64> {
        let asking = Statement::from_string(DbBackend::Postgres, sql);
        let row = self.owner.query_one_raw(asking).await?.ok_or("no row")?;
        Ok(row.try_get_by_index(0)?)
    }

    /// The text that a query about a row makes.
    async fn text(&self, sql: &str, id: uuid::Uuid) -> TestResult<String> {
        let asking = Statement::from_sql_and_values(DbBackend::Postgres, sql, [id.into()]);
        let row = self.owner.query_one_raw(asking).await?.ok_or("no row")?;
        Ok(row.try_get_by_index(0)?)
    }

    async fn assert_log_is_whole(&self) -> TestResult {
        let context = Context::new(self.ada.account_id);
        let verified = self.db.read(&context).audit().verify().await?;
        assert_eq!(verified.findings, []);
        assert!(verified.entries > 0);
        Ok(())
    }
}

async fn connect(url: &str) -> TestResult<Database> {
    Ok(Database::connect(DatabaseConfig::new(url)?).await?)
}

fn import(sandbox: &SandboxDatabase, file: &Path, options: &[&str]) -> TestResult<Output> {
    Ok(annals(Some(sandbox)).args(["import", "archive"]).arg(file).args(options).output()?)
}

/// Each as the name of its table and JSON, sorted.
async fn rows(owner: &DatabaseConnection, account: &DemoAccount) -> TestResult<Vec<String>> {
    let asking = Statement::from_string(DbBackend::Postgres, ROWS);
    let mut found = Vec::new();
    for table in owner.query_all_raw(asking).await? {
        let sql: String = table.try_get_by_index(0)?;
        let of_account = [account.account_id.into()];
        let asking = Statement::from_sql_and_values(DbBackend::Postgres, sql, of_account);
        for row in owner.query_all_raw(asking).await? {
            found.push(row.try_get_by_index::<String>(0)?);
        }
    }
    found.sort();
    Ok(found)
}

/// The lines of an archive, as JSON.
fn lines(file: &Path) -> TestResult<Vec<serde_json::Value>> {
    let text = std::fs::read_to_string(file)?;
    Ok(text.lines().map(serde_json::from_str).collect::<Result<_, _>>()?)
}

/// The standard error of a command that must have failed with this code.
fn refused(output: &Output, code: i32) -> String {
    let (told, why) = texts(output);
    assert_eq!(output.status.code(), Some(code), "{told}{why}");
    why
}

/// The standard output of a command that must have succeeded.
fn done(output: &Output) -> String {
    let (told, why) = texts(output);
    assert_eq!(output.status.code(), Some(0), "{told}{why}");
    told
}
