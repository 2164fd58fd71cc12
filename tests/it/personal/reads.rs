//! Reads that are recorded: who, when, what, and nobody held up by it.

use annals::{
    entity::{journal_entries, read_log},
    prelude::*,
};
use sea_orm::{ConnectionTrait, EntityTrait, TransactionTrait};
use uuid::Uuid;

use crate::{
    catalogue::{one, refused, texts},
    support::{Fixture, TestResult, fixture},
};

/// The fixture's pool, recording reads of the journal.
fn recording(fixture: &Fixture) -> TestResult<Database> {
    Ok(fixture.db.recording_reads(ReadRecording::of(["journal_entries"]))?)
}

async fn entry(fixture: &Fixture, ada: &SignedUp) -> TestResult<Entry> {
    let new = NewEntry { content: Some("a quiet day".into()), ..NewEntry::by(ada.user.id) };
    Ok(fixture.db.scope(&ada.context()).journal().create(new).await?)
}

/// What is recorded, briefly, oldest first, as the owner sees it.
async fn recorded(fixture: &Fixture) -> TestResult<Vec<String>> {
    let told = "SELECT concat_ws(' ', table_name, kind, row_count) FROM annals.read_log ORDER BY read_at, id";
    texts(&fixture.owner().await?, told).await
}

#[tokio::test]
async fn a_read_by_id_says_who_has_read_what_and_for_what() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let entry = entry(&fixture, &ada).await?;
    let db = recording(&fixture)?;
    let context = ada.context().operation("entries.show").request_id("req\0-17");
    db.read(&context).journal().find(entry.id).await?;
    db.read(&context).journal().find(Uuid::now_v7()).await?;
    db.clone().close().await?;
    assert_eq!(db.read_counts(), Some(ReadCounts { written: 2, dropped: 0 }));

    let tx = fixture.owner().await?;
    let reads = read_log::Entity::find().all(&tx).await?;
    let [read, absent] = reads.as_slice() else { return Err(format!("{reads:?}").into()) };
    assert_eq!(read.account_id, ada.account_id);
    assert_eq!(read.actor_id, Some(ada.user.id));
    assert_eq!(read.operation.as_deref(), Some("entries.show"));
    assert_eq!(read.request_id.as_deref(), Some("req\u{fffd}-17"));
    assert_eq!(read.table_name.as_deref(), Some("journal_entries"));
    assert_eq!((read.row_id, read.row_count, &*read.kind), (Some(entry.id), 1, "by_id"));
    assert!(read.read_at <= read.created_at);
    assert_eq!((absent.row_count, &*absent.kind), (0, "by_id"));
    Ok(())
}

#[tokio::test]
async fn every_way_of_reading_is_recorded_and_no_other_table() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let first = entry(&fixture, &ada).await?;
    entry(&fixture, &ada).await?;
    let db = recording(&fixture)?;
    let context = ada.context();
    let reading = db.read(&context);
    reading.journal().list(EntryFilter::default(), PageRequest::of(10)).await?;
    reading
        .search::<journal_entries::Entity>(Search::web("quiet"), SearchRequest::default())
        .await?;
    reading.users().find(ada.user.id).await?;
    let tx = db.begin(&context).await?;
    tx.journal().find(first.id).await?;
    tx.repository::<journal_entries::Entity>().count(Filter::default()).await?;
    journal_entries::Entity::find().all(&tx).await?;
    tx.execute_unprepared("SELECT 1").await?;
    tx.rollback().await?;
    db.scope(&context).journal().create(NewEntry::by(ada.user.id)).await?;
    db.close().await?;
    let recorded = recorded(&fixture).await?;
    let expected = ["query 2", "search 2", "by_id 1", "query 1", "query 2"];
    assert_eq!(recorded, expected.map(|it| format!("journal_entries {it}")));
    Ok(())
}

#[tokio::test]
async fn nothing_is_recorded_unless_asked_for() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let entry = entry(&fixture, &ada).await?;
    fixture.db.read(&ada.context()).journal().find(entry.id).await?;
    assert_eq!(fixture.db.read_counts(), None);
    assert_eq!(recorded(&fixture).await?, Vec::<String>::new());
    for (recording, field) in [
        (ReadRecording::of([""; 0]), "tables"),
        (ReadRecording::of(["users"]).capacity(0), "capacity"),
    ] {
        let refused = fixture.db.recording_reads(recording).err();
        let Some(Error::Invalid { fields }) = refused else { return Err("not refused".into()) };
        assert_eq!(fields[0].field, field);
    }
    Ok(())
}

#[tokio::test]
async fn each_account_reads_its_own_log_and_changes_nothing_in_it() -> TestResult {
    let fixture = fixture().await?;
    let (ada, grace) = (fixture.sign_up().await?, fixture.sign_up().await?);
    let db = recording(&fixture)?;
    for reader in [&ada, &ada, &grace] {
        db.read(&reader.context()).journal().find(Uuid::now_v7()).await?;
    }
    db.close().await?;
    let db = Database::connect(DatabaseConfig::new(fixture.sandbox.url())?).await?;
    for (reader, count) in [(&ada, 2), (&grace, 1)] {
        let own = db
            .read(&reader.context())
            .repository::<read_log::Entity>()
            .count(Filter::default())
            .await?;
        assert_eq!(own, count);
    }
    let tx = db.begin(&ada.context()).await?;
    let forged = format!(
        "INSERT INTO annals.read_log (account_id, read_at, kind, row_count) VALUES ('{}', now(), 'query', 1)",
        grace.account_id
    );
    for forbidden in [
        "UPDATE annals.read_log SET row_count = 0",
        "DELETE FROM annals.read_log",
        "TRUNCATE annals.read_log",
        &forged,
    ] {
        refused(tx.connection(), forbidden, &["42501"]).await?;
    }
    Ok(())
}

const READS: u64 = 50;

/// The table is locked, so the background task waits in its statement: reads do not, and what finds no
/// place is counted.
#[tokio::test]
async fn a_log_that_cant_be_written_holds_no_read_up_and_tells_what_it_lost() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let entry = entry(&fixture, &ada).await?;
    let owner = fixture.owner().await?;
    let lock = owner.begin().await?;
    lock.execute_unprepared("LOCK TABLE annals.read_log IN ACCESS EXCLUSIVE MODE").await?;
    let recording = ReadRecording::of(["journal_entries"]).capacity(3);
    let db = fixture.db.recording_reads(recording)?;
    for _ in 0..READS {
        db.read(&ada.context()).journal().find(entry.id).await?.ok_or("the entry")?;
    }
    let counts = db.read_counts().ok_or("not recording")?;
    // Three in the channel, and as many in the hands of the task, find a place.
    assert_eq!(counts.written, 0);
    assert!((READS - 6..=READS - 3).contains(&counts.dropped), "{counts:?}");
    let closing = tokio::spawn(db.clone().close());
    lock.rollback().await?;
    closing.await??;
    let counts = db.read_counts().ok_or("not recording")?;
    assert_eq!(counts.written + counts.dropped, READS);
    let owner = fixture.owner().await?;
    let of = |kind: &str, what: &str| {
        format!("SELECT coalesce({what}, 0)::bigint FROM annals.read_log WHERE kind = '{kind}'")
    };
    assert_eq!(one::<i64>(&owner, &of("by_id", "count(*)")).await?.unsigned_abs(), counts.written);
    assert_eq!(
        one::<i64>(&owner, &of("dropped", "sum(row_count)")).await?.unsigned_abs(),
        counts.dropped
    );
    Ok(())
}

#[tokio::test]
async fn the_last_clone_that_goes_leaves_nothing_unwritten() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let owner = fixture.owner().await?;
    let db = recording(&fixture)?;
    db.read(&ada.context()).journal().find(Uuid::now_v7()).await?;
    drop(db);
    let count = "SELECT count(*) FROM annals.read_log";
    while one::<i64>(&owner, count).await? == 0 {
        tokio::task::yield_now().await;
    }
    Ok(())
}

#[tokio::test]
async fn what_is_old_enough_is_forgotten_by_the_owner_alone() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let owner = fixture.owner().await?;
    let rows = format!(
        "INSERT INTO annals.read_log (account_id, read_at, kind, row_count)
         SELECT '{}', now() - n * interval '1 day', 'query', n FROM generate_series(0, 9) n",
        ada.account_id
    );
    owner.execute_unprepared(&rows).await?;
    let before = chrono::Utc::now().fixed_offset() - chrono::Duration::hours(84);
    let refused = fixture.db.forget_reads(before).await.err();
    assert!(matches!(refused, Some(Error::Forbidden { .. })), "{refused:?}");
    let as_owner = Database::connect(DatabaseConfig::new(fixture.sandbox.owner_url())?).await?;
    assert_eq!(as_owner.forget_reads(before).await?, 6);
    assert_eq!(recorded(&fixture).await?.len(), 4);
    Ok(())
}

#[test]
fn the_sensitive_tables_are_known() {
    let recording = format!("{:?}", ReadRecording::sensitive());
    for table in ["identities", "journal_entries", "processed_content", "messages", "audit_log"] {
        assert!(recording.contains(table), "{recording}");
    }
    assert!(!recording.contains("projects"), "{recording}");
}
