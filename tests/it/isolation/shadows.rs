//! Objects of the same names, made by an application in its temporary schema and put first in the search
//! path: whatever runs as its owner must not take them for the real ones.

use annals::prelude::*;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::{
    catalogue::{one, texts},
    support::{TestResult, fixture},
};

/// Functions of the names that functions which run as their owner call.
const FUNCTIONS: &str = "
SELECT string_agg(format('CREATE FUNCTION pg_temp.%I(%s) RETURNS %s LANGUAGE plpgsql AS $f$ BEGIN RAISE EXCEPTION ''shadowed''; END $f$',
       proname, pg_get_function_identity_arguments(oid), prorettype::regtype), '; ')
  FROM pg_proc WHERE pronamespace = 'annals'::regnamespace
   AND proname IN ('uuid_v7', 'is_recorded', 'is_own_write', 'current_account', 'continues_life', 'time_of_deletion', 'time_of_insertion',
    'is_deletion_recorded')";

const TABLES: &str = "
SELECT relname::text FROM pg_class WHERE relnamespace = 'annals'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition";

#[tokio::test]
async fn what_runs_as_its_owner_is_not_led_to_shadows() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let bob = fixture.sign_up().await?;
    let tx = fixture.db.begin(&ada.context().operation("shadows")).await?;
    let tables = texts(tx.connection(), TABLES).await?;
    assert!(tables.len() >= 20, "{tables:?}");
    for table in &tables {
        let shadow = format!("CREATE TEMPORARY TABLE {table} (LIKE annals.{table})");
        // What it may not read, it can't copy.
        if table != "annals_migrations" {
            tx.execute_unprepared(&shadow).await?;
        }
    }
    let functions: String = one(tx.connection(), FUNCTIONS).await?;
    tx.execute_unprepared(&functions).await?;
    tx.execute_unprepared("SET LOCAL search_path = pg_temp, annals, pg_catalog").await?;

    // The triggers of an insert, an update and a deletion, by hook and by statement.
    let entry = tx.journal().create(NewEntry::by(ada.user.id)).await?;
    tx.execute_unprepared(
        "UPDATE annals.journal_entries SET title = 'x', audit_id = gen_random_uuid()",
    )
    .await?;
    tx.execute_unprepared("UPDATE annals.journal_entries SET title = 'y'").await?;
    tx.execute_unprepared("DELETE FROM annals.journal_entries").await?;
    let identity = Identity::provider("shadow", Uuid::now_v7().to_string());
    tx.identities().link(NewIdentity::of(ada.user.id, identity)).await?;
    let found = "SELECT count(*) FROM annals.find_identity('test', 'nobody')";
    assert_eq!(one::<i64>(tx.connection(), found).await?, 0);
    let settled = format!("SELECT annals.settle_users('{}', '{}')", bob.account_id, bob.user.id);
    assert!(one::<bool>(tx.connection(), &settled).await?);
    for table in tables.iter().filter(|table| *table != "annals_migrations") {
        let written = format!("SELECT count(*) FROM pg_temp.{table}");
        assert_eq!(one::<i64>(tx.connection(), &written).await?, 0, "the shadow of {table}");
    }
    tx.commit().await?;

    let owner = fixture.owner().await?;
    let log = format!(
        "SELECT string_agg(operation, ' ' ORDER BY row_version) FROM annals.audit_log WHERE row_id = '{}'",
        entry.id
    );
    assert_eq!(one::<String>(&owner, &log).await?, "insert update update delete");
    assert_eq!(fixture.db.read(&ada.context()).audit().verify().await?.findings, []);
    Ok(())
}
