//! Imports that end in the midst: what was not committed is gone, and the next run goes on.

use std::process::{Child, Command, Stdio};

use annals_sandbox::{Server, ServerOptions};
use sea_orm::{ConnectionTrait, TransactionTrait};

use super::{
    ACCOUNT, Desk, USER, desk,
    files::{Sizes, id},
    number, on, total,
};
use crate::support::TestResult;

/// More than a batch of each.
const MANY: Sizes = Sizes { entries: 5_000, sessions: 70, messages: 5_000, articles: 2, topics: 3 };

/// What the import meets near the end of the entries: a row of another transaction, not yet committed.
fn obstacle() -> String {
    format!(
        "INSERT INTO annals.journal_entries (account_id, id, user_id, raw_data)
         VALUES ('{ACCOUNT}', '{}', '{USER}', '{{}}')",
        id(1, 4_500)
    )
}

/// Sessions that wait for that transaction.
const WAITING: &str =
    "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'";

/// Transactions that keep other imports away, and were prolonged when a part was committed.
const PROLONGED: &str = "SELECT count(*) FROM pg_stat_activity
  WHERE datname = current_database() AND state = 'idle in transaction' AND query = 'SELECT'";

const ENTRIES: &str = "SELECT count(*) FROM annals.journal_entries";

/// An import that stands still, until the obstacle goes.
async fn standing(desk: &Desk, outcome: &str) -> TestResult<(Child, sea_orm::DatabaseTransaction)> {
    let folder = desk.folder(MANY)?;
    let owner = desk.owner().await?;
    let obstacle_at = owner.begin().await?;
    obstacle_at.execute_unprepared(&obstacle()).await?;
    let mut child = desk
        .command(&["journal-files", folder, "--outcome", outcome])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()?;
    while number(&owner, WAITING).await? == 0 {
        if let Some(status) = child.try_wait()? {
            return Err(format!("it did not wait: {status}").into());
        }
    }
    Ok((child, obstacle_at))
}

/// What an import that nothing interrupts comes to.
async fn undisturbed() -> TestResult<Vec<String>> {
    let desk = desk().await?;
    let folder = desk.folder(MANY)?;
    let (code, said) = desk.import_json(&["journal-files", folder])?;
    assert_eq!((code, total(&said)), (0, [10_075, 10_075, 0, 0, 0, 10_075]), "{said}");
    desk.rows().await
}

impl Desk {
    /// Waits until a part of the entries is committed, beside the part that stands still, and the import knows
    /// it. Returns how many.
    async fn commits_some(&self) -> TestResult<i64> {
        let admin = sea_orm::Database::connect(self.sandbox.admin_url()).await?;
        while number(&admin, PROLONGED).await? == 0 {
            tokio::task::yield_now().await;
        }
        self.number(ENTRIES).await
    }

    async fn goes_on(&self, outcome: &str) -> TestResult {
        let (code, said) = self.import_json(&["journal-files", "journal", "--outcome", outcome])?;
        let [all, .., verified] = total(&said);
        assert_eq!((code, all, verified), (0, 10_075, 10_075), "{said}");
        let (rows, expected) = (self.rows().await?, undisturbed().await?);
        assert_eq!(rows.len(), expected.len());
        assert!(rows == expected, "the rows are not those of an undisturbed import");
        Ok(())
    }
}

fn signal(child: &Child, name: &str) -> TestResult {
    let status = Command::new("kill").args([name, &child.id().to_string()]).status()?;
    if status.success() { Ok(()) } else { Err("no signal could be sent".into()) }
}

#[tokio::test]
async fn ctrl_c_leaves_nothing_of_a_run_and_the_next_is_whole() -> TestResult {
    let desk = desk().await?;
    let before = desk.rows().await?;
    let (mut child, obstacle) = standing(&desk, "run").await?;
    signal(&child, "-INT")?;
    assert_eq!(child.wait()?.code(), Some(130));
    let owner = desk.owner().await?;
    while number(&owner, WAITING).await? > 0 {
        tokio::task::yield_now().await;
    }
    obstacle.rollback().await?;
    assert_eq!(desk.rows().await?, before);
    assert_eq!(desk.number("SELECT count(*) FROM annals.import_runs").await?, 0);
    let left = std::fs::read_dir(desk.path())?.count();
    assert_eq!(left, 1, "only the folder is there");
    desk.goes_on("run").await
}

#[tokio::test]
async fn a_killed_import_keeps_the_files_that_were_done_and_goes_on() -> TestResult {
    let desk = desk().await?;
    let (mut child, obstacle) = standing(&desk, "file").await?;
    child.kill()?;
    child.wait()?;
    obstacle.rollback().await?;
    assert_eq!(desk.number(ENTRIES).await?, 0);
    let unfinished = "SELECT count(*) FROM annals.import_runs WHERE finished_at IS NULL";
    assert_eq!(desk.number(unfinished).await?, 1);
    desk.goes_on("file").await
}

#[tokio::test]
async fn a_killed_import_by_batch_keeps_what_was_committed_and_goes_on() -> TestResult {
    let desk = desk().await?;
    let (mut child, obstacle) = standing(&desk, "batch").await?;
    let there = desk.commits_some().await?;
    child.kill()?;
    child.wait()?;
    obstacle.rollback().await?;
    assert_eq!(desk.number(ENTRIES).await?, there);
    desk.goes_on("batch").await
}

#[tokio::test]
async fn an_import_by_batch_that_fails_says_how_much_it_has_committed() -> TestResult {
    let mut server = Server::private(ServerOptions::default()).await?;
    let desk = on(server.database().await?).await?;
    let (child, obstacle) = standing(&desk, "batch").await?;
    let there = desk.commits_some().await?;
    server.kill().await?;
    let output = child.wait_with_output()?;
    let said = String::from_utf8(output.stderr)?;
    assert_eq!(output.status.code(), Some(1), "{said}");
    let done = format!("topics.json, sessions.json, {there} records of entries.json are done");
    assert!(said.contains(&done) && said.contains("run the same command again"), "{said}");
    assert!(said.contains("take that back:\n  annals undo --request "), "{said}");
    drop(obstacle);
    Ok(())
}

#[tokio::test]
async fn an_import_whose_server_dies_fails_and_the_next_goes_on() -> TestResult {
    let options = ServerOptions { durable: true, ..ServerOptions::default() };
    let mut server = Server::private(options).await?;
    let desk = on(server.database().await?).await?;
    let (child, obstacle) = standing(&desk, "file").await?;
    while desk.number("SELECT count(*) FROM annals.messages").await? < 5_000 {
        tokio::task::yield_now().await;
    }
    server.kill().await?;
    let output = child.wait_with_output()?;
    let said = String::from_utf8(output.stderr)?;
    assert_eq!(output.status.code(), Some(1), "{said}");
    let told = said.contains("topics.json") && said.contains("sessions.json");
    assert!(told && said.contains("run the same command again for the rest"), "{said}");
    assert!(!said.contains("entries.json"), "{said}");
    drop(obstacle);
    server.start().await?;
    desk.goes_on("file").await
}
