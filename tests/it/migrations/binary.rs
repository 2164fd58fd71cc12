//! The program that `sea-orm-cli migrate` runs.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::{Command, Output},
    time::SystemTime,
};

use super::{applied, connect, names};
use crate::support::TestResult;

/// A host that no test reaches.
const NOWHERE: &str = "postgres://nobody@127.0.0.1:1/nothing";

/// The program, beside this test. Where it is missing or older than a source of it, the cargo that
/// built this test builds it to the same place: a test of another package is not what makes cargo
/// build it, and a cargo that has nothing to do waits for others all the same.
fn program() -> TestResult<PathBuf> {
    let test = std::env::current_exe()?;
    let profile_dir = test.ancestors().nth(2).ok_or("a test lies in <profile>/deps")?;
    let program = profile_dir.join(format!("annals-migration{}", std::env::consts::EXE_SUFFIX));
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("migration");
    let built = program.metadata().and_then(|it| it.modified());
    if built.is_ok_and(|built| newest_below(&sources).is_ok_and(|edited| edited < built)) {
        return Ok(program);
    }
    let target_dir = profile_dir.parent().ok_or("a profile lies in a target directory")?;
    let profile = match profile_dir.file_name().and_then(|name| name.to_str()) {
        Some("debug") | None => "dev",
        Some(profile) => profile,
    };
    let built = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--package", "annals-migration", "--profile", profile])
        .arg("--target-dir")
        .arg(target_dir)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()?;
    if !built.status.success() {
        return Err(String::from_utf8_lossy(&built.stderr).into());
    }
    Ok(program)
}

/// When a file was last edited.
fn newest_below(directory: &Path) -> io::Result<SystemTime> {
    let mut newest = SystemTime::UNIX_EPOCH;
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        let edited = if entry.file_type()?.is_dir() {
            newest_below(&entry.path())?
        } else {
            entry.metadata()?.modified()?
        };
        newest = newest.max(edited);
    }
    Ok(newest)
}

/// Runs it with these variables and no other that names a database, where no `.env` lies.
async fn migrate(arguments: &[&str], variables: &[(&str, &str)]) -> TestResult<Output> {
    let elsewhere = std::env::temp_dir();
    let mut command = tokio::process::Command::new(program()?);
    command.args(arguments).current_dir(elsewhere);
    for name in ["DATABASE_URL", "ANNALS_OWNER_URL", "DATABASE_SCHEMA"] {
        command.env_remove(name);
    }
    Ok(command.envs(variables.iter().copied()).output().await?)
}

fn said(output: &Output) -> String {
    let (out, err) = (&output.stdout, &output.stderr);
    format!("{}{}", String::from_utf8_lossy(out), String::from_utf8_lossy(err))
}

/// Runs it with success.
async fn done(arguments: &[&str], variables: &[(&str, &str)]) -> TestResult<String> {
    let output = migrate(arguments, variables).await?;
    assert!(output.status.success(), "{arguments:?}: {}", said(&output));
    Ok(said(&output))
}

#[tokio::test]
async fn with_only_database_url_it_goes_up_tells_the_status_and_goes_down() -> TestResult {
    let sandbox = annals_sandbox::bare_database().await?;
    let url = [("DATABASE_URL", sandbox.owner_url())];
    let owner = connect(sandbox.owner_url()).await?;
    let (oldest, newest) = (&names()[0], &names()[names().len() - 1]);

    assert!(done(&["status"], &url).await?.contains(&format!("Migration '{oldest}'... Pending")));
    done(&["up", "-n", "2"], &url).await?;
    assert_eq!(applied(&owner).await?, names()[..2]);
    done(&["up"], &url).await?;
    assert_eq!(applied(&owner).await?, names());
    assert!(done(&["status"], &url).await?.contains(&format!("Migration '{newest}'... Applied")));
    done(&["down"], &url).await?;
    assert_eq!(applied(&owner).await?, names()[..names().len() - 1]);
    for command in ["fresh", "refresh"] {
        done(&[command], &url).await?;
        assert_eq!(applied(&owner).await?, names(), "after {command}");
    }
    done(&["reset"], &url).await?;
    done(&[], &url).await?;
    assert_eq!(applied(&owner).await?, names());
    Ok(())
}

#[tokio::test]
async fn as_sea_orm_cli_calls_it_a_schema_and_a_url_do_no_harm() -> TestResult {
    let sandbox = annals_sandbox::bare_database().await?;
    let url = sandbox.owner_url();
    let handed_on = ["up", "-s", "public", "-u", url];
    done(&handed_on, &[("DATABASE_URL", url), ("DATABASE_SCHEMA", "public")]).await?;
    assert_eq!(applied(&connect(url).await?).await?, names());
    Ok(())
}

#[tokio::test]
async fn the_owners_url_wins_over_the_applications() -> TestResult {
    let sandbox = annals_sandbox::bare_database().await?;
    let url = sandbox.owner_url();
    let both = [("DATABASE_URL", NOWHERE), ("ANNALS_OWNER_URL", url)];
    // `sea-orm-cli` hands DATABASE_URL on as if it had been typed.
    done(&["up", "-u", NOWHERE], &both).await?;
    assert_eq!(applied(&connect(url).await?).await?, names());

    let other = annals_sandbox::bare_database().await?;
    done(&["up", "-u", other.owner_url()], &both).await?;
    assert_eq!(applied(&connect(other.owner_url()).await?).await?, names(), "a typed one wins");
    Ok(())
}

#[tokio::test]
async fn without_a_url_it_names_both_variables() -> TestResult {
    let output = migrate(&["up"], &[]).await?;
    let said = said(&output);
    assert!(!output.status.success(), "{said}");
    assert!(said.contains("ANNALS_OWNER_URL") && said.contains("DATABASE_URL"), "{said}");
    Ok(())
}
