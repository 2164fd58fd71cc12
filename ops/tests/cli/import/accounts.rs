//! Accounts beside each other, and the way back.

use std::process::Stdio;

use annals_service::prelude::*;
use uuid::Uuid;

use super::{
    ACCOUNT, desk,
    files::{ONE_TEAM, Sizes},
    total,
};
use crate::support::{TestResult, annals};

const BEN: Uuid = Uuid::from_u128(0x0198_0000_0000_7000_8000_0000_0000_0004);

#[tokio::test]
async fn two_accounts_import_the_same_files_and_see_their_own() -> TestResult {
    let desk = desk().await?;
    desk.add_user(BEN, BEN, "ben@example.org").await?;
    let folder = desk.folder(Sizes { topics: 0, articles: 0, ..ONE_TEAM })?;
    let (_, ada) = desk.import_json(&["journal-files", folder])?;
    let output = annals(Some(&desk.sandbox))
        .current_dir(desk.path())
        .args(["import", "journal-files", folder, "--json", "--user", "ben@example.org"])
        .args(["--account", &BEN.to_string()])
        .output()?;
    let ben: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    assert_eq!((total(&ada), total(&ben)), ([631, 631, 0, 0, 0, 631], [631, 631, 0, 0, 0, 631]));
    for account in [ACCOUNT, BEN] {
        let own = format!("SELECT count(*) FROM annals.messages WHERE account_id = '{account}'");
        assert_eq!(desk.number(&own).await?, 464);
    }
    Ok(())
}

#[tokio::test]
async fn two_imports_at_the_same_time_bring_each_record_once() -> TestResult {
    let desk = desk().await?;
    let folder = desk.folder(ONE_TEAM)?;
    let start = |outcome| {
        let mut command = desk.command(&["journal-files", folder, "--outcome", outcome]);
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()
    };
    for mut child in [start("file")?, start("batch")?, start("batch")?, start("run")?] {
        assert_eq!(child.wait()?.code(), Some(0));
    }
    assert_eq!(desk.rows().await?.len(), 107 + 72 + 60 + 464 + 2);
    let imported = "SELECT sum((counts -> 'kinds' -> 'message' ->> 'imported')::bigint)::bigint
                      FROM annals.import_runs";
    assert_eq!(desk.number(imported).await?, 464);
    Ok(())
}

#[tokio::test]
async fn the_undo_of_a_run_takes_back_all_of_it_and_it_can_be_imported_again() -> TestResult {
    let desk = desk().await?;
    let folder = desk.folder(Sizes { topics: 0, articles: 0, ..ONE_TEAM })?;
    let before = desk.rows().await?;
    let (_, said) = desk.import_json(&["journal-files", folder, "--outcome", "file"])?;
    let rows = desk.rows().await?;
    let run = said["run"].as_str().ok_or("a run")?.to_owned();
    let db = desk.app().await?;
    let context = Context::new(ACCOUNT).operation("undo");
    db.scope(&context).audit().undo(Undoing::Request(run), IfChanged::Refuse).await?;
    assert_eq!(desk.rows().await?, before);
    let (code, said) = desk.import_json(&["journal-files", folder])?;
    assert_eq!((code, total(&said)), (0, [631, 631, 0, 0, 0, 631]), "{said}");
    assert_eq!(desk.rows().await?.len(), rows.len());
    Ok(())
}
