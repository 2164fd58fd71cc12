//! What one database is and does.

use std::error::Error as _;

use annals_sandbox::{Error, bare_database, database, database_with};

use crate::migrators::{Failing, Notes, Panicking};
use crate::{connect, has_database, holds, run, text};

#[tokio::test]
async fn two_databases_do_not_see_each_other() {
    let one = bare_database().await.unwrap();
    let two = bare_database().await.unwrap();
    let mut in_one = connect(one.owner_url()).await;
    run(&mut in_one, "CREATE TABLE notes ()").await;

    let mut in_two = connect(two.owner_url()).await;
    assert!(holds(&mut in_two, "to_regclass('notes') IS NULL").await);
    assert_ne!(one.name(), two.name());
}

#[tokio::test]
async fn a_dropped_database_is_gone_though_somebody_is_connected() {
    let witness = bare_database().await.unwrap();
    let dropped = database().await.unwrap();
    let name = dropped.name().to_owned();
    let _client = connect(dropped.url()).await;
    let mut admin = connect(witness.admin_url()).await;
    assert!(has_database(&mut admin, &name).await);

    drop(dropped);
    assert!(!has_database(&mut admin, &name).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn dropping_works_on_a_runtime_with_one_worker() {
    let tasks: Vec<_> =
        (0..4).map(|_| tokio::spawn(async { drop(database().await.unwrap()) })).collect();
    for task in tasks {
        task.await.unwrap();
    }
}

#[test]
fn a_database_outlives_the_runtime_that_asked_for_it() {
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let sandbox = runtime().block_on(database()).unwrap();
    runtime().block_on(async {
        let mut app = connect(sandbox.url()).await;
        assert!(holds(&mut app, "true").await);
    });
}

#[tokio::test]
async fn each_url_has_the_rights_of_its_group_and_no_more() {
    let sandbox = database().await.unwrap();
    let groups = [
        (sandbox.url(), "annals_app"),
        (sandbox.owner_url(), "annals_owner"),
        (sandbox.reader_url(), "annals_reader"),
        (sandbox.operator_url(), "annals_operator"),
    ];
    for (url, group) in groups {
        let mut session = connect(url).await;
        let memberships = text(
            &mut session,
            "SELECT string_agg(rolname, ' ') FROM pg_roles
              WHERE rolname IN ('annals_app', 'annals_owner', 'annals_reader', 'annals_operator')
                AND pg_has_role(current_user, oid, 'USAGE')",
        )
        .await;
        assert_eq!(memberships, group);
        let bypasses = "(SELECT rolbypassrls FROM pg_roles WHERE rolname = current_user)";
        assert_eq!(holds(&mut session, bypasses).await, group == "annals_operator");
    }
}

#[tokio::test]
async fn the_owner_may_create_in_the_database_and_the_application_may_not() {
    let sandbox = database().await.unwrap();
    let may_create = "has_database_privilege(current_database(), 'CREATE')";
    assert!(holds(&mut connect(sandbox.owner_url()).await, may_create).await);
    assert!(!holds(&mut connect(sandbox.url()).await, may_create).await);
}

#[tokio::test]
async fn a_bare_database_has_the_roles_and_can_be_migrated() {
    let sandbox = bare_database().await.unwrap();
    let mut owner = connect(sandbox.owner_url()).await;
    assert!(holds(&mut owner, "to_regnamespace('annals') IS NULL").await);
    assert!(holds(&mut owner, "to_regrole('annals_app') IS NOT NULL").await);

    annals_migration::migrate(sandbox.owner_url()).await.unwrap();
    let owner_of_schema = "SELECT nspowner::regrole FROM pg_namespace WHERE nspname = 'annals'";
    assert_eq!(text(&mut owner, owner_of_schema).await, "annals_owner");
}

#[tokio::test]
async fn a_migrated_database_needs_no_migration() {
    let sandbox = database().await.unwrap();
    let mut owner = connect(sandbox.owner_url()).await;
    assert!(holds(&mut owner, "to_regnamespace('annals') IS NOT NULL").await);
    annals_migration::migrate(sandbox.owner_url()).await.unwrap();
}

#[tokio::test]
async fn an_applications_migrations_run_on_top() {
    for _ in 0..2 {
        let sandbox = database_with::<Notes>().await.unwrap();
        let mut owner = connect(sandbox.owner_url()).await;
        assert!(holds(&mut owner, "to_regclass('public.notes') IS NOT NULL").await);
        assert!(holds(&mut owner, "to_regnamespace('annals') IS NOT NULL").await);
    }
}

#[tokio::test]
async fn a_migration_that_fails_says_why_and_leaves_the_sandbox_working() {
    let error = database_with::<Failing>().await.unwrap_err();
    let cause = error.source().unwrap().to_string();
    assert!(cause.contains("no such place"), "{cause}");

    let error = database_with::<Panicking>().await.unwrap_err();
    assert!(matches!(error, Error::Migration { .. }), "{error}");
    database().await.unwrap();
}

#[tokio::test]
async fn a_kept_database_stays() {
    let witness = bare_database().await.unwrap();
    let kept = bare_database().await.unwrap();
    let name = kept.name().to_owned();
    let url = kept.keep();
    assert!(holds(&mut connect(&url).await, "true").await);

    let mut admin = connect(witness.admin_url()).await;
    run(&mut admin, &format!("DROP DATABASE {name} WITH (FORCE)")).await;
}

#[tokio::test]
async fn the_server_is_new_enough_and_speaks_unicode() {
    let sandbox = bare_database().await.unwrap();
    assert!(sandbox.server_version() >= 15);
    let mut admin = connect(sandbox.admin_url()).await;
    assert_eq!(text(&mut admin, "current_setting('server_encoding')").await, "UTF8");
    assert_eq!(text(&mut admin, "lower('ÄÉ')").await, "äé");
}

/// For the compiler: the futures can be spawned.
#[tokio::test]
async fn asking_for_a_database_is_send() {
    tokio::spawn(async { bare_database().await.map(drop) }).await.unwrap().unwrap();
}
