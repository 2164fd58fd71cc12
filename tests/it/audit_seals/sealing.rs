//! What a seal covers, and what it waits for.

use annals::{prelude::*, service::audit::Fault};
use sea_orm::ConnectionTrait;

use super::House;
use crate::support::{TestResult, rows};

#[tokio::test]
async fn a_seal_covers_what_was_written_since_the_last_one() -> TestResult {
    let house = House::open().await?;
    let story = house.story().await?;
    let first = house.seal(&story).await?;
    assert_eq!(first.iter().map(|it| (it.number, it.row_count)).collect::<Vec<_>>(), [(1, 9)]);
    assert_eq!(first[0].previous_digest, None);
    assert!(house.seal(&story).await?.is_empty(), "nothing is new");

    house.go_on(&story).await?;
    let second = house.seal(&story).await?;
    assert_eq!(second.iter().map(|it| (it.number, it.row_count)).collect::<Vec<_>>(), [(2, 1)]);
    assert_eq!(second[0].previous_digest.as_ref(), Some(&first[0].digest));
    house.expect_whole(&story).await?;

    let context = story.account.context();
    let audit = house.fixture.db.read(&context).audit();
    assert_eq!(audit.find_newest_seal().await?.as_ref(), second.first());
    assert_eq!(audit.find_seal(1).await?.as_ref(), first.first());
    assert_eq!(audit.find_seal(3).await?, None);
    Ok(())
}

#[tokio::test]
async fn a_transaction_that_commits_late_is_neither_sealed_early_nor_taken_for_an_intruder()
-> TestResult {
    let house = House::open().await?;
    let story = house.story().await?;
    let context = story.account.context();
    let late = house.fixture.db.begin(&context).await?;
    late.journal().create(NewEntry::by(story.account.user.id)).await?;
    house.go_on(&story).await?;

    let sealed = house.seal(&story).await?;
    assert_eq!(sealed.iter().map(|it| it.row_count).sum::<i64>(), 9, "what was before both");
    house.expect_whole(&story).await?;
    late.commit().await?;
    house.expect_whole(&story).await?;
    let sealed = house.seal(&story).await?;
    assert_eq!(sealed.iter().map(|it| it.row_count).sum::<i64>(), 2);
    house.expect_whole(&story).await
}

#[tokio::test]
async fn two_sealers_at_once_make_one_chain() -> TestResult {
    let house = House::open().await?;
    let story = house.story().await?;
    let keeper = house.operator.maintenance();
    let account = story.account.account_id;
    let (one, other) = tokio::join!(keeper.seal(account), keeper.seal(account));
    assert_eq!(one?.len() + other?.len(), 1);
    house.expect_whole(&story).await
}

#[tokio::test]
async fn each_month_and_each_long_stretch_has_a_seal_of_its_own() -> TestResult {
    let house = House::open().await?;
    let story = house.story().await?;
    let account = story.account.account_id;
    // Lives of the past, complete, as they would have been written then.
    for (month, transaction) in [("2025-11-30T23:59:59Z", 1), ("2025-12-01T00:00:00Z", 2)] {
        house
            .tamper(&format!(
                "INSERT INTO annals.audit_log (account_id, occurred_at, id, table_name, row_id, row_version, operation, transaction_id, image)
                 SELECT '{account}', timestamptz '{month}', gen_random_uuid(), 'journal_entries', r.id, v.version, v.operation, {transaction},
                        jsonb_build_object('id', r.id, 'row_version', 1)
                   FROM (SELECT gen_random_uuid() AS id) r CROSS JOIN (VALUES (1, 'insert'), (2, 'delete')) v (version, operation)"
            ))
            .await?;
    }
    let seals: Vec<(String, i64)> = rows(
        &house.fixture.owner().await?,
        "SELECT to_char(month, 'YYYY-MM'), row_count FROM annals.seal($1, 3)",
        [account.into()],
    )
    .await?;
    let of_2025: Vec<_> = seals.iter().filter(|(month, _)| month.starts_with("2025")).collect();
    assert_eq!(of_2025, [&("2025-11".to_owned(), 2), &("2025-12".to_owned(), 2)]);
    assert!(seals.iter().all(|(_, count)| *count <= 5), "a transaction is never split: {seals:?}");
    assert_eq!(seals.iter().map(|(_, count)| count).sum::<i64>(), 13);
    house.expect_whole(&story).await
}

#[tokio::test]
async fn what_a_restored_cluster_writes_under_low_transaction_numbers_is_no_intruder() -> TestResult
{
    let house = House::open().await?;
    let story = house.story().await?;
    house.seal(&story).await?;
    house.go_on(&story).await?;
    let anew = "UPDATE annals.audit_log SET transaction_id = 5 WHERE occurred_at > (SELECT max(sealed_through) FROM annals.audit_seals)";
    house.tamper(anew).await?;
    house.expect_whole(&story).await?;
    let sealed = house.seal(&story).await?;
    assert_eq!(sealed.iter().map(|it| it.row_count).collect::<Vec<_>>(), [1]);
    house.expect_whole(&story).await?;

    // In a stretch that was sealed, it is one.
    house
        .tamper("UPDATE annals.audit_log SET transaction_id = 5 WHERE table_name = 'users'")
        .await?;
    let faults = house.faults(&story).await?;
    assert_eq!(faults, [("audit_seals".to_owned(), Some(1), Fault::BrokenSeal)]);
    Ok(())
}

#[tokio::test]
async fn an_operator_seals_and_proves_all_accounts_and_the_application_none() -> TestResult {
    let house = House::open().await?;
    let (one, other) = (house.story().await?, house.story().await?);
    let keeper = house.operator.maintenance();
    let seals = keeper.seal_all().await?;
    for story in [&one, &other] {
        assert!(seals.iter().any(|seal| seal.account_id == story.account.account_id));
    }
    assert!(keeper.verify_all().await?.is_complete());
    let sql = format!("UPDATE annals.audit_log SET actor_id = NULL WHERE row_id = '{}'", one.gone);
    house.tamper(&sql).await?;
    let found = keeper.verify_all().await?.findings;
    let found: Vec<_> = found.iter().map(|it| (it.account_id, it.fault)).collect();
    assert_eq!(found, [(one.account.account_id, Fault::BrokenSeal)]);
    house.expect_whole(&other).await?;

    let accounts = keeper.list_accounts().await?;
    let both = [one.account.account_id, other.account.account_id];
    assert!(both.iter().all(|account| accounts.contains(account)) && accounts.len() == 3);
    assert_eq!(keeper.verify(both[0]).await?.findings.len(), 1);
    assert!(keeper.verify(both[1]).await?.is_complete());

    let app = house.fixture.db.maintenance();
    let context = one.account.context();
    let user = one.account.user.id;
    for refused in [
        app.seal(context.account_id).await.err(),
        app.seal_all().await.err(),
        app.verify_all().await.err(),
        app.verify(context.account_id).await.err(),
        app.list_accounts().await.err(),
        app.make_months(1).await.err(),
        app.drop_months(1).await.err(),
        app.erase_account(&context).await.err(),
        app.erase_user(&context, user).await.err(),
        keeper.drop_months(1).await.err(),
        keeper.erase_account(&context).await.err(),
        keeper.erase_user(&context, user).await.err(),
    ] {
        assert!(matches!(refused, Some(Error::Forbidden { .. })), "{refused:?}");
    }
    Ok(())
}

#[tokio::test]
async fn a_seal_is_written_once_and_shown_to_its_account_alone() -> TestResult {
    let house = House::open().await?;
    let (one, other) = (house.story().await?, house.story().await?);
    house.seal(&one).await?;
    let context = other.account.context();
    assert_eq!(house.fixture.db.read(&context).audit().find_newest_seal().await?, None);
    let owner = house.fixture.owner().await?;
    for sql in [
        "UPDATE annals.audit_seals SET row_count = 0",
        "DELETE FROM annals.audit_seals",
        "TRUNCATE annals.audit_seals",
    ] {
        assert!(owner.execute_unprepared(sql).await.is_err(), "{sql}");
    }
    Ok(())
}
