//! Roles: granted, held, revoked.

use annals::prelude::*;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{colleague, is_not_found, refusal};
use crate::support::{TestResult, fixture, log_of};

fn names(roles: Vec<Role>) -> Vec<String> {
    roles.into_iter().map(|role| role.name).collect()
}

#[tokio::test]
async fn all_roles_are_listed_an_applications_own_too() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let admin = fixture.admin().await?;
    admin.execute_unprepared("INSERT INTO annals.roles (name) VALUES ('editor')").await?;
    let context = ada.context();
    let roles = fixture.db.scope(&context).roles();
    assert_eq!(names(roles.all().await?), ["admin", "editor", "user"]);
    roles.grant(ada.user.id, "editor").await?;
    assert_eq!(names(roles.of_user(ada.user.id).await?), ["editor", "user"]);
    Ok(())
}

#[tokio::test]
async fn a_role_is_held_from_its_grant_to_its_revocation() -> TestResult {
    let fixture = fixture().await?;
    let (ada, other) = (fixture.sign_up().await?, fixture.sign_up().await?);
    let bob = colleague(&fixture, &ada).await?;
    let context = ada.context();
    let roles = fixture.db.scope(&context).roles();
    assert!(!roles.has(bob.id, "admin").await?);

    let granted = roles.grant(bob.id, "admin").await?;
    assert_eq!((granted.user_id, granted.granted_by), (bob.id, Some(ada.user.id)));
    assert!(roles.has(bob.id, "admin").await?);
    assert_eq!(names(roles.of_user(bob.id).await?), ["admin", "user"]);
    let nobody = Context::new(ada.account_id);
    let again = fixture.db.scope(&nobody).roles().grant(bob.id, "admin").await?;
    assert_eq!(again, granted, "as it was granted first");
    let theirs = other.context();
    let theirs = fixture.db.read(&theirs).roles();
    assert!(!theirs.has(bob.id, "admin").await?);
    assert!(theirs.of_user(bob.id).await?.is_empty());

    roles.revoke(bob.id, "admin").await?;
    assert!(!roles.has(bob.id, "admin").await?);
    assert!(is_not_found(roles.revoke(bob.id, "admin").await, "user_roles"));
    assert_ne!(roles.grant(bob.id, "admin").await?.id, granted.id);
    let history = fixture.db.read(&context).audit().history("user_roles", granted.id).await?;
    assert_eq!(log_of(&history), ["1 insert hook", "2 delete hook"]);
    assert!(fixture.db.read(&context).audit().verify().await?.is_complete());
    Ok(())
}

#[tokio::test]
async fn no_role_is_granted_that_is_not_there_nor_to_somebody_who_is_not() -> TestResult {
    let fixture = fixture().await?;
    let (ada, other) = (fixture.sign_up().await?, fixture.sign_up().await?);
    let gone = colleague(&fixture, &ada).await?;
    let context = ada.context();
    let scope = fixture.db.scope(&context);
    let roles = scope.roles();
    scope.users().delete(gone.id).await?;
    for unknown in ["emperor", "", "a\0b", "Admin"] {
        assert!(refusal(roles.grant(ada.user.id, unknown).await).contains("no role of that name"));
        assert!(refusal(roles.revoke(ada.user.id, unknown).await).contains("no role of that name"));
        assert!(!roles.has(ada.user.id, unknown).await?);
        assert!(roles.list_users(unknown, PageRequest::default()).await?.items.is_empty());
    }
    for absent in [gone.id, other.user.id, Uuid::now_v7()] {
        assert!(is_not_found(roles.grant(absent, "admin").await, "users"));
        assert!(is_not_found(roles.revoke(absent, "user").await, "users"));
    }
    Ok(())
}

#[tokio::test]
async fn an_actor_who_is_no_user_of_the_account_is_not_named_as_who_granted() -> TestResult {
    let fixture = fixture().await?;
    let (ada, other) = (fixture.sign_up().await?, fixture.sign_up().await?);
    let operator = Context::new(ada.account_id).actor(other.user.id);
    let granted = fixture.db.scope(&operator).roles().grant(ada.user.id, "admin").await?;
    assert_eq!(granted.granted_by, None);
    let context = ada.context();
    let history = fixture.db.read(&context).audit().history("user_roles", granted.id).await?;
    assert_eq!(history[0].actor_id, Some(other.user.id));
    Ok(())
}

#[tokio::test]
async fn of_ten_who_grant_at_once_one_does_and_all_get_it() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let roles = fixture.db.scope(&context).roles();
    let grants = (0..10).map(|_| roles.grant(ada.user.id, "admin"));
    let granted = futures_util::future::try_join_all(grants).await?;
    assert!(granted.iter().all(|grant| *grant == granted[0]), "{granted:?}");
    Ok(())
}

#[tokio::test]
async fn who_holds_a_role_is_listed_page_by_page_for_the_account_alone() -> TestResult {
    let fixture = fixture().await?;
    let (ada, other) = (fixture.sign_up().await?, fixture.sign_up().await?);
    let context = ada.context();
    let scope = fixture.db.scope(&context);
    let mut holders = Vec::new();
    for number in 0..4 {
        let user = colleague(&fixture, &ada).await?;
        if number != 1 {
            scope.roles().grant(user.id, "admin").await?;
            holders.push(user.id);
        }
    }
    let theirs = other.context();
    fixture.db.scope(&theirs).roles().grant(other.user.id, "admin").await?;
    scope.users().delete(holders.remove(0)).await?;
    holders.reverse();

    let roles = fixture.db.read(&context).roles();
    let first = roles.list_users("admin", PageRequest::of(1)).await?;
    assert_eq!(first.items.iter().map(|user| user.id).collect::<Vec<_>>(), holders[..1]);
    let next = first.next.ok_or("there is another")?;
    let second = roles.list_users("admin", PageRequest::of(1).after(next.clone())).await?;
    assert_eq!(second.items.iter().map(|user| user.id).collect::<Vec<_>>(), holders[1..]);
    assert!(second.next.is_none());
    let crossed = roles.list_users("user", PageRequest::of(1).after(next)).await;
    assert!(refusal(crossed).starts_with("cursor is of another list"));
    Ok(())
}

/// As an application may that deletes by SQL, which locks no user.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_somebody_else_takes_meanwhile_is_neither_revoked_nor_unlinked() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let (context, user) = (ada.context(), ada.user.id);
    let scope = fixture.db.scope(&context);
    scope.roles().grant(user, "admin").await?;
    let identity = NewIdentity::of(user, Identity::provider("github", "1"));
    let linked = scope.identities().link(identity).await?.id;

    let taking = fixture.db.begin(&context).await?;
    taking.execute_unprepared("DELETE FROM annals.user_roles").await?;
    let (db, revoker) = (fixture.db.clone(), context.clone());
    let revoking =
        tokio::spawn(async move { db.scope(&revoker).roles().revoke(user, "admin").await });
    fixture.waits(&revoking).await?;
    taking.commit().await?;
    assert!(is_not_found(revoking.await?, "user_roles"));

    let taking = fixture.db.begin(&context).await?;
    taking.execute_unprepared("DELETE FROM annals.identities WHERE provider = 'github'").await?;
    let (db, unlinker) = (fixture.db.clone(), context.clone());
    let unlinking =
        tokio::spawn(async move { db.scope(&unlinker).identities().unlink(linked).await });
    fixture.waits(&unlinking).await?;
    taking.commit().await?;
    assert!(is_not_found(unlinking.await?, "identities"));
    assert!(fixture.db.read(&context).audit().verify().await?.is_complete());
    Ok(())
}
