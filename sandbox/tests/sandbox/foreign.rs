//! A server that is not the sandbox's, here a private one that plays it.

use annals_sandbox::{Server, ServerOptions};

use crate::child::{Child, Role};
use crate::{connect, has_database, holds, run, text};

/// A server, and a URL of its database `home` for `role`.
async fn somebodys_server(role: &str) -> (Server, String) {
    let server = Server::private(ServerOptions::default()).await.unwrap();
    let database = server.bare_database().await.unwrap();
    let postgres = database.admin_url().replace(database.name(), "postgres");
    let mut admin = connect(&postgres).await;
    // As on a server that never saw the sandbox.
    drop(database);
    for group in ["owner", "app", "reader", "operator"] {
        let roles = format!("DROP ROLE annals_sandbox_{group}, annals_{group}");
        run(&mut admin, &roles).await;
    }
    run(&mut admin, role).await;
    let home = "CREATE DATABASE home OWNER visitor";
    run(&mut admin, home).await;
    let url = postgres.replace("postgres@", "visitor@").replace("/postgres?", "/home?");
    (server, url)
}

async fn databases_come_and_go(url: &str) {
    let mut home = connect(url).await;
    run(&mut home, "DROP DATABASE IF EXISTS annals_sandbox_theirs").await;
    run(&mut home, "CREATE DATABASE annals_sandbox_theirs").await;
    let mut child = Child::start(Role::Databases, &[("ANNALS_SANDBOX_URL", url)]);
    let database = child.url();
    let mut admin = connect(&database).await;
    assert_eq!(text(&mut admin, "current_user").await, "visitor");
    assert!(holds(&mut admin, "to_regnamespace('annals') IS NOT NULL").await);
    let name = text(&mut admin, "current_database()").await;

    let application = format!("{database}&options=-crole%3Dannals_sandbox_app");
    let mut app = connect(&application).await;
    assert_eq!(text(&mut app, "current_user").await, "annals_sandbox_app");
    assert!(holds(&mut app, "pg_has_role('annals_app', 'USAGE')").await);

    child.finish();
    assert!(!has_database(&mut home, &name).await);
    assert!(has_database(&mut home, "annals_sandbox_theirs").await);
}

#[tokio::test]
async fn a_superuser_of_another_server_is_enough() {
    let (_server, url) = somebodys_server("CREATE ROLE visitor LOGIN SUPERUSER").await;
    databases_come_and_go(&url).await;
}

#[tokio::test]
async fn so_is_a_role_that_may_create_databases_and_roles() {
    let role = "CREATE ROLE visitor LOGIN CREATEDB CREATEROLE";
    let (_server, url) = somebodys_server(role).await;
    databases_come_and_go(&url).await;
    // And again, now that the roles are there.
    databases_come_and_go(&url).await;
}
