//! Users: found, listed, logged in, activated, deleted.

use annals::prelude::*;
use chrono::{TimeDelta, Utc};
use uuid::Uuid;

use super::{colleague, faults, is_not_found, newcomer};
use crate::support::{TestResult, fixture, log_of};

#[tokio::test]
async fn a_user_is_found_by_username_and_by_any_spelling_of_the_address() -> TestResult {
    let fixture = fixture().await?;
    let (ada, bob) = (fixture.sign_up().await?, fixture.sign_up().await?);
    let context = ada.context();
    let new = NewUser {
        username: Some("carol".to_owned()),
        ..NewUser::with_identity("Carol@Example.org", Identity::provider("test", "carol"))
    };
    let carol = fixture.db.scope(&context).accounts().invite_user(new).await?;

    for who in [ada.context(), bob.context()] {
        let users = fixture.db.read(&who).users();
        let expected = (who.account_id == ada.account_id).then(|| carol.clone());
        assert_eq!(users.find_by_username("carol").await?, expected);
        for spelling in ["carol@example.org", " CAROL@example.ORG ", "ＣＡＲＯＬ@example.org"]
        {
            assert_eq!(users.find_by_email(spelling).await?, expected, "{spelling}");
        }
        for nobody in ["", "Carol", "a\0b", "%"] {
            assert_eq!(users.find_by_username(nobody).await?, None);
            assert_eq!(users.find_by_email(nobody).await?, None);
        }
    }
    let tx = fixture.db.begin(&context).await?;
    assert_eq!(tx.users().find_by_email("carol@example.org").await?, Some(carol.clone()));
    tx.users().delete(carol.id).await?;
    assert_eq!(tx.users().find_by_email("carol@example.org").await?, None);
    assert_eq!(tx.users().find_by_username("carol").await?, None);
    Ok(())
}

#[tokio::test]
async fn every_condition_finds_the_users_it_names() -> TestResult {
    let fixture = fixture().await?;
    let (ada, other) = (fixture.sign_up().await?, fixture.sign_up().await?);
    colleague(&fixture, &other).await?;
    let context = ada.context();
    let scope = fixture.db.scope(&context);
    let (bob, carol) = (colleague(&fixture, &ada).await?, colleague(&fixture, &ada).await?);
    let dave = colleague(&fixture, &ada).await?;
    scope.users().deactivate(bob.id).await?;
    scope.users().delete(dave.id).await?;
    let of_carol = scope.identities().of_user(carol.id).await?;
    scope.users().record_login(of_carol[0].id).await?;

    let all = UserFilter::default;
    let soon = Utc::now() + TimeDelta::hours(1);
    let before = Some(carol.created_at.to_utc());
    let ids = [ada.user.id, bob.id, carol.id, dave.id];
    let cases: Vec<(UserFilter, &[usize])> = vec![
        (all(), &[2, 1, 0]),
        (UserFilter { deleted: Deleted::Included, ..all() }, &[3, 2, 1, 0]),
        (UserFilter { is_active: Some(true), ..all() }, &[2, 0]),
        (UserFilter { is_active: Some(false), ..all() }, &[1]),
        (UserFilter { created_from: before, ..all() }, &[2]),
        (UserFilter { created_before: before, ..all() }, &[1, 0]),
        (UserFilter { logged_in_before: Some(soon), ..all() }, &[2]),
        (UserFilter { logged_in_from: Some(soon), ..all() }, &[]),
        (UserFilter { matching: Filter::field("email").eq(bob.email.clone()), ..all() }, &[1]),
    ];
    let users = fixture.db.read(&context).users();
    for (filter, found) in cases {
        let page = users.list(filter.clone(), PageRequest::default()).await?;
        let listed: Vec<Uuid> = page.items.iter().map(|user| user.id).collect();
        let expected: Vec<Uuid> = found.iter().map(|place| ids[*place]).collect();
        assert_eq!(listed, expected, "{filter:?}");
        assert_eq!(users.count(filter.clone()).await?, found.len() as u64, "{filter:?}");
        let numbered = users.list_by_offset(filter, OffsetRequest::page(1)).await?;
        assert_eq!((numbered.total, numbered.items), (found.len() as u64, page.items));
    }
    let unknown = UserFilter { matching: Filter::field("mail").eq("x"), ..all() };
    let refused = users.list(unknown.clone(), PageRequest::default()).await.expect_err("unknown");
    assert!(faults(&refused)[0].contains("email"), "{refused}");
    assert!(users.count(unknown).await.is_err());
    Ok(())
}

#[tokio::test]
async fn a_list_of_users_is_read_page_by_page() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    for _ in 0..4 {
        colleague(&fixture, &ada).await?;
    }
    let context = ada.context();
    let users = fixture.db.read(&context).users();
    let mut seen = Vec::new();
    let mut page = PageRequest::of(2);
    loop {
        let found = users.list(UserFilter::default(), page.clone()).await?;
        seen.extend(found.items);
        let Some(next) = found.next else { break };
        page = page.after(next);
    }
    let whole = users.list(UserFilter::default(), PageRequest::of(10)).await?;
    assert_eq!((seen.len(), &seen), (5, &whole.items));
    Ok(())
}

#[tokio::test]
async fn a_login_is_noted_and_makes_neither_version_nor_entry() -> TestResult {
    let fixture = fixture().await?;
    let (ada, bob) = (fixture.sign_up().await?, fixture.sign_up().await?);
    let context = ada.context();
    let scope = fixture.db.scope(&context);
    let identity = scope.identities().of_user(ada.user.id).await?.remove(0);
    assert_eq!((ada.user.last_login_at, identity.last_used_at), (None, None));

    scope.users().record_login(identity.id).await?;
    let user = scope.users().find(ada.user.id).await?.ok_or("she is there")?;
    let identity_after = scope.identities().find(identity.id).await?.ok_or("it is there")?;
    assert!(user.last_login_at.is_some());
    assert_eq!(identity_after.last_used_at.map(|at| at.fixed_offset()), user.last_login_at);
    assert_eq!((user.row_version, user.updated_at), (1, ada.user.updated_at));
    assert_eq!(identity_after.row_version, 1);
    let audit = fixture.db.read(&context).audit();
    assert_eq!(audit.history("users", user.id).await?.len(), 1);
    assert_eq!(audit.history("identities", identity_after.id).await?.len(), 1);

    let other = bob.context();
    let elsewhere = fixture.db.scope(&other).users().record_login(identity.id).await;
    assert!(is_not_found(elsewhere, "identities"));
    scope.users().delete(ada.user.id).await?;
    assert!(is_not_found(scope.users().record_login(identity.id).await, "identities"));
    assert!(audit.verify().await?.is_complete());
    Ok(())
}

#[tokio::test]
async fn who_was_deactivated_becomes_active_again_once() -> TestResult {
    let fixture = fixture().await?;
    let (ada, other) = (fixture.sign_up().await?, fixture.sign_up().await?);
    let context = ada.context();
    let users = fixture.db.scope(&context).users();
    assert_eq!(users.reactivate(ada.user.id).await?.row_version, 1);
    users.deactivate(ada.user.id).await?;
    assert!(users.reactivate(ada.user.id).await?.is_active);
    assert_eq!(users.reactivate(ada.user.id).await?.row_version, 3);
    assert!(is_not_found(users.reactivate(other.user.id).await, "users"));
    let history = fixture.db.read(&context).audit().history("users", ada.user.id).await?;
    assert_eq!(log_of(&history), ["1 insert hook", "2 update hook", "3 update hook"]);
    users.delete(ada.user.id).await?;
    assert!(is_not_found(users.reactivate(ada.user.id).await, "users"));
    Ok(())
}

#[tokio::test]
async fn a_deleted_user_comes_back_unless_somebody_has_the_address_now() -> TestResult {
    let fixture = fixture().await?;
    let (ada, other) = (fixture.sign_up().await?, fixture.sign_up().await?);
    let context = ada.context();
    let scope = fixture.db.scope(&context);
    let users = scope.users();
    let bob = colleague(&fixture, &ada).await?;
    let preview = users.preview_deletion(bob.id).await?;
    assert_eq!(preview.rows[0], ("users".to_owned(), 1));

    let deletion = users.delete(bob.id).await?;
    assert!(is_not_found(users.delete(bob.id).await, "users"));
    let heir = NewUser { email: bob.email.clone(), ..newcomer() };
    let heir = scope.accounts().invite_user(heir).await?;
    let refused = users.restore(deletion.deletion_id).await;
    assert!(matches!(refused, Err(Error::RestoreConflicts { total: 1, .. })), "{refused:?}");
    users.delete(heir.id).await?;
    assert_eq!(users.restore(deletion.deletion_id).await?.total(), deletion.total());

    let theirs = other.context();
    let theirs = fixture.db.scope(&theirs).users();
    for refused in [
        theirs.delete(bob.id).await.map(drop),
        theirs.restore(deletion.deletion_id).await.map(drop),
        theirs.preview_deletion(bob.id).await.map(drop),
        theirs.delete_for_good(bob.id).await,
        theirs.delete_for_good(Uuid::now_v7()).await,
    ] {
        assert!(matches!(refused, Err(Error::NotFound { .. })), "{refused:?}");
    }
    Ok(())
}
