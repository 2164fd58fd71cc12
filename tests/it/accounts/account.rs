//! The account itself: its name, and where it stands.

use annals::{entity::values::AccountStatus, prelude::*};
use uuid::Uuid;

use super::{faults, is_not_found, refusal};
use crate::support::{TestResult, fixture, log_of};

#[tokio::test]
async fn each_finds_its_own_account_and_no_other() -> TestResult {
    let fixture = fixture().await?;
    for signed_up in [fixture.sign_up().await?, fixture.sign_up().await?] {
        let context = signed_up.context();
        let account = fixture.db.read(&context).accounts().find().await?.ok_or("it is there")?;
        assert_eq!((account.id, account.name.as_str()), (signed_up.account_id, "Test"));
        let tx = fixture.db.begin(&context).await?;
        assert_eq!(tx.accounts().find().await?, Some(account));
    }
    let nowhere = Context::new(Uuid::now_v7());
    let accounts = fixture.db.scope(&nowhere).accounts();
    assert_eq!(accounts.find().await?, None);
    assert!(is_not_found(accounts.update(1, AccountUpdate::default()).await, "accounts"));
    assert!(is_not_found(accounts.suspend().await, "accounts"));
    Ok(())
}

#[tokio::test]
async fn an_account_is_renamed_at_the_version_known() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let bob = fixture.sign_up().await?;
    let context = ada.context();
    let accounts = fixture.db.scope(&context).accounts();
    let named = |name: &str| AccountUpdate { name: Some(name.to_owned()) };

    let account = accounts.update(1, named("Lovelace & Sons")).await?;
    assert_eq!((account.name.as_str(), account.row_version), ("Lovelace & Sons", 2));
    let stale = accounts.update(1, named("late")).await;
    assert!(matches!(stale, Err(Error::StaleVersion { actual: 2, .. })), "{stale:?}");
    assert_eq!(accounts.update(2, AccountUpdate::default()).await?.row_version, 2);
    for bad in ["", "a\0b", &"x".repeat(256)] {
        let error = accounts.update(2, named(bad)).await.expect_err("bad");
        assert!(faults(&error)[0].starts_with("name "), "{error}");
    }

    let history = fixture.db.read(&context).audit().history("accounts", ada.account_id).await?;
    assert_eq!(log_of(&history), ["1 insert hook", "2 update hook"]);
    let other = bob.context();
    let other = fixture.db.read(&other).accounts().find().await?.ok_or("it is there")?;
    assert_eq!((other.name.as_str(), other.row_version), ("Test", 1));
    Ok(())
}

#[tokio::test]
async fn a_status_goes_along_its_edges_and_a_refusal_names_them() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let accounts = fixture.db.scope(&context).accounts();

    let said = refusal(accounts.reopen().await);
    assert!(said.contains("is active: an account becomes active when it is suspended or closed"));
    assert_eq!(accounts.suspend().await?.status, AccountStatus::Suspended.as_str());
    let said = refusal(accounts.suspend().await);
    assert!(said.contains("is suspended: an account becomes suspended when it is active"));
    assert_eq!(accounts.close().await?.status, AccountStatus::Closed.as_str());
    assert!(refusal(accounts.close().await).contains("when it is active or suspended"));
    assert!(refusal(accounts.suspend().await).contains("is closed"));
    assert_eq!(accounts.reopen().await?.status, AccountStatus::Active.as_str());
    assert_eq!(accounts.close().await?.row_version, 5);

    let history = fixture.db.read(&context).audit().history("accounts", ada.account_id).await?;
    let updates = (2..=5).map(|version| format!("{version} update hook"));
    assert_eq!(log_of(&history)[1..], updates.collect::<Vec<_>>());
    Ok(())
}

#[tokio::test]
async fn of_ten_who_suspend_at_once_one_does() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let accounts = fixture.db.scope(&context).accounts();
    let done = futures_util::future::join_all((0..10).map(|_| accounts.suspend())).await;
    assert_eq!(done.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    assert_eq!(accounts.find().await?.map(|account| account.row_version), Some(2));
    Ok(())
}

#[tokio::test]
async fn a_login_says_whether_its_account_and_user_are_active() -> TestResult {
    let fixture = fixture().await?;
    let hash = "$argon2id$canary".to_owned();
    let new = NewAccount::with_password("Ada", "ada@example.org", hash.into());
    let ada = fixture.db.sign_up(new).await?;
    let context = ada.context();
    let scope = fixture.db.scope(&context);
    let login = async || -> TestResult<Login> {
        let identity = Identity::email("ada@example.org");
        Ok(fixture.db.find_by_identity(&identity).await?.ok_or("she is found")?)
    };

    let first = login().await?;
    assert!(first.may_enter() && first.password_changed_at.is_some());
    assert_eq!((first.identity_version, first.account_status), (1, AccountStatus::Active));
    scope.accounts().suspend().await?;
    assert!(!login().await?.may_enter());
    assert_eq!(login().await?.account_status, AccountStatus::Suspended);
    scope.accounts().reopen().await?;
    scope.users().deactivate(ada.user.id).await?;
    assert!(!login().await?.may_enter());
    scope.users().reactivate(ada.user.id).await?;
    assert!(login().await?.may_enter());
    Ok(())
}
