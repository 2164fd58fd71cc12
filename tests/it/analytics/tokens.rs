//! Tokens by model and period.

use annals::prelude::*;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{TestResult, colleague, day, fixture, span};
use crate::support::Fixture;

/// A conversation of a user with messages: when, by which model, and its use.
async fn talk(
    fixture: &Fixture,
    account: Uuid,
    user: Uuid,
    messages: &[(&str, Option<&str>, Option<&str>)],
) -> TestResult<Uuid> {
    let owner = fixture.owner().await?;
    let id = Uuid::now_v7();
    let sql = format!(
        "INSERT INTO annals.conversations (account_id, id, user_id, title, session_type)
         VALUES ('{account}', '{id}', '{user}', 'Talk', 'chat')"
    );
    owner.execute_unprepared(&sql).await?;
    for (position, (time, model, used)) in messages.iter().enumerate() {
        let text =
            |value: Option<&str>| value.map_or("NULL".to_owned(), |value| format!("'{value}'"));
        let sql = format!(
            "INSERT INTO annals.messages (account_id, conversation_id, position, role, content, created_at, ai_model, token_usage)
             VALUES ('{account}', '{id}', {position} + 1, 'assistant', 'x', '{time}', {}, {})",
            text(*model),
            text(*used)
        );
        owner.execute_unprepared(&sql).await?;
    }
    Ok(id)
}

fn point(starts: &str, model: Option<&str>, messages: u64, tokens: [u64; 3]) -> TokenUse {
    let [prompt_tokens, completion_tokens, total_tokens] = tokens;
    TokenUse {
        starts: day(starts),
        model: model.map(str::to_owned),
        messages,
        prompt_tokens,
        completion_tokens,
        total_tokens,
    }
}

#[tokio::test]
async fn each_model_has_its_tokens_in_every_period() -> TestResult {
    let fixture = fixture().await?;
    let (ada, bob) = (fixture.sign_up().await?, fixture.sign_up().await?);
    let grace = colleague(&fixture, &ada).await?;
    let (small, large) = (Some("small"), Some("large"));
    let used = Some(r#"{"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 16}"#);
    let messages = [
        ("2026-03-28T22:59:59Z", large, used),
        ("2026-03-28T23:00:00Z", small, used), // the 29th in Berlin
        ("2026-03-29T21:59:59Z", small, Some(r#"{"input_tokens": 7, "output_tokens": 3}"#)),
        ("2026-03-29T22:00:00Z", None, Some(r#"{"total_tokens": 4}"#)), // the 30th
        ("2026-03-29T12:00:00Z", small, None),
        ("2026-03-31T12:00:00Z", large, used),
    ];
    talk(&fixture, ada.account_id, ada.user.id, &messages).await?;
    talk(&fixture, ada.account_id, grace, &messages[1..2]).await?;
    talk(&fixture, bob.account_id, bob.user.id, &messages).await?;
    let context = ada.context();
    let analytics = fixture.db.read(&context).analytics();
    let days = || span("2026-03-28", "2026-03-30").in_zone("Europe/Berlin");
    let mine = analytics.tokens_by_period(days().of(ada.user.id), Period::Day).await?;
    let expected = [
        point("2026-03-28", large, 1, [10, 5, 16]),
        point("2026-03-28", small, 0, [0, 0, 0]),
        point("2026-03-28", None, 0, [0, 0, 0]),
        point("2026-03-29", large, 0, [0, 0, 0]),
        point("2026-03-29", small, 2, [17, 8, 26]),
        point("2026-03-29", None, 0, [0, 0, 0]),
        point("2026-03-30", large, 0, [0, 0, 0]),
        point("2026-03-30", small, 0, [0, 0, 0]),
        point("2026-03-30", None, 1, [0, 0, 4]),
    ];
    assert_eq!(mine, expected);
    let all = analytics.tokens_by_period(days(), Period::Day).await?;
    assert_eq!(all[4], point("2026-03-29", small, 3, [27, 13, 42]));
    let month = analytics.tokens_by_period(span("2026-03-01", "2026-03-31"), Period::Month).await?;
    assert_eq!(month[0], point("2026-03-01", large, 2, [20, 10, 32]));
    assert_eq!(month.len(), 3);
    let none = analytics.tokens_by_period(span("2025-03-01", "2025-03-31"), Period::Day).await?;
    assert_eq!(none, []);
    Ok(())
}

#[tokio::test]
async fn what_is_no_number_of_tokens_counts_for_nothing_and_deleted_messages_neither() -> TestResult
{
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let messages: Vec<_> = [
        r#"{"prompt_tokens": "10", "completion_tokens": 2}"#,
        r#"{"prompt_tokens": -5, "completion_tokens": 1e400}"#,
        r#"{"prompt_tokens": 3.7, "completion_tokens": 1000000001, "total_tokens": null}"#,
        "[1, 2]",
        "7",
        "null",
        r#"{"prompt_tokens": 1000000000, "completion_tokens": 0}"#,
    ]
    .map(|used| ("2026-03-02T12:00:00Z", Some("m"), Some(used)))
    .into();
    talk(&fixture, ada.account_id, ada.user.id, &messages).await?;
    let deleted = talk(&fixture, ada.account_id, ada.user.id, &messages).await?;
    let context = ada.context();
    fixture
        .db
        .scope(&context)
        .repository::<annals::entity::conversations::Entity>()
        .delete(deleted)
        .await?;
    let analytics = fixture.db.read(&context).analytics();
    let used = analytics.tokens_by_period(span("2026-03-02", "2026-03-02"), Period::Week).await?;
    assert_eq!(used, [point("2026-03-02", Some("m"), 7, [1_000_000_003, 2, 1_000_000_005])]);
    Ok(())
}
