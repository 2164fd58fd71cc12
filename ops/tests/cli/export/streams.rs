//! Pipes, and what an interruption leaves.

use std::{
    io::{BufRead, BufReader},
    os::unix::fs::FileTypeExt,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use sea_orm::{ConnectionTrait, TransactionTrait};

use super::{Place, done, refused};
use crate::support::{TestResult, annals, texts};

#[tokio::test]
async fn the_standard_output_takes_an_archive_that_can_be_read_back() -> TestResult {
    let place = Place::new().await?;
    let account = place.ada.account_id.to_string();
    for to in ["-", "/dev/stdout"] {
        let output =
            annals(Some(&place.sandbox)).args(["export", &account, "--to", to]).output()?;
        let archive = done(&output);
        assert!(texts(&output).1.contains("rows of account"), "{:?}", texts(&output).1);
        let file = place.file("piped.jsonl");
        std::fs::write(&file, archive)?;
        assert!(done(&place.import(&file, &[])?).contains("Nothing to do"));
    }
    Ok(())
}

#[tokio::test]
async fn a_named_pipe_takes_an_archive_and_stays_a_pipe() -> TestResult {
    let place = Place::new().await?;
    let pipe = place.file("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status()?.success());
    let reader = thread::spawn({
        let pipe = pipe.clone();
        move || std::fs::read_to_string(pipe)
    });
    place.export("pipe", &[])?;
    let archive = reader.join().map_err(|_| "the reader broke down")??;
    assert!(std::fs::metadata(&pipe)?.file_type().is_fifo());
    let file = place.file("piped.jsonl");
    std::fs::write(&file, archive)?;
    assert!(done(&place.import(&file, &[])?).contains("Nothing to do"));
    Ok(())
}

#[tokio::test]
async fn a_link_leads_to_the_archive_and_stays_a_link() -> TestResult {
    let place = Place::new().await?;
    let link = place.file("link.jsonl");
    let behind = place.file("behind.jsonl");
    std::fs::write(&behind, "an older one")?;
    std::os::unix::fs::symlink(&behind, &link)?;
    place.export("link.jsonl", &["--yes"])?;
    assert!(std::fs::symlink_metadata(&link)?.is_symlink());
    assert!(done(&place.import(&behind, &[])?).contains("Nothing to do"));
    Ok(())
}

#[tokio::test]
async fn a_pipe_that_is_closed_ends_it_without_a_word() -> TestResult {
    let place = Place::new().await?;
    // More than a pipe holds, so that the reader is gone before all of it is written.
    place
        .execute(&format!(
            "INSERT INTO annals.journal_entries (account_id, user_id, content, raw_data)
             SELECT '{}', '{}', repeat('many words ', 1000), '{{}}' FROM generate_series(1, 100)",
            place.ada.account_id, place.ada.user.id
        ))
        .await?;
    let mut command = annals(Some(&place.sandbox));
    let account = place.ada.account_id.to_string();
    command.args(["export", &account, "--to", "-"]).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn()?;
    let mut first = String::new();
    BufReader::new(child.stdout.take().ok_or("no output")?).read_line(&mut first)?;
    assert!(first.contains("\"annals\":\"archive\""), "{first}");
    assert_eq!(refused(&child.wait_with_output()?, 141), "");
    Ok(())
}

#[tokio::test]
async fn an_interrupted_export_leaves_no_file() -> TestResult {
    let place = Place::new().await?;
    // The export comes to a halt at a known place: a table that is locked.
    let lock = place.owner.begin().await?;
    lock.execute_unprepared("LOCK TABLE annals.messages IN ACCESS EXCLUSIVE MODE").await?;
    let mut command = annals(Some(&place.sandbox));
    let account = place.ada.account_id.to_string();
    command.args(["export", &account, "--to"]).arg(place.file("ada.jsonl"));
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'annals.messages'::regclass";
    let patience = Instant::now() + Duration::from_secs(30);
    while place.count(waiting).await? == 0 {
        assert!(Instant::now() < patience, "the export does not come to the lock");
        tokio::task::yield_now().await;
    }
    assert_eq!(std::fs::read_dir(place.folder.path())?.count(), 1, "the file under its first name");
    let pid = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &pid]).status()?.success());
    let told = refused(&child.wait_with_output()?, 130);
    assert!(told.contains("interrupted"), "{told}");
    assert_eq!(std::fs::read_dir(place.folder.path())?.count(), 0);
    lock.rollback().await?;
    Ok(())
}
