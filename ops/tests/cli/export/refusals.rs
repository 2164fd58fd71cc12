//! What stands against bringing an account back: it is told, and nothing is written.

use super::{Place, import, refused};
use crate::support::{TestResult, annals, sandbox, texts};

#[tokio::test]
async fn rows_that_are_there_and_different_are_listed_with_their_columns() -> TestResult {
    let place = Place::new().await?;
    let file = place.export("ada.jsonl", &[])?;
    let account = place.ada.account_id;
    let user = place.ada.user.id;
    place
        .execute(&format!(
            "UPDATE annals.users SET name = 'Another' WHERE id = '{user}';
             DELETE FROM annals.messages WHERE account_id = '{account}'"
        ))
        .await?;
    let before = place.rows(&place.ada).await?;
    let told = refused(&place.import(&file, &[])?, 1);
    assert!(told.contains(&format!("users {user}: updated_at, name")), "{told}");
    assert!(!told.contains("messages"), "{told}");
    assert_eq!(place.rows(&place.ada).await?, before);
    Ok(())
}

#[tokio::test]
async fn rows_that_are_missing_are_added_to_those_that_are_there() -> TestResult {
    let place = Place::new().await?;
    let file = place.export("ada.jsonl", &[])?;
    let before = place.rows(&place.ada).await?;
    let account = place.ada.account_id;
    place.execute(&format!("DELETE FROM annals.messages WHERE account_id = '{account}'")).await?;
    assert_ne!(place.rows(&place.ada).await?, before);
    super::done(&place.import(&file, &[])?);
    assert_eq!(place.rows(&place.ada).await?, before);
    place.assert_log_is_whole().await
}

#[tokio::test]
async fn a_login_that_belongs_to_another_account_by_now_stands_against_it() -> TestResult {
    let place = Place::new().await?;
    let file = place.export("ada.jsonl", &[])?;
    place.erase().await?;
    place
        .execute(&format!(
            "INSERT INTO annals.identities (provider, subject, account_id, user_id) VALUES ('demo', '1', '{}', '{}')",
            place.grace.account_id, place.grace.user.id
        ))
        .await?;
    let told = refused(&place.import(&file, &[])?, 1);
    assert!(told.contains("identities") && told.contains("Nothing was written"), "{told}");
    assert_eq!(place.rows(&place.ada).await?, Vec::<String>::new());
    Ok(())
}

#[tokio::test]
async fn a_role_that_is_not_there_is_named() -> TestResult {
    let place = Place::new().await?;
    let file = place.export("ada.jsonl", &[])?;
    let elsewhere = sandbox().await?;
    let owner = sea_orm::Database::connect(elsewhere.owner_url()).await?;
    sea_orm::ConnectionTrait::execute_unprepared(
        &owner,
        "DELETE FROM annals.roles WHERE name = 'admin'",
    )
    .await?;
    let told = refused(&import(&elsewhere, &file, &[])?, 1);
    assert!(told.contains("roles: admin"), "{told}");
    Ok(())
}

#[tokio::test]
async fn what_cannot_be_is_told_before_anything_is_done() -> TestResult {
    let place = Place::new().await?;
    let account = place.ada.account_id.to_string();
    let folder = place.folder.path().display().to_string();
    let nobody = uuid::Uuid::now_v7().to_string();
    let file = place.file("x.jsonl").display().to_string();
    for (arguments, code, said) in [
        (vec!["export", &nobody, "--to", &file], 2, "there is no account"),
        (vec!["export", &account, "--to", &folder], 2, "is a folder"),
        (vec!["export", &account, "--to", "/no/such/folder/x"], 1, "No such file"),
        (vec!["--json", "export", &account, "--to", "-"], 2, "standard output"),
        (vec!["import", "archive", "/no/such/file"], 1, "No such file"),
    ] {
        let output = annals(Some(&place.sandbox)).args(&arguments).output()?;
        assert!(refused(&output, code).contains(said), "{arguments:?}: {:?}", texts(&output));
    }
    assert_eq!(std::fs::read_dir(place.folder.path())?.count(), 0);
    Ok(())
}
