//! The way to the database: health, reading scopes, transactions by hand, time limits, closing.

use annals::{prelude::*, service::config::DatabaseConfig};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ConnectionTrait, IntoActiveModel, ModelTrait};
use std::time::Duration;

use crate::support::{TestResult, fixture, log_of};

#[tokio::test]
async fn health_tells_version_distance_and_who_connects() -> TestResult {
    let fixture = fixture().await?;
    let health = fixture.db.health().await?;
    let major: u32 = health.server_version.split('.').next().unwrap_or_default().parse()?;
    assert_eq!(major, fixture.sandbox.server_version());
    assert!(health.round_trip > Duration::ZERO);
    assert!(health.connections >= 1);
    assert!(!health.connected_as_owner);

    let owner = Database::connect(DatabaseConfig::new(fixture.sandbox.owner_url())?).await?;
    assert!(owner.health().await?.connected_as_owner);
    Ok(())
}

#[tokio::test]
async fn a_reading_scope_writes_nothing() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let refused = fixture.db.read(&context).journal().create(NewEntry::by(ada.user.id)).await;
    let error = refused.expect_err("reading only");
    assert!(matches!(error, Error::Forbidden { .. }), "{error}");
    assert_eq!(fixture.db.read(&context).journal().count(EntryFilter::default()).await?, 0);
    Ok(())
}

#[tokio::test]
async fn a_transaction_by_hand_happens_when_it_is_committed() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let journal = fixture.db.read(&context).journal();

    let dropped = fixture.db.begin(&context).await?;
    dropped.journal().create(NewEntry::by(ada.user.id)).await?;
    drop(dropped);
    let rolled_back = fixture.db.begin(&context).await?;
    rolled_back.journal().create(NewEntry::by(ada.user.id)).await?;
    rolled_back.rollback().await?;
    assert_eq!(journal.count(EntryFilter::default()).await?, 0);

    let committed = fixture.db.begin(&context).await?;
    let entry = committed.journal().create(NewEntry::by(ada.user.id)).await?;
    assert_eq!(committed.journal().find(entry.id).await?, Some(entry.clone()));
    assert_eq!(journal.find(entry.id).await?, None);
    committed.commit().await?;
    assert_eq!(journal.find(entry.id).await?, Some(entry));
    Ok(())
}

#[tokio::test]
async fn an_error_of_the_application_undoes_all_that_the_closure_did() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let user = ada.user.id;
    let outcome: Result<(), Error> = fixture
        .db
        .transaction(&context, |tx| {
            Box::pin(async move {
                tx.journal().create(NewEntry::by(user)).await?;
                tx.journal().delete_for_good(user).await
            })
        })
        .await;
    assert!(matches!(outcome, Err(Error::NotFound { .. })), "{outcome:?}");
    assert_eq!(fixture.db.read(&context).journal().count(EntryFilter::default()).await?, 0);
    Ok(())
}

#[tokio::test]
async fn a_statement_that_runs_too_long_is_cancelled_and_named() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let config = DatabaseConfig::new(fixture.sandbox.url())?
        .with_statement_timeout(Some(Duration::from_millis(50)));
    let db = Database::connect(config).await?;
    let tx = db.begin(&ada.context()).await?;
    let slow = tx.connection().execute_unprepared("SELECT pg_sleep(10)").await;
    let error = Error::from(slow.expect_err("cancelled"));
    assert!(matches!(error, Error::Timeout { .. }), "{error}");
    assert!(error.to_string().contains("DB_STATEMENT_TIMEOUT"), "{error}");
    Ok(())
}

#[tokio::test]
async fn a_closed_database_says_that_it_is_unavailable() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let clone = fixture.db.clone();
    let context = ada.context();
    fixture.db.close().await?;
    let error =
        clone.scope(&context).journal().count(EntryFilter::default()).await.expect_err("closed");
    assert!(matches!(error, Error::Unavailable { .. }), "{error}");
    Ok(())
}

#[tokio::test]
async fn closing_waits_for_the_transaction_that_is_open() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let tx = fixture.db.begin(&context).await?;
    let closing = tokio::spawn(fixture.db.clone().close());
    tx.journal().create(NewEntry::by(ada.user.id)).await?;
    assert!(!closing.is_finished());
    tx.commit().await?;
    closing.await??;
    Ok(())
}

#[tokio::test]
async fn nobody_at_the_address_is_said_after_a_few_attempts() -> TestResult {
    let config = DatabaseConfig::new("postgres://nobody@127.0.0.1:1/nothing")?;
    let error = Database::connect(config).await.expect_err("nobody listens there");
    assert!(matches!(error, Error::Unavailable { .. }), "{error}");
    Ok(())
}

#[tokio::test]
async fn a_write_on_a_bare_connection_is_recorded_once_too() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let owner = fixture.owner().await?; // whom no policy binds: the application's role sees no row here
    let row = annals::entity::projects::ActiveModel {
        account_id: Set(ada.account_id),
        id: Set(uuid::Uuid::now_v7()),
        name: Set("Bare".to_owned()),
        ..Default::default()
    };
    let written = row.insert(&owner).await?;
    let mut change = written.clone().into_active_model();
    change.name = Set("Still bare".to_owned());
    change.update(&owner).await?.delete(&owner).await?;

    let context = ada.context();
    let history = fixture.db.read(&context).audit().history("projects", written.id).await?;
    assert_eq!(log_of(&history), ["1 insert database", "2 update database", "3 delete database"]);
    Ok(())
}
