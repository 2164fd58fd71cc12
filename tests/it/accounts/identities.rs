//! What a user logs in with: linked, shown, changed, unlinked.

use annals::prelude::*;
use uuid::Uuid;

use super::{colleague, faults, is_not_found, refusal};
use crate::support::{Fixture, TestResult, fixture, log_of};

async fn with_password(fixture: &Fixture, email: &str) -> TestResult<SignedUp> {
    let hash = "$argon2id$canary-first".to_owned();
    Ok(fixture.db.sign_up(NewAccount::with_password("Ada", email, hash.into())).await?)
}

fn github(user_id: Uuid) -> NewIdentity {
    NewIdentity::of(user_id, Identity::provider("github", "583231"))
}

#[tokio::test]
async fn a_user_logs_in_with_whatever_is_linked_and_no_hash_is_shown() -> TestResult {
    let fixture = fixture().await?;
    let ada = with_password(&fixture, "ada@example.org").await?;
    let bob = fixture.sign_up().await?;
    let context = ada.context();
    let identities = fixture.db.scope(&context).identities();

    let linked = identities.link(github(ada.user.id)).await?;
    assert_eq!((linked.provider.as_str(), linked.subject.as_str()), ("github", "583231"));
    assert_eq!((linked.has_password, linked.password_changed_at), (false, None));
    let login = fixture.db.find_by_identity(&Identity::provider("github", "583231")).await?;
    assert_eq!(login.map(|login| login.user.id), Some(ada.user.id));
    let all = identities.of_user(ada.user.id).await?;
    let providers: Vec<&str> = all.iter().map(|identity| identity.provider.as_str()).collect();
    assert_eq!(providers, ["email", "github"]);
    assert!(all[0].has_password && !format!("{all:?}").contains("canary"));
    assert_eq!(identities.find(linked.id).await?, Some(linked.clone()));

    let other = bob.context();
    let theirs = fixture.db.read(&other).identities();
    assert_eq!(theirs.find(linked.id).await?, None);
    assert_eq!(theirs.of_user(ada.user.id).await?, []);
    let history = fixture.db.read(&context).audit().history("identities", linked.id).await?;
    assert_eq!(log_of(&history), ["1 insert hook"]);
    Ok(())
}

#[tokio::test]
async fn what_somebody_has_or_is_at_fault_is_not_linked() -> TestResult {
    let fixture = fixture().await?;
    let (ada, bob) = (fixture.sign_up().await?, fixture.sign_up().await?);
    let context = ada.context();
    let identities = fixture.db.scope(&context).identities();
    let theirs = bob.context();
    fixture.db.scope(&theirs).identities().link(github(bob.user.id)).await?;

    let taken = identities.link(github(ada.user.id)).await.expect_err("Bob has it");
    assert!(
        matches!(&taken, Error::AlreadyExists { entity, .. } if entity == "identities"),
        "{taken}"
    );
    for absent in [bob.user.id, Uuid::now_v7()] {
        let new = NewIdentity::of(absent, Identity::provider("github", "7"));
        assert!(is_not_found(identities.link(new).await, "users"));
    }
    let bad = NewIdentity {
        password_hash: Some("x".repeat(256).into()),
        ..NewIdentity::of(ada.user.id, Identity::provider(" ", "x".repeat(256)))
    };
    let named = faults(&identities.link(bad).await.expect_err("bad")).join("; ");
    for field in ["identity.provider", "identity.subject", "password_hash"] {
        assert!(named.contains(field), "{named}");
    }
    let carol = colleague(&fixture, &ada).await?;
    fixture.db.scope(&context).users().delete(carol.id).await?;
    let late = NewIdentity::of(carol.id, Identity::provider("github", "7"));
    assert!(is_not_found(identities.link(late).await, "users"));
    Ok(())
}

#[tokio::test]
async fn the_identity_of_who_was_deleted_is_claimed_anew() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let bob = colleague(&fixture, &ada).await?;
    let context = ada.context();
    let scope = fixture.db.scope(&context);
    let before = scope.identities().link(github(bob.id)).await?;
    scope.users().delete(bob.id).await?;
    let after = scope.identities().link(github(ada.user.id)).await?;
    assert_eq!(scope.identities().find(before.id).await?, None);
    let login = fixture.db.find_by_identity(&Identity::provider("github", "583231")).await?;
    assert_eq!(login.map(|login| login.identity_id), Some(after.id));
    assert!(fixture.db.read(&context).audit().verify().await?.is_complete());
    Ok(())
}

#[tokio::test]
async fn a_password_is_changed_at_the_version_known_and_its_hash_is_never_in_the_log() -> TestResult
{
    let fixture = fixture().await?;
    let ada = with_password(&fixture, "ada@example.org").await?;
    let context = ada.context();
    let identities = fixture.db.scope(&context).identities();
    let login = async || fixture.db.find_by_identity(&Identity::email("ada@example.org")).await;
    let before = login().await?.ok_or("she signed up")?;
    let hash = || SecretString::from("$argon2id$canary-second".to_owned());

    let id = before.identity_id;
    let changed = identities.change_password(id, before.identity_version, hash()).await?;
    assert_eq!(changed.row_version, 2);
    let after = login().await?.ok_or("she is there")?;
    assert!(after.password_changed_at > before.password_changed_at);
    assert_eq!(
        after.password_hash.as_ref().map(ExposeSecret::expose_secret),
        Some("$argon2id$canary-second")
    );
    // The same once more is a change too: it was set again.
    assert_eq!(identities.change_password(id, 2, hash()).await?.row_version, 3);
    let stale = identities.change_password(id, 2, hash()).await;
    assert!(matches!(stale, Err(Error::StaleVersion { actual: 3, .. })), "{stale:?}");

    let history = fixture.db.read(&context).audit().history("identities", id).await?;
    assert_eq!(log_of(&history), ["1 insert hook", "2 update hook", "3 update hook"]);
    assert!(!format!("{history:?}").contains("canary"));
    Ok(())
}

#[tokio::test]
async fn no_password_is_set_where_there_is_none_or_for_somebody_else() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let bob = with_password(&fixture, "bob@example.org").await?;
    let context = ada.context();
    let identities = fixture.db.scope(&context).identities();
    let mine = identities.of_user(ada.user.id).await?.remove(0);
    let hash = || SecretString::from("$argon2id$".to_owned());

    assert!(refusal(identities.change_password(mine.id, 1, hash()).await).contains("test vouches"));
    for bad in [String::new(), "x".repeat(256), "a\0b".to_owned()] {
        let refused = identities.change_password(mine.id, 1, bad.into()).await;
        assert!(refusal(refused).starts_with("password_hash "));
    }
    let theirs = bob.context();
    let theirs = fixture.db.scope(&theirs).identities().of_user(bob.user.id).await?.remove(0);
    for absent in [theirs.id, Uuid::now_v7()] {
        assert!(is_not_found(identities.change_password(absent, 1, hash()).await, "identities"));
        assert!(is_not_found(identities.unlink(absent).await, "identities"));
    }
    // An address without a password gets its first one.
    let email = NewIdentity::of(ada.user.id, Identity::email("ada@example.org"));
    let email = identities.link(email).await?;
    assert!(identities.change_password(email.id, 1, hash()).await?.has_password);
    Ok(())
}

#[tokio::test]
async fn an_identity_is_unlinked_unless_it_is_the_last() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let identities = fixture.db.scope(&context).identities();
    let first = identities.of_user(ada.user.id).await?.remove(0);
    assert!(refusal(identities.unlink(first.id).await).contains("the user's last identity"));

    let second = identities.link(github(ada.user.id)).await?;
    identities.unlink(first.id).await?;
    assert!(is_not_found(identities.unlink(first.id).await, "identities"));
    assert!(refusal(identities.unlink(second.id).await).contains("last"));
    let history = fixture.db.read(&context).audit().history("identities", first.id).await?;
    assert_eq!(log_of(&history), ["1 insert hook", "2 delete hook"]);
    assert!(fixture.db.read(&context).audit().verify().await?.is_complete());
    Ok(())
}

#[tokio::test]
async fn of_two_that_are_unlinked_at_once_one_stays() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let identities = fixture.db.scope(&context).identities();
    for round in 0..10 {
        let subject = format!("round-{round}");
        let new = NewIdentity::of(ada.user.id, Identity::provider("github", subject));
        identities.link(new).await?;
        let both = identities.of_user(ada.user.id).await?;
        let (one, two) = tokio::join!(identities.unlink(both[0].id), identities.unlink(both[1].id));
        assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
        assert_eq!(identities.of_user(ada.user.id).await?.len(), 1);
    }
    Ok(())
}
