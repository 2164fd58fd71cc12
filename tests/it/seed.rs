//! Demo accounts: the same everywhere, audited like all others, and no harm to anybody else.

use std::time::{Duration, Instant};

use annals::{
    prelude::*,
    seed::{self, Demo, DemoAccount, Size},
};
use chrono::TimeDelta;
use sea_orm::DatabaseConnection;

use crate::{
    catalogue::{one, texts},
    support::{Fixture, TestResult, fixture},
};

const TABLES: &str = "
SELECT relname::text FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attname = 'account_id'
 WHERE relnamespace = 'annals'::regnamespace AND relkind = 'r' AND NOT relispartition ORDER BY 1";

/// What the log says, but for when it said it, in which transaction, and under which id.
const LOG: &str = "
SELECT concat_ws(' ', table_name, row_id, row_version, operation, recorded_by, actor_id, context, image)
  FROM annals.audit_log ORDER BY 1";

/// Every row of every account, by table.
async fn rows_of_all(owner: &DatabaseConnection) -> TestResult<Vec<(String, Vec<String>)>> {
    let mut all = vec![("audit_log".to_owned(), texts(owner, LOG).await?)];
    for table in texts(owner, TABLES).await? {
        let rows =
            texts(owner, &format!("SELECT t::text FROM annals.{table} t ORDER BY id")).await?;
        all.push((table, rows));
    }
    Ok(all)
}

async fn seeded(demo: &Demo) -> TestResult<(Fixture, DemoAccount)> {
    let fixture = fixture().await?;
    let account = seed::demo(&fixture.db, demo).await?;
    Ok((fixture, account))
}

#[tokio::test]
async fn one_number_gives_the_same_rows_in_any_database() -> TestResult {
    let demo = Demo { size: Size { days: 60, ..Demo::numbered(7).size }, ..Demo::numbered(7) };
    let ((first, account), (second, again)) = (seeded(&demo).await?, seeded(&demo).await?);
    assert_eq!(account, again);
    let (first, second) =
        (rows_of_all(&first.owner().await?).await?, rows_of_all(&second.owner().await?).await?);
    for ((table, rows), (_, others)) in first.iter().zip(&second) {
        assert_eq!(rows, others, "{table}");
        let is_left_out = [
            "audit_erasures",
            "audit_seals",
            "import_refusals",
            "import_runs",
            "read_log",
            "sessions",
        ];
        assert_eq!(rows.is_empty(), is_left_out.contains(&table.as_str()), "{table}");
    }
    let (other, _) = seeded(&Demo { number: 8, ..demo }).await?;
    assert_ne!(first, rows_of_all(&other.owner().await?).await?);
    Ok(())
}

#[tokio::test]
async fn its_log_is_complete_and_names_who_made_it() -> TestResult {
    let (fixture, account) = seeded(&Demo::small(1)).await?;
    let context = account.context();
    let audit = fixture.db.read(&context).audit();
    let verified = audit.verify().await?;
    assert!(verified.is_complete(), "{:?}", verified.findings);
    let history = audit.history("users", account.user.id).await?;
    assert_eq!(history.len(), 1);
    assert_eq!(history[0].actor_id, Some(account.user.id));
    let said = history[0].context.as_ref().and_then(|context| context.get("operation"));
    assert_eq!(said, Some(&serde_json::json!("seed.demo")));
    Ok(())
}

#[tokio::test]
async fn a_number_is_taken_once_and_nothing_is_left_of_the_second_attempt() -> TestResult {
    let (fixture, account) = seeded(&Demo::small(3)).await?;
    let owner = fixture.owner().await?;
    let before = rows_of_all(&owner).await?;

    let refused = seed::demo(&fixture.db, &Demo::small(3)).await;
    let Err(error @ Error::AlreadyExists { .. }) = refused else {
        return Err(format!("not refused: {refused:?}").into());
    };
    assert!(error.to_string().starts_with("the demo account with the same number"), "{error}");
    assert_eq!(rows_of_all(&owner).await?, before);

    let other = seed::demo(&fixture.db, &Demo::small(4)).await?;
    assert_ne!(other.account_id, account.account_id);
    Ok(())
}

#[tokio::test]
async fn other_accounts_neither_see_nor_lose_anything() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let entry = fixture.db.scope(&context).journal().create(NewEntry::by(ada.user.id)).await?;
    let account = seed::demo(&fixture.db, &Demo::small(1)).await?;

    let everything = EntryFilter::default;
    let page = fixture.db.read(&context).journal().list(everything(), PageRequest::of(10)).await?;
    assert_eq!(page.items, [entry]);
    assert_eq!(fixture.db.read(&context).users().find(account.user.id).await?, None);
    let verified = fixture.db.read(&context).audit().verify().await?;
    assert!(verified.is_complete(), "{:?}", verified.findings);
    Ok(())
}

#[tokio::test]
async fn whoever_signed_up_logs_in_and_finds_what_was_written() -> TestResult {
    let demo = Demo::small(2);
    let (fixture, account) = seeded(&demo).await?;
    let login = fixture.db.find_by_identity(&demo.identity()).await?.ok_or("nobody is found")?;
    assert_eq!(login.user, account.user);
    let found = fixture
        .db
        .read(&login.context())
        .journal()
        .list(EntryFilter::default(), PageRequest::of(100))
        .await?;
    assert!(found.items.len() > 5, "{} entries in two weeks", found.items.len());
    let newest = found.items[0].created_at.to_utc();
    assert!(newest < demo.until && newest > demo.until - TimeDelta::days(5), "{newest}");
    Ok(())
}

#[tokio::test]
async fn counters_and_places_agree_with_what_is_there() -> TestResult {
    let (fixture, _) = seeded(&Demo::small(5)).await?;
    let owner = fixture.owner().await?;
    let wrong = "
      SELECT (SELECT count(*) FROM annals.conversations c WHERE (message_count, last_message_at) IS DISTINCT FROM
                (SELECT (count(*)::int, max(created_at)) FROM annals.messages m WHERE m.conversation_id = c.id))
           + (SELECT count(*) FROM annals.documents d WHERE current_version IS DISTINCT FROM
                (SELECT max(version) FROM annals.document_versions v WHERE v.document_id = d.id))
           + (SELECT count(*) FROM annals.document_versions WHERE content_sha256 <> sha256(convert_to(content, 'UTF8')))
           + (SELECT count(*) FROM annals.journal_entries WHERE word_count = 0)";
    assert_eq!(one::<i64>(&owner, wrong).await?, 0);
    Ok(())
}

#[tokio::test]
async fn two_years_take_a_few_seconds_at_most() -> TestResult {
    let fixture = fixture().await?;
    let begun = Instant::now();
    seed::demo(&fixture.db, &Demo::default()).await?;
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    let entries = "SELECT count(*) FROM annals.journal_entries";
    let entries = one::<i64>(&fixture.owner().await?, entries).await?;
    assert!((600..900).contains(&entries), "{entries} entries");
    Ok(())
}

#[tokio::test]
async fn an_account_may_have_almost_nothing_in_it() -> TestResult {
    let size = Size { days: 0, guests: 0, projects: 0, businesses: 0, conversations: 0 };
    let (fixture, account) = seeded(&Demo { size, ..Demo::numbered(9) }).await?;
    assert!(account.guests.is_empty());
    assert_eq!(one::<i64>(&fixture.owner().await?, "SELECT count(*) FROM annals.users").await?, 1);
    Ok(())
}

#[tokio::test]
async fn a_time_out_of_range_is_refused_by_field() -> TestResult {
    let fixture = fixture().await?;
    let too_long = Size { days: 40_000, ..Demo::small(1).size };
    let in_2100 = chrono::DateTime::UNIX_EPOCH + TimeDelta::days(47_500);
    let before_1970 = chrono::DateTime::UNIX_EPOCH + TimeDelta::days(10);
    for (demo, field) in [
        (Demo { size: too_long, until: in_2100, ..Demo::small(1) }, "size.days"),
        (Demo { until: before_1970, ..Demo::small(1) }, "until"),
    ] {
        let refused = seed::demo(&fixture.db, &demo).await;
        let Err(Error::Invalid { fields }) = refused else {
            return Err(format!("not refused: {refused:?}").into());
        };
        assert_eq!(fields.iter().map(|it| &it.field).collect::<Vec<_>>(), [field]);
    }
    Ok(())
}
