//! Several migrators at once: on one database, and on several of one cluster.

use annals_sandbox::{SandboxDatabase, Server, ServerOptions};
use futures_util::future::try_join_all;
use sea_orm::{ConnectionTrait, DatabaseConnection, TransactionTrait};

use super::{applied, connect, fully_migrated, names};
use crate::{
    catalogue::{assert_same, one, snapshot},
    support::TestResult,
};

const GROUPS: &str = "annals_owner, annals_app, annals_reader, annals_operator";
/// What the sandbox has made for its own use.
const LOGINS: &str =
    "annals_sandbox_owner, annals_sandbox_app, annals_sandbox_reader, annals_sandbox_operator";

/// Migrates each of these databases, all at once, from tasks of their own.
async fn migrate_at_once(urls: Vec<String>) -> TestResult {
    let tasks =
        urls.into_iter().map(|url| tokio::spawn(async move { annals::migrate(&url).await }));
    for done in try_join_all(tasks).await? {
        done?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn eight_migrators_at_once_on_one_bare_database_all_succeed() -> TestResult {
    let sandbox = annals_sandbox::bare_database().await?;
    migrate_at_once(vec![sandbox.owner_url().to_owned(); 8]).await?;

    let owner = connect(sandbox.owner_url()).await?;
    assert_eq!(applied(&owner).await?, names());
    assert_same(&fully_migrated().await?, &snapshot(&owner).await?, "after eight migrators");
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn migrations_of_four_databases_of_a_new_cluster_at_once_all_succeed() -> TestResult {
    let server = Server::private(ServerOptions::default()).await?;
    let mut databases = Vec::new();
    for _ in 0..4 {
        databases.push(server.bare_database().await?);
    }
    let admin = connect(databases[0].admin_url()).await?;
    // The sandbox has made the roles already.
    for database in &databases {
        let name = database.name();
        admin.execute_unprepared(&format!("ALTER DATABASE {name} OWNER TO CURRENT_USER")).await?;
    }
    admin.execute_unprepared(&format!("DROP ROLE {LOGINS}; DROP ROLE {GROUPS}")).await?;

    let urls = databases.iter().map(|it| it.admin_url().to_owned());
    migrate_at_once(urls.collect()).await?;

    for database in &databases {
        let admin = connect(database.admin_url()).await?;
        assert_eq!(applied(&admin).await?, names());
    }
    let roles = "SELECT count(*) FROM pg_roles WHERE rolname LIKE 'annals\\_%' AND NOT rolcanlogin
                    AND rolbypassrls = (rolname = 'annals_operator')";
    assert_eq!(one::<i64>(&admin, roles).await?, 4);
    Ok(())
}

/// A cluster in which only the group roles are, and nothing belongs to them, with sessions of its
/// superuser.
async fn cluster_without_logins(
    sessions: usize,
) -> TestResult<(Server, SandboxDatabase, Vec<DatabaseConnection>)> {
    let server = Server::private(ServerOptions::default()).await?;
    let sandbox = server.bare_database().await?;
    let mut connections = Vec::new();
    for _ in 0..sessions {
        connections.push(connect(sandbox.admin_url()).await?);
    }
    let name = sandbox.name();
    let alone = format!("ALTER DATABASE {name} OWNER TO CURRENT_USER; DROP ROLE {LOGINS}");
    connections[0].execute_unprepared(&alone).await?;
    Ok((server, sandbox, connections))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn roles_made_from_six_sessions_at_once_are_made_once() -> TestResult {
    let (_server, _sandbox, sessions) = cluster_without_logins(6).await?;
    for _ in 0..10 {
        sessions[0].execute_unprepared(&format!("DROP ROLE {GROUPS}")).await?;
        try_join_all(sessions.iter().map(annals::migration::create_roles)).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_meets_another_migrator_at_a_role_tries_again() -> TestResult {
    let (_server, _sandbox, sessions) = cluster_without_logins(4).await?;
    let (first, others) = sessions.split_first().ok_or("no session")?;
    // All will want to give the role its attribute, and wait for this transaction, which changes it.
    first.execute_unprepared("ALTER ROLE annals_operator NOBYPASSRLS").await?;
    let changing = first.begin().await?;
    changing.execute_unprepared("ALTER ROLE annals_operator NOBYPASSRLS").await?;
    let others = others.to_vec();
    let creating = tokio::spawn(async move {
        try_join_all(others.iter().map(annals::migration::create_roles)).await
    });
    let waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
    while one::<i64>(first, waiting).await? < 3 {
        tokio::task::yield_now().await;
    }
    changing.commit().await?;
    creating.await??;
    let bypasses = "SELECT rolbypassrls FROM pg_roles WHERE rolname = 'annals_operator'";
    assert!(one::<bool>(first, bypasses).await?);
    Ok(())
}
