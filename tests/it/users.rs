//! Users: signing up, logging in, changing.

use annals::prelude::*;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::support::{TestResult, fixture, log_of, rows};

fn with_password(email: &str) -> NewAccount {
    NewAccount::with_password("Ada", email, "$argon2id$canary".to_owned().into())
}

#[tokio::test]
async fn whoever_signs_up_is_found_by_any_spelling_of_the_address() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.db.sign_up(with_password(" Ada@Example.org")).await?;

    let login = fixture
        .db
        .find_by_identity(&Identity::email("ada@EXAMPLE.org "))
        .await?
        .ok_or("she signed up")?;

    assert_eq!(login.user, ada.user);
    assert_eq!(login.context(), ada.context());
    assert_eq!(login.user.email, "Ada@Example.org");
    assert!(!format!("{login:?}").contains("canary"));
    for nobody in ["bob@example.org", "", "a\0b@example.org"] {
        assert!(fixture.db.find_by_identity(&Identity::email(nobody)).await?.is_none());
    }
    Ok(())
}

#[tokio::test]
async fn signing_up_is_audited_with_the_new_user_as_actor() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.db.sign_up(with_password("ada@example.org")).await?;
    let app = fixture.db.begin(&ada.context()).await?;

    let log: Vec<(String, String, Option<Uuid>)> = rows(
        app.connection(),
        "SELECT table_name, recorded_by::text, actor_id FROM annals.audit_log ORDER BY occurred_at",
        [],
    )
    .await?;
    let tables: Vec<&str> = log.iter().map(|(table, _, _)| table.as_str()).collect();
    assert_eq!(tables, ["accounts", "users", "identities", "user_roles"]);
    assert!(
        log.iter().all(|(_, by, actor)| by == "hook" && *actor == Some(ada.user.id)),
        "{log:?}"
    );
    let images: Vec<(String,)> =
        rows(app.connection(), "SELECT image::text FROM annals.audit_log", []).await?;
    assert!(images.iter().all(|(image,)| !image.contains("canary")));
    let history = app.audit().history("users", ada.user.id).await?;
    assert_eq!(log_of(&history), ["1 insert hook"]);
    Ok(())
}

#[tokio::test]
async fn an_identity_belongs_to_one_user_and_the_second_sign_up_leaves_nothing() -> TestResult {
    let fixture = fixture().await?;
    fixture.db.sign_up(with_password("ada@example.org")).await?;
    let error = fixture.db.sign_up(with_password("ADA@example.org")).await.expect_err("taken");

    assert!(
        matches!(&error, Error::AlreadyExists { entity, fields, .. }
            if entity == "identities" && *fields == ["provider", "subject"]),
        "{error}"
    );
    let owner = fixture.owner().await?;
    let accounts: Vec<(i64,)> = rows(&owner, "SELECT count(*) FROM annals.accounts", []).await?;
    assert_eq!(accounts, [(1,)]);
    Ok(())
}

#[tokio::test]
async fn of_twenty_who_sign_up_at_once_with_one_address_one_does() -> TestResult {
    let fixture = fixture().await?;
    let attempts = (0..20).map(|_| fixture.db.sign_up(with_password("ada@example.org")));
    let done = futures_util::future::join_all(attempts).await;
    assert_eq!(done.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    let refused = done.iter().filter_map(|outcome| outcome.as_ref().err());
    for error in refused {
        assert!(matches!(error, Error::AlreadyExists { .. }), "{error}");
    }
    Ok(())
}

#[tokio::test]
async fn every_field_of_a_sign_up_at_fault_is_named() -> TestResult {
    let fixture = fixture().await?;
    let new = NewAccount {
        name: " ".to_owned(),
        role: "emperor".to_owned(),
        ..NewAccount::with_identity("", "nowhere", Identity::provider("email", ""))
    };
    let error = fixture.db.sign_up(new).await.expect_err("faults");
    for field in
        ["name is empty", "email is no e-mail address", "identity.provider", "identity.subject"]
    {
        assert!(error.to_string().contains(field), "{error}");
    }

    let unknown_role =
        NewAccount { role: "emperor".to_owned(), ..with_password("ada@example.org") };
    let error = fixture.db.sign_up(unknown_role).await.expect_err("no such role");
    assert!(error.to_string().contains("no role of that name"), "{error}");
    Ok(())
}

#[tokio::test]
async fn the_identity_of_a_deleted_user_finds_nobody_and_can_be_claimed_anew() -> TestResult {
    let fixture = fixture().await?;
    let before = fixture.db.sign_up(with_password("ada@example.org")).await?;
    let owner = fixture.owner().await?;
    owner.execute_unprepared("UPDATE annals.users SET deleted_at = now()").await?;

    let identity = Identity::email("ada@example.org");
    assert!(fixture.db.find_by_identity(&identity).await?.is_none());
    let again = fixture.db.sign_up(with_password("ada@example.org")).await?;
    let login = fixture.db.find_by_identity(&identity).await?.ok_or("she signed up again")?;
    assert_eq!(login.user.id, again.user.id);

    // The former account's log tells of its identity's end, and nothing of the new account.
    let former = fixture.db.begin(&before.context()).await?;
    let said: Vec<(Option<Uuid>, serde_json::Value)> = rows(
        former.connection(),
        "SELECT actor_id, context FROM annals.audit_log WHERE table_name = 'identities' AND operation = 'delete'",
        [],
    )
    .await?;
    assert_eq!(said, [(None, serde_json::json!({ "operation": "identities.claim_anew" }))]);
    for context in [before.context(), again.context()] {
        assert!(fixture.db.read(&context).audit().verify().await?.is_complete());
    }
    Ok(())
}

#[tokio::test]
async fn a_user_is_changed_at_the_version_known_and_deactivated_once() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let bob = fixture.sign_up().await?;
    let context = ada.context();
    let users = fixture.db.scope(&context).users();

    let change = UserUpdate { name: Some(Some("Ada L.".to_owned())), ..UserUpdate::default() };
    let changed = users.update(ada.user.id, 1, change.clone()).await?;
    assert_eq!((changed.name.as_deref(), changed.row_version), (Some("Ada L."), 2));
    let stale = users.update(ada.user.id, 1, change).await;
    assert!(matches!(stale, Err(Error::StaleVersion { actual: 2, .. })), "{stale:?}");

    assert!(!users.deactivate(ada.user.id).await?.is_active);
    assert_eq!(users.deactivate(ada.user.id).await?.row_version, 3);
    assert_eq!(users.find(ada.user.id).await?.map(|user| user.is_active), Some(false));
    assert_eq!(users.find(bob.user.id).await?, None);
    assert!(matches!(users.deactivate(bob.user.id).await, Err(Error::NotFound { .. })));
    let history = fixture.db.read(&context).audit().history("users", ada.user.id).await?;
    assert_eq!(log_of(&history), ["1 insert hook", "2 update hook", "3 update hook"]);
    Ok(())
}

#[tokio::test]
async fn two_users_of_an_account_cannot_share_an_address() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.db.sign_up(with_password("ada@example.org")).await?;
    let context = ada.context();
    let tx = fixture.db.begin(&context).await?;
    let second = sea_orm::ActiveModelTrait::insert(
        annals::entity::users::ActiveModel {
            account_id: sea_orm::ActiveValue::Set(ada.account_id),
            id: sea_orm::ActiveValue::Set(Uuid::now_v7()),
            email: sea_orm::ActiveValue::Set("ADA@example.org".to_owned()),
            ..Default::default()
        },
        tx.connection(),
    )
    .await;
    let error = Error::from(second.expect_err("the address is taken"));
    assert!(
        matches!(&error, Error::AlreadyExists { fields, .. } if *fields == ["email_key"]),
        "{error}"
    );
    assert!(!error.to_string().contains("ada@"), "no value is shown: {error}");
    Ok(())
}
