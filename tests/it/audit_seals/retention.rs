//! Old months: dropped whole, and known to have been there.

use annals::prelude::*;
use sea_orm::ConnectionTrait;

use super::{House, Story};
use crate::{
    catalogue::{one, texts},
    support::{TestResult, rows},
};

/// Moves all of an account's log into the past, with its rows.
async fn age(house: &House, story: &Story, by: &str) -> TestResult {
    let account = story.account.account_id;
    house
        .tamper(&format!(
            "UPDATE annals.audit_log SET occurred_at = occurred_at - interval '{by}',
                    image = image || jsonb_build_object('created_at', (image ->> 'created_at')::timestamptz - interval '{by}')
              WHERE account_id = '{account}'"
        ))
        .await?;
    for table in ["accounts", "users", "identities", "user_roles", "journal_entries"] {
        let sql = format!(
            "UPDATE annals.{table} SET created_at = created_at - interval '{by}' WHERE account_id = '{account}'"
        );
        house.tamper(&sql).await?;
    }
    Ok(())
}

const PARTITIONS: &str = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'annals.audit_log'::regclass ORDER BY 1";

#[tokio::test]
async fn old_months_go_and_the_rest_is_proven_still() -> TestResult {
    let house = House::open().await?;
    let (old, young) = (house.story().await?, house.story().await?);
    age(&house, &old, "25 months").await?;
    let owner = house.fixture.owner().await?;
    let before = texts(&owner, PARTITIONS).await?;
    let keeper = house.owner.maintenance();
    assert_eq!(keeper.drop_months(26).await?, [], "it is to be kept");
    house.expect_whole(&old).await?;

    let dropped = keeper.drop_months(24).await?;
    let told: Vec<_> = dropped.iter().map(|it| (it.row_count, it.is_dropped)).collect();
    assert_eq!(told, [(9, true)]);
    assert_eq!(texts(&owner, PARTITIONS).await?, before, "what is younger is there");
    let left = format!(
        "SELECT count(*) FROM annals.audit_log WHERE account_id = '{}'",
        old.account.account_id
    );
    assert_eq!(one::<i64>(&owner, &left).await?, 0);
    let seals: Vec<(i64,)> = rows(
        &owner,
        "SELECT row_count FROM annals.audit_seals WHERE account_id = $1",
        [old.account.account_id.into()],
    )
    .await?;
    assert_eq!(seals, [(9,)], "sealed before, and the seal stays");
    house.expect_whole(&old).await?;
    house.expect_whole(&young).await?;
    assert!(house.operator.maintenance().verify_all().await?.is_complete());
    assert_eq!(keeper.drop_months(24).await?, [], "it is gone already");

    // Its lives go on where they were.
    let context = old.account.context();
    let journal = house.fixture.db.scope(&context).journal();
    let entry = journal.find(old.entry).await?.ok_or("it is there")?;
    let change = EntryUpdate { title: Some(Some("four".to_owned())), ..EntryUpdate::default() };
    journal.update(entry.id, entry.row_version, change).await?;
    house.expect_whole(&old).await?;
    house.seal(&old).await?;
    house.expect_whole(&old).await?;

    // The export of what is gone is the seal alone.
    let gone = house.fixture.db.read(&context).audit().export_seal(1).await?.ok_or("a seal")?;
    assert_eq!(gone.check(None)?.seals_alone, 1);
    Ok(())
}

#[tokio::test]
async fn a_partition_that_retention_did_not_drop_is_missed() -> TestResult {
    let house = House::open().await?;
    let story = house.story().await?;
    age(&house, &story, "25 months").await?;
    house.seal(&story).await?;
    let sql =
        format!("DELETE FROM annals.audit_log WHERE account_id = '{}'", story.account.account_id);
    house.tamper(&sql).await?;
    let faults = house.faults(&story).await?;
    assert!(faults.iter().any(|(table, _, _)| table == "audit_seals"), "{faults:?}");
    Ok(())
}

#[tokio::test]
async fn a_month_that_is_not_as_it_was_sealed_stays() -> TestResult {
    let house = House::open().await?;
    let story = house.story().await?;
    age(&house, &story, "25 months").await?;
    house.seal(&story).await?;
    house.tamper(&format!("DELETE FROM annals.audit_log WHERE row_id = '{}'", story.gone)).await?;
    let kept = house.owner.maintenance().drop_months(24).await?;
    assert_eq!(
        kept.iter().map(|it| (it.row_count, it.is_dropped)).collect::<Vec<_>>(),
        [(7, false)]
    );
    let left = format!(
        "SELECT count(*) FROM annals.audit_log WHERE account_id = '{}'",
        story.account.account_id
    );
    assert_eq!(one::<i64>(&house.fixture.owner().await?, &left).await?, 7, "all of it is there");
    Ok(())
}

#[tokio::test]
async fn months_are_made_ahead_and_no_senseless_number_is_taken() -> TestResult {
    let house = House::open().await?;
    let keeper = house.owner.maintenance();
    assert_eq!(keeper.make_months(3).await?, 0, "they are there");
    assert_eq!(keeper.make_months(5).await?, 2);
    let owner = house.fixture.owner().await?;
    owner.execute_unprepared("SELECT annals.make_audit_partitions(current_date, 6)").await?;
    for months in [0, 1_201] {
        for refused in
            [keeper.make_months(months).await.err(), keeper.drop_months(months).await.err()]
        {
            assert!(matches!(refused, Some(Error::Invalid { .. })), "{refused:?}");
        }
    }
    Ok(())
}
