//! The most frequent tags.

use annals::prelude::*;
use sea_orm::ConnectionTrait;

use super::{TestResult, fixture, on, span, write, write_as_somebody_else};

#[tokio::test]
async fn tags_come_by_how_many_entries_bear_them_then_by_their_text() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    write_as_somebody_else(&fixture).await?;
    let tagged = |tags: &[&str], date| NewEntry {
        tags: tags.iter().map(ToString::to_string).collect(),
        ..on(ada.user.id, date)
    };
    let entries = vec![
        tagged(&["work", "rain"], "2026-03-02"),
        tagged(&["work", "work", "work"], "2026-03-03"),
        tagged(&["rain", "Zoo", "ärger", ""], "2026-03-04"),
        tagged(&[], "2026-03-04"),
        tagged(&["deleted"], "2026-03-04"),
        tagged(&["outside"], "2026-03-05"),
    ];
    let ids = write(&fixture, &ada, entries).await?;
    let context = ada.context();
    fixture.db.scope(&context).journal().delete(ids[4]).await?;
    let analytics = fixture.db.read(&context).analytics();
    let top = async |most| -> TestResult<Vec<(String, u64)>> {
        let tags = analytics.top_tags(span("2026-03-01", "2026-03-04"), most).await?;
        Ok(tags.into_iter().map(|it| (it.tag, it.entries)).collect())
    };
    let expected = [("rain", 2), ("work", 2), ("", 1), ("Zoo", 1), ("ärger", 1)]
        .map(|(tag, entries)| (tag.to_owned(), entries));
    assert_eq!(top(10).await?, expected);
    assert_eq!(top(2).await?, expected[..2]);
    let none = analytics.top_tags(span("2025-03-01", "2025-03-04"), 10).await?;
    assert_eq!(none, []);
    Ok(())
}

#[tokio::test]
async fn what_sql_put_in_place_of_a_list_bears_no_tag() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let days = ["2026-03-01", "2026-03-02", "2026-03-03"];
    let ids = write(&fixture, &ada, days.map(|date| on(ada.user.id, date)).into()).await?;
    let owner = fixture.owner().await?;
    for (id, tags) in ids.iter().zip([r#"["a", null, 7, {"b": 1}]"#, r#"{"a": 1}"#, "\"a\""]) {
        let sql = format!("UPDATE annals.journal_entries SET tags = '{tags}' WHERE id = '{id}'");
        owner.execute_unprepared(&sql).await?;
    }
    let context = ada.context();
    let analytics = fixture.db.read(&context).analytics();
    let tags = analytics.top_tags(span("2026-03-01", "2026-03-03"), 10).await?;
    let tags: Vec<String> = tags.into_iter().map(|it| it.tag).collect();
    assert_eq!(tags, ["7", "a", r#"{"b": 1}"#]);
    Ok(())
}
