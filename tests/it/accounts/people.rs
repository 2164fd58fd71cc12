//! Who comes into an account, and who leaves it.

use annals::prelude::*;
use uuid::Uuid;

use super::{colleague, faults, is_not_found, newcomer, refusal};
use crate::support::{TestResult, fixture, log_of};

#[tokio::test]
async fn who_is_invited_logs_in_with_a_role_and_the_log_says_by_whom() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context().operation("team.invite");
    let new = NewUser {
        username: Some("bob".to_owned()),
        name: Some("Bob".to_owned()),
        role: "admin".to_owned(),
        ..NewUser::with_password(" Bob@example.org", "$argon2id$canary".to_owned().into())
    };
    let bob = fixture.db.scope(&context).accounts().invite_user(new).await?;

    assert_eq!((bob.account_id, bob.email.as_str()), (ada.account_id, "Bob@example.org"));
    let identity = Identity::email("bob@EXAMPLE.org");
    let login = fixture.db.find_by_identity(&identity).await?.ok_or("he was invited")?;
    assert_eq!((&login.user, login.password_hash.is_some()), (&bob, true));
    let read = fixture.db.read(&context);
    assert!(read.roles().has(bob.id, "admin").await?);
    assert!(!read.roles().has(bob.id, "user").await?);
    let granted = read.repository::<annals::entity::user_roles::Entity>();
    let of_bob = Filter::field("user_id").eq(bob.id);
    let granted = granted.list(of_bob, PageRequest::default()).await?.items;
    assert_eq!(granted[0].granted_by, Some(ada.user.id));

    let users = read.audit().history("users", bob.id).await?;
    assert_eq!(
        (log_of(&users), users[0].actor_id),
        (vec!["1 insert hook".into()], Some(ada.user.id))
    );
    let identities = read.audit().history("identities", login.identity_id).await?;
    assert_eq!(log_of(&identities), ["1 insert hook"]);
    assert!(!format!("{identities:?}").contains("canary"));
    let roles = read.audit().history("user_roles", granted[0].id).await?;
    assert_eq!(log_of(&roles), ["1 insert hook"]);
    Ok(())
}

#[tokio::test]
async fn what_is_taken_or_at_fault_is_refused_and_leaves_nothing() -> TestResult {
    let fixture = fixture().await?;
    let (ada, bob) = (fixture.sign_up().await?, fixture.sign_up().await?);
    let context = ada.context();
    let accounts = fixture.db.scope(&context).accounts();
    let carol = NewUser { username: Some("carol".to_owned()), ..newcomer() };
    accounts.invite_user(carol.clone()).await?;

    let same = |error: Error, table: &str, field: &str| {
        let Error::AlreadyExists { entity, fields, .. } = &error else { panic!("{error}") };
        assert_eq!((entity.as_str(), fields[0].as_str()), (table, field));
    };
    let address = NewUser { email: carol.email.to_uppercase(), ..newcomer() };
    same(accounts.invite_user(address).await.expect_err("taken"), "users", "email_key");
    let name = NewUser { username: Some("carol".to_owned()), ..newcomer() };
    same(accounts.invite_user(name).await.expect_err("taken"), "users", "username");
    let identity = NewUser { identity: carol.identity.clone(), ..newcomer() };
    same(accounts.invite_user(identity).await.expect_err("taken"), "identities", "provider");

    let bad = NewUser {
        username: Some(" ".to_owned()),
        name: Some("x".repeat(256)),
        password_hash: Some(String::new().into()),
        ..NewUser::with_identity("nowhere", Identity::provider("email", "x"))
    };
    let named = faults(&accounts.invite_user(bad).await.expect_err("bad")).join("; ");
    for field in ["email is no", "identity.provider", "password_hash", "username", "name has"] {
        assert!(named.contains(field), "{field}: {named}");
    }
    let role = NewUser { role: "emperor".to_owned(), ..newcomer() };
    assert!(refusal(accounts.invite_user(role).await).contains("no role of that name"));
    assert_eq!(fixture.db.read(&context).users().count(UserFilter::default()).await?, 2);

    // In another account the address and the username are free.
    let other = bob.context();
    let elsewhere = NewUser { identity: Identity::provider("test", "another"), ..carol };
    fixture.db.scope(&other).accounts().invite_user(elsewhere).await?;
    Ok(())
}

#[tokio::test]
async fn who_is_removed_leaves_with_all_that_is_theirs_and_can_come_back() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let bob = colleague(&fixture, &ada).await?;
    let context = ada.context();
    let scope = fixture.db.scope(&context);
    scope.journal().create(NewEntry::by(bob.id)).await?;
    scope.journal().create(NewEntry::by(ada.user.id)).await?;

    let deletion = scope.accounts().remove_user(bob.id).await?;
    let rows = ["users", "user_roles", "journal_entries"].map(|table| deletion.of(table));
    assert_eq!((rows, deletion.total()), ([1, 1, 1], 3));
    assert_eq!(scope.users().find(bob.id).await?, None);
    assert!(!scope.roles().has(bob.id, "user").await?);
    assert!(is_not_found(scope.accounts().remove_user(bob.id).await, "users"));

    let restored = scope.users().restore(deletion.deletion_id).await?;
    assert_eq!(restored.total(), deletion.total());
    assert!(scope.roles().has(bob.id, "user").await?);
    let history = fixture.db.read(&context).audit().history("users", bob.id).await?;
    assert_eq!(log_of(&history), ["1 insert hook", "2 update database", "3 update database"]);
    assert!(fixture.db.read(&context).audit().verify().await?.is_complete());
    Ok(())
}

#[tokio::test]
async fn the_last_user_stays_and_so_does_one_of_two_who_remove_each_other() -> TestResult {
    let fixture = fixture().await?;
    let (ada, other) = (fixture.sign_up().await?, fixture.sign_up().await?);
    let context = ada.context();
    let accounts = fixture.db.scope(&context).accounts();
    assert!(refusal(accounts.remove_user(ada.user.id).await).contains("the account's last user"));
    for absent in [other.user.id, Uuid::now_v7()] {
        assert!(is_not_found(accounts.remove_user(absent).await, "users"));
    }

    for _ in 0..5 {
        let bob = colleague(&fixture, &ada).await?;
        let (one, two) =
            tokio::join!(accounts.remove_user(bob.id), accounts.remove_user(ada.user.id));
        assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
        let left = fixture.db.read(&context).users().count(UserFilter::default()).await?;
        assert_eq!(left, 1);
        if let Ok(deletion) = two {
            fixture.db.scope(&context).users().restore(deletion.deletion_id).await?;
            accounts.remove_user(bob.id).await?;
        }
    }
    Ok(())
}
