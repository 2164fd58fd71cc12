//! What analyses found: recorded, the latest of each kind, their history, their end.

use annals::{entity::values::ExactJson, prelude::*};
use annals_sandbox::{Server, ServerOptions};
use chrono::{SubsecRound, TimeDelta, Utc};
use sea_orm::ConnectionTrait;
use serde_json::json;
use uuid::Uuid;

use super::with_entry;
use crate::{
    catalogue::one,
    support::{Fixture, TestResult, fixture, log_of},
};

fn found(entry: &Entry, task: &str, number: i64) -> NewAnalysis {
    NewAnalysis::of(entry, task, json!({ "n": number }).into())
}

fn numbers<'a>(analyses: impl IntoIterator<Item = &'a Analysis>) -> Vec<String> {
    let told = |it: &Analysis| format!("{} {}", it.task_type, it.processed_data.as_str());
    analyses.into_iter().map(told).collect()
}

#[tokio::test]
async fn one_analysis_is_recorded_by_its_hook_and_kept_value_for_value() -> TestResult {
    let fixture = fixture().await?;
    let (ada, entry) = with_entry(&fixture).await?;
    let context = ada.context();
    let journal = fixture.db.scope(&context).journal();
    let exact: ExactJson = r#"{"score": 0.10000000000000000000001}"#.parse()?;
    let new = NewAnalysis {
        confidence_score: Some(rust_decimal::Decimal::new(93, 2)),
        ai_provider_info: Some(json!({ "model": "m-1" })),
        expires_at: Some(Utc::now().trunc_subsecs(6) + TimeDelta::days(1)),
        ..NewAnalysis::of(&entry, "sentiment_analysis", exact)
    };

    let one = journal.record_analysis(new.clone()).await?;
    let many = journal.record_analyses(vec![new.clone()]).await?;

    for id in [one.id, many[0]] {
        let of =
            AnalysisFilter { matching: Filter::field("id").eq(id), ..AnalysisFilter::default() };
        let read = journal.list_analyses(of, PageRequest::default()).await?.items.remove(0);
        assert_eq!(read.processed_data.as_str(), r#"{"score": 0.10000000000000000000001}"#);
        assert_eq!(read.ai_provider_info, new.ai_provider_info);
        assert_eq!(read.confidence_score, new.confidence_score);
        assert_eq!(read.expires_at.map(|time| time.to_utc()), new.expires_at);
    }
    let audit = fixture.db.read(&context).audit();
    let log = log_of(&audit.history("processed_content", one.id).await?);
    assert_eq!(log, ["1 insert hook"]);
    let log = log_of(&audit.history("processed_content", many[0]).await?);
    assert_eq!(log, ["1 insert database"]);
    Ok(())
}

#[tokio::test]
async fn an_analysis_of_an_entry_that_is_not_there_is_refused_with_its_id() -> TestResult {
    let fixture = fixture().await?;
    let (ada, entry) = with_entry(&fixture).await?;
    let (_, bobs) = with_entry(&fixture).await?;
    let context = ada.context();
    let journal = fixture.db.scope(&context).journal();
    let gone = journal.create(NewEntry::by(ada.user.id)).await?;
    journal.delete(gone.id).await?;

    for missing in [&gone, &bobs] {
        let new = |entry: &Entry| NewAnalysis { user_id: ada.user.id, ..found(entry, "x", 1) };
        let one = journal.record_analysis(new(missing)).await.map(drop);
        let many = journal.record_analyses(vec![new(&entry), new(missing)]).await.map(drop);
        for refused in [one, many] {
            let error = refused.expect_err("no such entry");
            assert!(
                matches!(error, Error::NotFound { entity: "journal_entries", id } if id == missing.id),
                "{error}"
            );
        }
    }
    let bad = NewAnalysis { confidence_score: Some(2.into()), ..found(&entry, "", 1) };
    for refused in [
        journal.record_analysis(bad.clone()).await.map(drop),
        journal.record_analyses(vec![bad]).await.map(drop),
    ] {
        let error = refused.expect_err("two faults").to_string();
        assert!(error.contains("task_type") && error.contains("confidence_score"), "{error}");
    }
    assert_eq!(journal.count_analyses(AnalysisFilter::default()).await?, 0);
    Ok(())
}

#[tokio::test]
async fn the_latest_of_each_kind_leaves_out_what_has_expired_or_was_deleted() -> TestResult {
    let fixture = fixture().await?;
    let (ada, entry) = with_entry(&fixture).await?;
    let bob = fixture.sign_up().await?;
    let context = ada.context();
    let journal = fixture.db.scope(&context).journal();
    let other = journal.create(NewEntry::by(ada.user.id)).await?;
    for (task, number) in [("mood", 1), ("mood", 2), ("themes", 3), ("themes", 4)] {
        journal.record_analysis(found(&entry, task, number)).await?;
    }
    let expires_at = Some(Utc::now() - TimeDelta::minutes(1));
    journal.record_analysis(NewAnalysis { expires_at, ..found(&entry, "mood", 5) }).await?;
    let last = journal.record_analysis(found(&entry, "themes", 6)).await?;
    journal.delete_analysis(last.id).await?;
    journal.record_analysis(found(&other, "mood", 7)).await?;

    let latest = journal.latest_analyses(entry.id).await?;
    assert_eq!(numbers(&latest), [r#"mood {"n": 2}"#, r#"themes {"n": 4}"#]);
    let themes = journal.latest_analysis(entry.id, "themes").await?;
    assert_eq!(numbers(&themes), [r#"themes {"n": 4}"#]);
    assert_eq!(journal.latest_analysis(entry.id, "summary").await?, None);
    assert!(journal.latest_analyses(Uuid::now_v7()).await?.is_empty());
    let theirs = bob.context();
    let theirs = fixture.db.read(&theirs).journal();
    assert!(theirs.latest_analyses(entry.id).await?.is_empty());
    assert_eq!(theirs.latest_analysis(entry.id, "mood").await?, None);

    let page =
        journal.list_with_latest_analyses(EntryFilter::default(), PageRequest::of(5)).await?;
    let told: Vec<_> = page.items.iter().map(|it| (it.entry.id, numbers(&it.analyses))).collect();
    let expected = [
        (other.id, vec![r#"mood {"n": 7}"#]),
        (entry.id, vec![r#"mood {"n": 2}"#, r#"themes {"n": 4}"#]),
    ];
    assert_eq!(told, expected.map(|(id, it)| (id, it.into_iter().map(str::to_owned).collect())));
    assert_eq!(page.items[0].latest("mood").map(|it| it.journal_id), Some(other.id));
    assert_eq!(page.items[0].latest("themes"), None);
    Ok(())
}

#[tokio::test]
async fn a_page_of_a_hundred_entries_with_their_analyses_is_two_statements() -> TestResult {
    let settings = vec![("shared_preload_libraries".to_owned(), "pg_stat_statements".to_owned())];
    let server = Server::private(ServerOptions { settings, ..ServerOptions::default() }).await?;
    let sandbox = server.database().await?;
    let db = Database::connect(DatabaseConfig::new(sandbox.url())?).await?;
    let fixture = Fixture { db, sandbox };
    let admin = fixture.admin().await?;
    admin.execute_unprepared("CREATE EXTENSION pg_stat_statements").await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let journal = fixture.db.scope(&context).journal();
    let ids = journal.create_many(vec![NewEntry::by(ada.user.id); 100]).await?;
    let new = ids.iter().flat_map(|id| {
        let of = |task: &str| NewAnalysis::of_ids(*id, ada.user.id, task, ExactJson::default());
        ["mood", "mood", "themes"].map(of)
    });
    journal.record_analyses(new.collect()).await?;

    admin.execute_unprepared("SELECT pg_stat_statements_reset()").await?;
    let page =
        journal.list_with_latest_analyses(EntryFilter::default(), PageRequest::of(100)).await?;
    let counted = "SELECT coalesce(sum(calls), 0)::bigint FROM pg_stat_statements s
                   WHERE s.dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
                     AND query NOT LIKE '%pg_stat_statements%'";
    let statements: i64 = one(&admin, counted).await?;

    assert_eq!((page.items.len(), statements), (100, 2));
    assert!(page.items.iter().all(|it| it.analyses.len() == 2));
    Ok(())
}

#[tokio::test]
async fn the_history_is_listed_by_page_and_by_each_condition() -> TestResult {
    let fixture = fixture().await?;
    let (ada, entry) = with_entry(&fixture).await?;
    let context = ada.context();
    let journal = fixture.db.scope(&context).journal();
    let other = journal.create(NewEntry::by(ada.user.id)).await?;
    let mut times = Vec::new();
    for (entry, task, number) in [(&entry, "mood", 1), (&entry, "themes", 2), (&other, "mood", 3)] {
        let analysis = journal.record_analysis(found(entry, task, number)).await?;
        times.push(analysis.created_at.to_utc());
    }
    let all = AnalysisFilter::default;
    let cases: Vec<(AnalysisFilter, &[&str])> = vec![
        (all(), &["mood 3", "themes 2", "mood 1"]),
        (AnalysisFilter { journal_id: Some(entry.id), ..all() }, &["themes 2", "mood 1"]),
        (AnalysisFilter { task_type: Some("mood".into()), ..all() }, &["mood 3", "mood 1"]),
        (AnalysisFilter { user_id: Some(ada.user.id), ..all() }, &["mood 3", "themes 2", "mood 1"]),
        (AnalysisFilter { user_id: Some(entry.id), ..all() }, &[]),
        (AnalysisFilter { created_from: Some(times[1]), ..all() }, &["mood 3", "themes 2"]),
        (AnalysisFilter { created_before: Some(times[1]), ..all() }, &["mood 1"]),
        (
            AnalysisFilter { matching: Filter::field("processed_data.n").gt(1), ..all() },
            &["mood 3", "themes 2"],
        ),
    ];
    for (filter, expected) in cases {
        let mut listed = Vec::new();
        let mut request = PageRequest::of(2);
        loop {
            let page = journal.list_analyses(filter.clone(), request.clone()).await?;
            listed.extend(page.items);
            let Some(next) = page.next else { break };
            request = request.after(next);
        }
        let told: Vec<_> = listed
            .iter()
            .map(|it| Ok(format!("{} {}", it.task_type, it.processed_data.to_value()?["n"])))
            .collect::<TestResult<_>>()?;
        assert_eq!(told, expected, "{filter:?}");
        assert_eq!(journal.count_analyses(filter).await?, expected.len() as u64);
    }
    let bob = fixture.sign_up().await?.context();
    assert_eq!(fixture.db.read(&bob).journal().count_analyses(all()).await?, 0);
    Ok(())
}

#[tokio::test]
async fn expired_analyses_are_purged_the_longest_expired_first() -> TestResult {
    let fixture = fixture().await?;
    let (ada, entry) = with_entry(&fixture).await?;
    let (bob, bobs_entry) = with_entry(&fixture).await?;
    let (context, bobs) = (ada.context(), bob.context());
    let journal = fixture.db.scope(&context).journal();
    let expiring = |entry: &Entry, minutes: i64| NewAnalysis {
        expires_at: Some(Utc::now() + TimeDelta::minutes(minutes)),
        ..found(entry, "mood", minutes)
    };
    let new = [-1, -3, -2, 5].map(|minutes| expiring(&entry, minutes));
    let ids = journal.record_analyses(new.to_vec()).await?;
    journal.record_analysis(found(&entry, "mood", 0)).await?;
    fixture.db.scope(&bobs).journal().record_analysis(expiring(&bobs_entry, -9)).await?;
    journal.delete_analysis(ids[1]).await?;

    assert_eq!(journal.purge_expired_analyses(2).await?, 2);
    let left = journal.list_analyses(AnalysisFilter::default(), PageRequest::default()).await?;
    assert!(left.items.iter().any(|it| it.id == ids[0]), "the last to expire is left for the next");
    assert_eq!(journal.purge_expired_analyses(2).await?, 1);
    assert_eq!(journal.purge_expired_analyses(2).await?, 0);

    let all = AnalysisFilter { deleted: Deleted::Included, ..AnalysisFilter::default() };
    assert_eq!(journal.count_analyses(all.clone()).await?, 2);
    assert_eq!(fixture.db.read(&bobs).journal().count_analyses(all).await?, 1);
    let audit = fixture.db.read(&context).audit();
    let log = log_of(&audit.history("processed_content", ids[0]).await?);
    assert_eq!(log, ["1 insert database", "2 delete database"]);
    for most in [0, 10_001] {
        let error = journal.purge_expired_analyses(most).await.expect_err("out of bounds");
        assert!(matches!(error, Error::Invalid { .. }), "{error}");
    }
    Ok(())
}

#[tokio::test]
async fn a_deleted_analysis_comes_back() -> TestResult {
    let fixture = fixture().await?;
    let (ada, entry) = with_entry(&fixture).await?;
    let context = ada.context();
    let journal = fixture.db.scope(&context).journal();
    let analysis = journal.record_analysis(found(&entry, "mood", 1)).await?;

    let deletion = journal.delete_analysis(analysis.id).await?;
    assert!(journal.latest_analyses(entry.id).await?.is_empty());
    let again = journal.delete_analysis(analysis.id).await;
    assert!(matches!(again, Err(Error::NotFound { .. })), "{again:?}");
    journal.restore(deletion.deletion_id).await?;
    assert_eq!(journal.latest_analyses(entry.id).await?.len(), 1);
    let history =
        fixture.db.read(&context).audit().history("processed_content", analysis.id).await?;
    assert_eq!(history.len(), 3);
    Ok(())
}
