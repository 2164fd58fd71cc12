//! For whom is imported.

use uuid::Uuid;

use super::{ACCOUNT, USER, desk, files::memory};
use crate::support::{TestResult, annals, texts};

const OTHER: Uuid = Uuid::from_u128(0x0198_0000_0000_7000_8000_0000_0000_0003);

#[tokio::test]
async fn a_user_is_found_by_id_or_address_with_or_without_the_account() -> TestResult {
    let desk = desk().await?;
    desk.write("dump.json", memory(1).to_string())?;
    let (account, user) = (ACCOUNT.to_string(), USER.to_string());
    for subject in [
        vec!["--user", &user, "--account", &account],
        vec!["--user", " ADA@example.org", "--account", &account],
        vec!["--user", &user],
        vec!["--user", "Ada@Example.org"],
    ] {
        let output = annals(Some(&desk.sandbox))
            .current_dir(desk.path())
            .args(["import", "journal-memory", "dump.json"])
            .args(&subject)
            .output()?;
        let (_, aside) = texts(&output);
        assert_eq!(output.status.code(), Some(0), "{subject:?}: {aside}");
    }
    assert_eq!(desk.number("SELECT count(*) FROM annals.journal_entries").await?, 1);
    Ok(())
}

#[tokio::test]
async fn nobody_and_more_than_one_are_told_apart() -> TestResult {
    let desk = desk().await?;
    desk.add_user(OTHER, OTHER, "ada@example.org").await?;
    desk.write("dump.json", memory(1).to_string())?;
    let other = OTHER.to_string();
    let refused = |subject: &[&str], operator: bool| -> TestResult<String> {
        let mut command = annals(Some(&desk.sandbox));
        if !operator {
            command.env_remove("ANNALS_OPERATOR_URL");
        }
        let output = command
            .current_dir(desk.path())
            .args(["import", "journal-memory", "dump.json"])
            .args(subject)
            .output()?;
        let (said, aside) = texts(&output);
        assert_eq!((output.status.code(), said.as_str()), (Some(2), ""), "{aside}");
        Ok(aside)
    };
    let several = refused(&["--user", "ada@example.org"], true)?;
    assert!(several.contains(&other) && several.contains(&ACCOUNT.to_string()), "{several}");
    let nobody = refused(&["--user", "eve@example.org"], true)?;
    assert!(nobody.contains("there is no user \"eve@example.org\""), "{nobody}");
    let elsewhere = refused(&["--user", &USER.to_string(), "--account", &other], false)?;
    assert!(elsewhere.contains(&format!("in account {other}")), "{elsewhere}");
    let blind = refused(&["--user", "ada@example.org"], false)?;
    assert!(blind.contains("ANNALS_OPERATOR_URL"), "{blind}");
    Ok(())
}
