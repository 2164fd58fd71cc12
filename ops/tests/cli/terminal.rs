//! What the command says when it can't: to a person, to a program, and never a password.

use std::{
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use annals_sandbox::SandboxDatabase;
use annals_service::DatabaseConfig;
use sea_orm::{ConnectionTrait, TransactionTrait};

use crate::{
    house::{House, Ran},
    support::{TestResult, annals, sandbox},
};

/// In every URL here; nowhere in what is written.
const CANARY: &str = "canary-f81d";

fn run(command: &mut Command) -> TestResult<Ran> {
    Ok(command.output()?.into())
}

/// The sandbox's server, with a password that it does not ask for.
fn url_to(sandbox: &SandboxDatabase, user: &str, database: &str) -> TestResult<String> {
    let config = DatabaseConfig::new(sandbox.url())?;
    let (host, port) = (config.host(), config.port());
    Ok(format!("postgres://{user}:{CANARY}@localhost/{database}?host={host}&port={port}"))
}

#[test]
fn without_a_database_it_tells_which_variables_and_which_flag_to_give() -> TestResult {
    let ran = run(annals(None).arg("status"))?.expect(2);
    for told in ["DATABASE_URL", "DB_NAME", "--database-url"] {
        assert!(ran.err.contains(told), "{told} in {}", ran.err);
    }
    assert!(ran.err.starts_with("annals: ") && ran.out.is_empty(), "{ran:?}");
    Ok(())
}

#[test]
fn a_server_that_is_not_there_is_named_with_what_to_check() -> TestResult {
    let url = format!("postgres://app:{CANARY}@127.0.0.1:1/journal");
    let ran = run(annals(None).args(["status", "--database-url", &url]))?.expect(1);
    for told in ["journal on 127.0.0.1:1 as app", "refused", "is the server running"] {
        assert!(ran.err.contains(told), "{told} in {}", ran.err);
    }
    assert_eq!(ran.err.lines().count(), 2, "{}", ran.err);
    Ok(())
}

#[tokio::test]
async fn no_password_is_ever_written() -> TestResult {
    let sandbox = sandbox().await?;
    let with = |user: &str, rest: &str| format!("postgres://{user}:{CANARY}@{rest}");
    let urls = [
        with("app", "127.0.0.1:1/journal"),
        with("app", "no-such-host.invalid/journal"),
        url_to(&sandbox, "nobody-of-that-name", sandbox.name())?,
        url_to(&sandbox, "annals_sandbox_app", "no_such_database")?,
        with("app", "127.0.0.1:99999/journal"),
        with("app", "127.0.0.1:1"),
        with("app", "127.0.0.1:1/journal?sslmode=sometimes"),
        with("app", "127.0.0.1:1/journal?sslrootcert=/no/such/file&sslmode=verify-full"),
        format!("mysql://app:{CANARY}@127.0.0.1/journal"),
        format!("app:{CANARY}@127.0.0.1/journal"),
        format!("postgres://app:1/{CANARY}@127.0.0.1/journal"),
        format!("postgres://app@127.0.0.1:1/journal?password={CANARY}&sslpassword={CANARY}"),
    ];
    for url in &urls {
        let account = "00000000-0000-0000-0000-000000000001";
        for (set, arguments) in [
            ("DATABASE_URL", vec!["status"]),
            ("DATABASE_URL", vec!["--json", "history", "--account", account]),
            ("ANNALS_OPERATOR_URL", vec!["verify", "--all"]),
            ("UNUSED", vec!["status", "--database-url", url]),
        ] {
            let mut command = annals(None);
            command.env("DB_CONNECT_TIMEOUT", "2s").env("RUST_LOG", "trace");
            let ran = run(command.env(set, url).args(&arguments))?;
            assert!(ran.code.is_some_and(|code| code == 1 || code == 2), "{arguments:?}: {ran:?}");
            assert!(!ran.out.contains(CANARY) && !ran.err.contains(CANARY), "{url}: {ran:?}");
        }
    }
    let fine = url_to(&sandbox, "annals_sandbox_app", sandbox.name())?;
    let ran = run(annals(None).env("DATABASE_URL", fine).env("RUST_LOG", "trace").arg("status"))?;
    assert!(ran.out.contains("PostgreSQL") && !ran.err.contains(CANARY), "{ran:?}");
    assert!(!ran.out.contains(CANARY), "{ran:?}");
    Ok(())
}

#[tokio::test]
async fn a_wrong_name_is_told_with_what_to_correct() -> TestResult {
    let sandbox = sandbox().await?;
    let url = url_to(&sandbox, "annals_sandbox_app", "no_such_database")?;
    let ran = run(annals(None).env("DATABASE_URL", url).arg("status"))?.expect(1);
    assert!(ran.err.contains("there is no database no_such_database"), "{}", ran.err);
    Ok(())
}

#[test]
fn a_mistyped_url_is_told_by_where_it_was_given() -> TestResult {
    let ran = run(annals(None).args(["status", "--database-url", "localhost/journal"]))?.expect(2);
    assert!(ran.err.contains("--database-url is not a URL"), "{}", ran.err);
    let mut command = annals(None);
    let ran = run(command.env("ANNALS_OPERATOR_URL", "mysql://h/d").arg("verify"))?.expect(2);
    assert!(ran.err.contains("ANNALS_OPERATOR_URL does not begin with"), "{}", ran.err);
    Ok(())
}

#[test]
fn settings_of_the_environment_hold_for_a_url_of_the_command_line() -> TestResult {
    let mut command = annals(None);
    command.env("DB_MAX_CONNECTIONS", "none").env("DB_HOST", "elsewhere");
    let url = "postgres://app@127.0.0.1:1/journal";
    let ran = run(command.args(["status", "--database-url", url]))?.expect(2);
    assert!(ran.err.contains("DB_MAX_CONNECTIONS is \"none\""), "{}", ran.err);
    assert!(!ran.err.contains("elsewhere"), "{}", ran.err);
    Ok(())
}

#[test]
fn a_slip_of_the_fingers_gets_a_suggestion() -> TestResult {
    let ran = run(annals(None).arg("histroy"))?.expect(2);
    assert!(ran.err.contains("'history'"), "{}", ran.err);
    let ran = run(annals(None).args(["undo", "--transactoin", "5"]))?.expect(2);
    assert!(ran.err.contains("--transaction"), "{}", ran.err);
    Ok(())
}

#[test]
fn a_program_gets_its_errors_as_json() -> TestResult {
    for arguments in [vec!["--json", "status"], vec!["history", "--json", "--limit", "many"]] {
        let ran = run(annals(None).args(&arguments))?.expect(2);
        let told = ran.json()?;
        assert_eq!(told["exit"], 2, "{arguments:?}");
        assert!(told["error"].as_str().is_some_and(|error| !error.is_empty()), "{told}");
    }
    Ok(())
}

#[tokio::test]
async fn what_happens_inside_is_told_where_it_is_asked_for() -> TestResult {
    let house = House::open().await?;
    let account = house.account().to_string();
    let verify = ["verify", "--account", &account];
    assert_eq!(house.run(&verify)?.expect(0).err, "");
    let ran = run(house.command(&verify).env("RUST_LOG", "trace"))?.expect(0);
    assert!(ran.err.contains("DEBUG"), "{}", ran.err);
    assert!(ran.out.starts_with("The log is complete"), "{}", ran.out);
    Ok(())
}

#[tokio::test]
async fn an_interrupt_ends_it_with_nothing_half_done() -> TestResult {
    let house = House::open().await?;
    let admin = house.admin().await?;
    let holding = admin.begin().await?;
    holding.execute_unprepared("LOCK TABLE annals.audit_log IN ACCESS EXCLUSIVE MODE").await?;
    let account = house.account().to_string();
    for signal in ["-INT", "-TERM"] {
        let mut command = house.command(&["verify", "--account", &account]);
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        until_waiting(&holding, 1).await?;
        Command::new("kill").args([signal, &child.id().to_string()]).status()?;
        let ran = Ran::from(child.wait_with_output()?).expect(130);
        assert!(ran.err.contains("nothing half-done stays"), "{}", ran.err);
        until_waiting(&holding, 0).await?;
    }
    Ok(())
}

#[tokio::test]
async fn an_interrupt_ends_no_statement_of_another_command() -> TestResult {
    let house = House::open().await?;
    let admin = house.admin().await?;
    let holding = admin.begin().await?;
    holding.execute_unprepared("LOCK TABLE annals.audit_log IN ACCESS EXCLUSIVE MODE").await?;
    let verify = || {
        let mut command = house.command(&["verify", "--all"]);
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()
    };
    let (mut interrupted, mut other) = (verify()?, verify()?);
    until_waiting(&holding, 2).await?;
    Command::new("kill").args(["-INT", &interrupted.id().to_string()]).status()?;
    assert_eq!(interrupted.wait()?.code(), Some(130));
    until_waiting(&holding, 1).await?;
    assert_eq!(other.try_wait()?, None);
    holding.rollback().await?;
    assert_eq!(other.wait()?.code(), Some(0));
    Ok(())
}

/// Waits until so many wait for the lock that the transaction holds.
async fn until_waiting(holding: &impl ConnectionTrait, expected: i64) -> TestResult {
    let ask = sea_orm::Statement::from_string(
        holding.get_database_backend(),
        "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'annals.audit_log'::regclass
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
    );
    let patience = Instant::now() + Duration::from_secs(30);
    loop {
        let row = holding.query_one_raw(ask.clone()).await?.ok_or("a row")?;
        let found: i64 = row.try_get_by_index(0)?;
        if found == expected {
            return Ok(());
        }
        assert!(Instant::now() < patience, "{found} wait, not {expected}");
        tokio::task::yield_now().await;
    }
}
