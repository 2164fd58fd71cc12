//! Whose session a token is.

use annals::prelude::*;
use uuid::Uuid;

use super::{
    colleague,
    sessions::{HOUR, expire},
};
use crate::support::{TestResult, fixture};

#[tokio::test]
async fn a_token_finds_its_session_and_user_with_a_context_ready_for_use() -> TestResult {
    let fixture = fixture().await?;
    let (ada, bob) = (fixture.sign_up().await?, fixture.sign_up().await?);
    for who in [&ada, &bob] {
        let context = who.context();
        let issued =
            fixture.db.scope(&context).sessions().issue(NewSession::of(who.user.id, HOUR)).await?;
        let found = fixture.db.find_session(issued.token.expose_secret()).await?;
        let found = found.ok_or("it was issued")?;
        assert_eq!((&found.session, &found.user), (&issued.session, &who.user));
        assert_eq!(found.context(), context);
        let context = found.context();
        fixture.db.scope(&context).journal().create(NewEntry::by(found.user.id)).await?;
    }
    Ok(())
}

#[tokio::test]
async fn what_is_no_token_of_a_living_session_finds_nobody() -> TestResult {
    let fixture = fixture().await?;
    let (ada, bob) = (fixture.sign_up().await?, fixture.sign_up().await?);
    let context = ada.context();
    let issued =
        fixture.db.scope(&context).sessions().issue(NewSession::of(ada.user.id, HOUR)).await?;
    let token = issued.token.expose_secret();
    let (account, random) = token.split_once('.').ok_or("two parts")?;
    let forged = [
        String::new(),
        "not a token".to_owned(),
        random.to_owned(),
        format!("{account}."),
        format!("{account}.{}", random.chars().rev().collect::<String>()),
        format!("{}.{random}", bob.account_id), // another account
        format!("{}.{random}", Uuid::nil()),
        format!("{token} "),
        token.to_uppercase(),
        "'; DROP TABLE sessions; --".to_owned(),
        "\0".repeat(80),
    ];
    for forged in forged {
        assert_eq!(fixture.db.find_session(&forged).await?, None, "{forged}");
    }
    assert!(fixture.db.find_session(token).await?.is_some());
    Ok(())
}

#[tokio::test]
async fn no_session_outlives_its_time_its_user_or_its_account() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let bob = colleague(&fixture, &ada).await?;
    let context = ada.context();
    let scope = fixture.db.scope(&context);
    let issue = async || scope.sessions().issue(NewSession::of(bob.id, HOUR)).await;
    let is_found = async |issued: &IssuedSession| -> Result<bool, Error> {
        Ok(fixture.db.find_session(issued.token.expose_secret()).await?.is_some())
    };

    let revoked = issue().await?;
    scope.sessions().revoke(revoked.session.id).await?;
    assert!(!is_found(&revoked).await?);
    let expired = issue().await?;
    expire(&fixture, expired.session.id).await?;
    assert!(!is_found(&expired).await?);

    let issued = issue().await?;
    scope.users().deactivate(bob.id).await?;
    assert!(!is_found(&issued).await?);
    scope.users().reactivate(bob.id).await?;
    assert!(is_found(&issued).await?);
    scope.accounts().suspend().await?;
    assert!(!is_found(&issued).await?);
    scope.accounts().close().await?;
    assert!(!is_found(&issued).await?);
    scope.accounts().reopen().await?;
    assert!(is_found(&issued).await?);
    let deletion = scope.users().delete(bob.id).await?;
    assert!(!is_found(&issued).await?);
    scope.users().restore(deletion.deletion_id).await?;
    assert!(is_found(&issued).await?);
    scope.users().delete_for_good(bob.id).await?;
    assert!(!is_found(&issued).await?);
    Ok(())
}

#[tokio::test]
async fn a_session_that_is_found_leaves_no_context_on_the_connection() -> TestResult {
    let sandbox = annals_sandbox::database().await?;
    let config = DatabaseConfig::new(sandbox.url())?.with_max_connections(1);
    let db = Database::connect(config).await?;
    let identity = Identity::provider("test", "ada");
    let ada = db.sign_up(NewAccount::with_identity("Ada", "ada@example.org", identity)).await?;
    let context = ada.context();
    let issued = db.scope(&context).sessions().issue(NewSession::of(ada.user.id, HOUR)).await?;
    assert!(db.find_session(issued.token.expose_secret()).await?.is_some());
    let nowhere = Context::new(Uuid::now_v7());
    assert_eq!(db.read(&nowhere).users().count(UserFilter::default()).await?, 0);
    Ok(())
}
