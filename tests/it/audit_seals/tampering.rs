//! What the seals find when a superuser has been at the log, or at them.

use annals::{prelude::*, service::audit::Fault};

use super::{House, Story};
use crate::support::TestResult;

/// What is done, and what is found of it, with the number of the seal.
type Tampering = (&'static str, String, Vec<(Option<i64>, Fault)>);

/// Each so that no comparison of rows and entries alone could find it.
fn tamperings(story: &Story) -> Vec<Tampering> {
    let (account, entry, gone) = (story.account.account_id, story.entry, story.gone);
    let change = |set: &str| {
        format!("UPDATE annals.audit_log SET {set} WHERE row_id = '{entry}' AND row_version = 2")
    };
    let invented = format!(
        "INSERT INTO annals.audit_log (account_id, occurred_at, id, table_name, row_id, row_version, operation, transaction_id, image)
         SELECT account_id, occurred_at + interval '1 microsecond', gen_random_uuid(), table_name, '{account}', row_version, operation,
                transaction_id, image || '{{\"id\": \"{account}\"}}'
           FROM annals.audit_log WHERE row_id = '{gone}'"
    );
    let broken = || vec![(Some(1), Fault::BrokenSeal)];
    vec![
        ("another actor", change("actor_id = gen_random_uuid()"), broken()),
        ("another image", change("image = image || '{\"title\": \"forged\"}'"), broken()),
        ("another context", change("context = '{\"operation\": \"forged\"}'"), broken()),
        ("another salt", change("salt = gen_random_uuid()"), broken()),
        ("another writer", change("recorded_by = 'database'"), broken()),
        ("another time", change("occurred_at = occurred_at + interval '1 microsecond'"), broken()),
        (
            "a life removed",
            format!("DELETE FROM annals.audit_log WHERE row_id = '{gone}'"),
            vec![(Some(1), Fault::Miscounted)],
        ),
        ("a life invented", invented, vec![(Some(1), Fault::Miscounted)]),
        (
            "a seal that says other",
            format!("UPDATE annals.audit_seals SET sealed_through = sealed_through + interval '1 microsecond' WHERE account_id = '{account}' AND number = 1"),
            vec![(Some(1), Fault::BrokenChain)],
        ),
        (
            "a seal's digests made anew",
            format!("UPDATE annals.audit_seals SET digest = sha256('forged') WHERE account_id = '{account}' AND number = 1"),
            vec![(Some(1), Fault::BrokenChain), (Some(2), Fault::BrokenChain)],
        ),
        (
            "the first seal removed",
            format!("DELETE FROM annals.audit_seals WHERE account_id = '{account}' AND number = 1"),
            vec![(Some(2), Fault::BrokenChain), (Some(2), Fault::Miscounted)],
        ),
        (
            "an erasure without a certificate",
            format!(
                "UPDATE annals.audit_log SET erasure_id = '{entry}', salt = NULL,
                        image = jsonb_build_object('sha256', annals.content_digest(salt, image)),
                        context = jsonb_build_object('sha256', annals.content_digest(salt, context)) WHERE row_id = '{gone}'"
            ),
            vec![(None, Fault::UncertifiedErasure)],
        ),
    ]
}

#[tokio::test]
async fn each_tampering_with_a_sealed_log_is_found() -> TestResult {
    let house = House::open().await?;
    let count = tamperings(&house.story().await?).len();
    for number in 0..count {
        let story = house.story().await?;
        house.seal(&story).await?;
        house.go_on(&story).await?;
        house.seal(&story).await?;
        house.expect_whole(&story).await?;
        let (what, sql, expected) = tamperings(&story).swap_remove(number);
        house.tamper(&sql).await?;
        let found = house.faults(&story).await?;
        let found: Vec<_> = found.into_iter().map(|(_, number, fault)| (number, fault)).collect();
        assert_eq!(found, expected, "{what}");
    }
    Ok(())
}

#[tokio::test]
async fn entries_added_to_a_month_that_was_sealed_without_any_are_intruders() -> TestResult {
    let house = House::open().await?;
    let story = house.story().await?;
    house.seal(&story).await?;
    house
        .tamper(&format!(
            "INSERT INTO annals.audit_log (account_id, occurred_at, id, table_name, row_id, row_version, operation, transaction_id, image)
             SELECT account_id, occurred_at - interval '3 years', gen_random_uuid(), table_name, gen_random_uuid(), row_version, operation, 7, image
               FROM annals.audit_log WHERE row_id = '{}'",
            story.gone
        ))
        .await?;
    let faults = house.faults(&story).await?;
    let intruded = ("audit_seals".to_owned(), None, Fault::Intruded);
    assert!(faults.contains(&intruded), "{faults:?}");
    Ok(())
}

#[tokio::test]
async fn a_tail_that_was_cut_off_with_its_seal_is_found_by_what_was_kept_elsewhere() -> TestResult {
    let house = House::open().await?;
    let story = house.story().await?;
    house.seal(&story).await?;
    let last = house.go_on(&story).await?;
    let kept = house.seal(&story).await?.pop().ok_or("a seal")?;
    for sql in [
        format!("DELETE FROM annals.audit_log WHERE row_id = '{}'", last.id),
        format!("DELETE FROM annals.journal_entries WHERE id = '{}'", last.id),
        format!("DELETE FROM annals.audit_seals WHERE id = '{}'", kept.id),
    ] {
        house.tamper(&sql).await?;
    }
    house.expect_whole(&story).await?; // nothing here tells
    let context = story.account.context();
    let there = house.fixture.db.read(&context).audit().find_seal(kept.number).await?;
    assert_eq!(there, None, "and its digest was {:02x?}", kept.digest);
    Ok(())
}

#[tokio::test]
async fn one_row_is_proven_by_itself() -> TestResult {
    let house = House::open().await?;
    let story = house.story().await?;
    let context = story.account.context();
    let audit = house.fixture.db.read(&context).audit();
    let verified = audit.verify_row("journal_entries", story.entry).await?;
    assert_eq!((verified.tables, verified.entries, verified.is_complete()), (1, 3, true));

    let entries = format!("row_id = '{}'", story.entry);
    house
        .tamper(&format!("DELETE FROM annals.audit_log WHERE {entries} AND row_version = 2"))
        .await?;
    house
        .tamper(&format!("UPDATE annals.audit_log SET image = image || '{{\"row_version\": 9}}' WHERE {entries} AND row_version = 1"))
        .await?;
    let found = audit.verify_row("journal_entries", story.entry).await?.findings;
    let found: Vec<_> = found.iter().map(|it| (it.row_id, it.row_version, it.fault)).collect();
    let id = Some(story.entry);
    assert_eq!(found, [(id, Some(1), Fault::WrongEntry), (id, Some(3), Fault::BrokenSequence)]);
    assert!(audit.verify_row("journal_entries", story.gone).await?.is_complete());

    let refused = audit.verify_row("sessions", story.entry).await.err().ok_or("refused")?;
    assert!(refused.to_string().contains("the tracked tables are accounts, "), "{refused}");
    Ok(())
}
