//! Statements that fail with a secret among their values.

use std::time::Duration;

use annals::prelude::*;
use sea_orm::{ConnectionTrait, DbBackend, Statement};

use super::{SECRET, assert_hidden, debugged, heard::Heard, told};
use crate::support::{Fixture, TestResult, fixture};

/// What was refused, as text.
fn refused<T>(outcome: Result<T, Error>) -> TestResult<String> {
    Ok(told(&outcome.err().ok_or("it was not refused")?))
}

fn ada() -> NewAccount {
    NewAccount::with_password("Ada", "ada@example.org", SECRET.into())
}

async fn login(fixture: &Fixture) -> TestResult<Login> {
    let found = fixture.db.find_by_identity(&Identity::email("ada@example.org")).await?;
    Ok(found.ok_or("she has signed up")?)
}

#[tokio::test]
async fn what_an_operation_refuses_tells_no_hash() -> TestResult {
    let (heard, _listening) = Heard::listen();
    let fixture = fixture().await?;
    fixture.db.sign_up(ada()).await?;
    let login = login(&fixture).await?;
    let context = login.context();
    let identities = fixture.db.scope(&context).identities();
    let (id, version) = (login.identity_id, login.identity_version);
    let taken = NewIdentity {
        password_hash: Some(SECRET.into()),
        ..NewIdentity::of(login.user.id, Identity::email("ada@example.org"))
    };
    let provider =
        identities.link(NewIdentity::of(login.user.id, Identity::provider("github", "1"))).await?;
    let refusals = [
        refused(fixture.db.sign_up(ada()).await)?,
        refused(
            fixture
                .db
                .sign_up(NewAccount { password_hash: Some(SECRET.repeat(10).into()), ..ada() })
                .await,
        )?,
        refused(identities.link(taken).await)?,
        refused(identities.change_password(id, version, format!("{SECRET}\0").into()).await)?,
        refused(identities.change_password(id, version + 1, SECRET.into()).await)?,
        refused(identities.change_password(provider.id, 1, SECRET.into()).await)?,
        refused(
            fixture
                .db
                .read(&context)
                .identities()
                .change_password(id, version, SECRET.into())
                .await,
        )?,
    ];
    for refusal in refusals {
        assert_hidden(SECRET, "a refusal", &refusal);
    }
    heard.assert_hidden(SECRET);
    Ok(())
}

/// With the hash as `$1`; what the database holds against each stands before it.
const STATEMENTS: [(&str, &str); 8] = [
    (
        "23505",
        "INSERT INTO annals.identities SELECT provider, subject, id, account_id, user_id, now(), now(), $1 FROM annals.identities",
    ),
    ("23502", "UPDATE annals.identities SET subject = NULL, password_hash = $1"),
    ("22001", "UPDATE annals.identities SET password_hash = repeat($1, 20)"),
    (
        "23503",
        "INSERT INTO annals.identities (provider, subject, account_id, user_id, password_hash)
               SELECT 'x', 'y', account_id, gen_random_uuid(), $1 FROM annals.identities",
    ),
    (
        "42501",
        "INSERT INTO annals.identities (provider, subject, account_id, user_id, password_hash)
               SELECT 'x', 'y', gen_random_uuid(), user_id, $1 FROM annals.identities",
    ),
    ("22012", "UPDATE annals.identities SET password_hash = $1 || 1 / 0"),
    ("42703", "UPDATE annals.identities SET password_hash = $1 WHERE no_such_column"),
    ("57014", "SELECT pg_sleep(60), $1::text"),
];

#[tokio::test]
async fn what_the_database_refuses_an_application_tells_no_hash() -> TestResult {
    let (heard, _listening) = Heard::listen();
    let fixture = fixture().await?;
    fixture.db.sign_up(ada()).await?;
    let context = login(&fixture).await?.context();
    let config = DatabaseConfig::new(fixture.sandbox.url())?
        .with_statement_timeout(Duration::from_millis(300));
    let db = Database::connect(config).await?;
    for (state, sql) in STATEMENTS {
        let statement = Statement::from_sql_and_values(DbBackend::Postgres, sql, [SECRET.into()]);
        let tx = db.begin(&context).await?;
        let error = tx.execute_raw(statement).await.err().ok_or(sql)?;
        assert_eq!(crate::catalogue::sqlstate(&error).as_deref(), Some(state), "{error}: {sql}");
        assert_hidden(SECRET, sql, &format!("{} {}", told(&error), told(&Error::from(error))));
    }
    heard.assert_hidden(SECRET);
    Ok(())
}

#[tokio::test]
async fn a_transaction_that_panics_or_runs_again_tells_no_hash() -> TestResult {
    let (heard, _listening) = Heard::listen();
    let fixture = fixture().await?;
    fixture.db.sign_up(ada()).await?;
    let Login { user, identity_id: id, identity_version: version, .. } = login(&fixture).await?;
    let context = login(&fixture).await?.context();
    let again: Result<(), Error> = fixture
        .db
        .transaction(&context, |tx| {
            Box::pin(async move {
                tx.identities().change_password(id, version, SECRET.into()).await?;
                let raise = "DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '40001'; END $$";
                tx.execute_unprepared(raise).await?;
                Ok(())
            })
        })
        .await;
    assert_hidden(SECRET, "the last attempt", &refused(again)?);
    assert!(heard.text().contains("runs again"));

    let db = fixture.db.clone();
    let panicked = tokio::spawn(async move {
        db.transaction::<(), Error, _>(&context, |tx| {
            Box::pin(async move {
                let link = NewIdentity {
                    password_hash: Some(SECRET.into()),
                    ..NewIdentity::of(user.id, Identity::email("other@example.org"))
                };
                let linked = tx.identities().link(link).await?;
                panic!("in the middle, with {linked:?} and {tx:?}")
            })
        })
        .await
    })
    .await;
    let panic = panicked.err().ok_or("it went on")?.into_panic();
    let message = panic.downcast_ref::<String>().ok_or("a panic with a message")?;
    assert_hidden(SECRET, "the panic", message);
    assert_eq!(login(&fixture).await?.identity_version, version, "all of it was taken back");
    heard.assert_hidden(SECRET);
    Ok(())
}

#[tokio::test]
async fn a_session_tells_its_token_to_nobody_but_who_asked_for_it() -> TestResult {
    let (heard, _listening) = Heard::listen();
    let fixture = fixture().await?;
    fixture.db.sign_up(ada()).await?;
    let login = login(&fixture).await?;
    let context = login.context();
    let sessions = fixture.db.scope(&context).sessions();
    let new = NewSession::of(login.user.id, Duration::from_hours(1));
    let issued = sessions.issue(new.clone()).await?;
    let token = issued.token.expose_secret().to_owned();
    let active = fixture.db.find_session(&token).await?.ok_or("it was issued")?;
    let listed = sessions.list(login.user.id, PageRequest::of(10)).await?;
    assert!(fixture.db.find_session(&format!("{token}x")).await?.is_none());
    sessions.revoke(issued.session.id).await?;
    let over = refused(sessions.touch(issued.session.id, Duration::from_hours(1)).await)?;

    let random = token.split_once('.').ok_or("account and random bits")?.1;
    let shown = [debugged(&new), debugged(&issued), debugged(&active), debugged(&listed), over];
    for shown in shown {
        assert_hidden(random, "a session", &shown);
    }
    heard.assert_hidden(random);
    Ok(())
}
