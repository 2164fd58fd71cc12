//! Servers of one's own.

use annals_sandbox::{Server, ServerOptions};

use crate::child::{Role, StateDir};
use crate::{connect, holds, run, text};

async fn server(options: ServerOptions) -> Server {
    Server::private(options).await.unwrap()
}

#[tokio::test]
async fn a_durable_server_that_is_killed_keeps_what_was_committed() {
    let mut server = server(ServerOptions { durable: true, ..Default::default() }).await;
    let database = server.bare_database().await.unwrap();
    let mut owner = connect(database.owner_url()).await;
    assert_eq!(text(&mut owner, "current_setting('fsync')").await, "on");
    run(&mut owner, "CREATE TABLE notes AS SELECT 'kept' AS body").await;
    server.kill().await.unwrap();
    assert!(sqlx::query("SELECT 1").execute(&mut owner).await.is_err());

    server.start().await.unwrap();
    let mut owner = connect(database.owner_url()).await;
    assert_eq!(text(&mut owner, "SELECT body FROM notes").await, "kept");
}

#[tokio::test]
async fn urls_stay_valid_and_databases_can_be_made_after_a_restart() {
    let mut server = server(ServerOptions::default()).await;
    let before = server.database().await.unwrap();
    server.restart().await.unwrap();
    let after = server.database().await.unwrap();
    for database in [&before, &after] {
        let mut app = connect(database.url()).await;
        assert!(holds(&mut app, "to_regnamespace('annals') IS NOT NULL").await);
    }
}

#[tokio::test]
async fn settings_are_those_asked_for() {
    let server = server(ServerOptions {
        settings: vec![("wal_level".to_owned(), "logical".to_owned())],
        ..Default::default()
    })
    .await;
    let database = server.bare_database().await.unwrap();
    let mut admin = connect(database.admin_url()).await;
    assert_eq!(text(&mut admin, "current_setting('wal_level')").await, "logical");
}

#[tokio::test]
async fn a_setting_that_the_server_refuses_is_shown_with_its_log() {
    let error = Server::private(ServerOptions {
        settings: vec![("shared_buffers".to_owned(), "a lot".to_owned())],
        ..Default::default()
    })
    .await
    .unwrap_err();
    assert!(error.to_string().contains("shared_buffers"), "{error}");
}

#[tokio::test]
async fn stopping_twice_and_starting_twice_does_no_harm() {
    let mut server = server(ServerOptions::default()).await;
    for _ in 0..2 {
        server.stop().await.unwrap();
    }
    for _ in 0..2 {
        server.start().await.unwrap();
    }
    server.bare_database().await.unwrap();
}

#[tokio::test]
async fn a_server_leaves_nothing_behind() {
    let server = server(ServerOptions::default()).await;
    let database = server.bare_database().await.unwrap();
    let mut admin = connect(database.admin_url()).await;
    let data = text(&mut admin, "current_setting('data_directory')").await;
    let dir = std::path::Path::new(&data).parent().unwrap();
    assert!(dir.is_dir());

    drop(server);
    assert!(!dir.exists());
    assert!(sqlx::query("SELECT 1").execute(&mut admin).await.is_err());
    // And its databases, dropped later, wait for nobody.
    drop(database);
}

#[tokio::test]
async fn the_server_of_a_killed_process_goes_with_the_next_ones_start() {
    let state = StateDir::new();
    let mut killed = state.start(Role::PrivateServer);
    let mut admin = connect(&killed.url()).await;
    let abandoned = state.server();
    killed.kill();

    let mut next = state.start(Role::PrivateServer);
    next.url();
    assert!(!abandoned.exists());
    assert!(sqlx::query("SELECT 1").execute(&mut admin).await.is_err());
    next.finish();
}
