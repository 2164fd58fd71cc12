//! Appending messages: positions, counters, rules.

use annals::prelude::*;
use chrono::{DateTime, TimeDelta, Utc};
use rust_decimal::Decimal;
use serde_json::json;

use super::{positions, with_conversation};
use crate::support::{TestResult, fixture, log_of};

#[tokio::test]
async fn a_message_is_found_as_it_was_said_and_is_audited_without_its_conversation() -> TestResult {
    let fixture = fixture().await?;
    let (ada, conversation) = with_conversation(&fixture).await?;
    let context = ada.context();
    let scope = fixture.db.scope(&context);
    let messages = scope.messages();
    let new = NewMessage {
        metadata: json!({ "language": "de", "a": "\"{}\\" })
            .as_object()
            .cloned()
            .unwrap_or_default(),
        ai_model: Some("large \"two\"".to_owned()),
        processing_time_ms: Some(0),
        token_usage: Some(json!({ "output_tokens": 3 })),
        sources_used: Some(json!(["book", null])),
        citations: Some(json!([{ "page": 7 }])),
        confidence_score: Some(Decimal::new(95, 2)),
        ..NewMessage::assistant("Morgens,\n\"immer\" \\ {morgens}.")
    };

    let said = messages.append(conversation.id, new.clone()).await?;
    assert_eq!(messages.find(said.id).await?, Some(said.clone()));
    assert_eq!((said.position, said.role.as_str(), &said.content), (1, "assistant", &new.content));
    assert_eq!(said.metadata, json!(new.metadata));
    assert_eq!((said.ai_model, said.processing_time_ms), (new.ai_model, new.processing_time_ms));
    assert_eq!((said.token_usage, said.sources_used), (new.token_usage, new.sources_used));
    assert_eq!((said.citations, said.confidence_score), (new.citations, new.confidence_score));
    let empty = messages.append(conversation.id, NewMessage::tool("")).await?;
    assert_eq!((empty.position, empty.ai_model, empty.token_usage), (2, None, None));

    let found = scope.conversations().find(conversation.id).await?.ok_or("it is there")?;
    assert_eq!((found.message_count, found.last_message_at), (2, Some(empty.created_at)));
    assert_eq!((found.row_version, found.updated_at), (1, conversation.updated_at));
    let audit = fixture.db.read(&context).audit();
    assert_eq!(log_of(&audit.history("messages", said.id).await?), ["1 insert database"]);
    let of_conversation = audit.history("conversations", conversation.id).await?;
    assert_eq!(log_of(&of_conversation), ["1 insert hook"]);
    assert!(audit.verify().await?.is_complete());
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn eight_writers_leave_neither_gap_nor_duplicate() -> TestResult {
    let fixture = fixture().await?;
    let (ada, conversation) = with_conversation(&fixture).await?;
    let context = ada.context();
    let id = conversation.id;
    let writers: Vec<_> = (0..8)
        .map(|writer| {
            let (db, context) = (fixture.db.clone(), context.clone());
            tokio::spawn(async move {
                let messages = db.scope(&context).messages();
                let say = |number| NewMessage::user(format!("{writer}: {number}"));
                for number in 0..15 {
                    messages.append(id, say(number)).await?;
                }
                // Ten at once stand together.
                let many = messages.append_many(id, (15..25).map(say).collect()).await?;
                let first = many[0].position;
                assert_eq!(positions(&many), (first..first + 10).collect::<Vec<_>>());
                assert_eq!(many[9].content, format!("{writer}: 24"));
                Ok::<_, Error>(())
            })
        })
        .collect();
    for writer in writers {
        writer.await??;
    }

    let read = fixture.db.read(&context);
    let all = read.messages().list(id, MessageFilter::default(), PageRequest::of(1_000)).await?;
    assert_eq!(positions(&all.items), (1..=200).collect::<Vec<_>>());
    assert!(all.items.is_sorted_by_key(|message| message.created_at), "times follow positions");
    let found = read.conversations().find(id).await?.ok_or("it is there")?;
    let newest = all.items.iter().map(|message| message.created_at).max();
    assert_eq!((found.message_count, found.last_message_at, found.row_version), (200, newest, 1));
    assert!(read.audit().verify().await?.is_complete());
    Ok(())
}

#[tokio::test]
async fn an_append_that_is_rolled_back_leaves_no_gap() -> TestResult {
    let fixture = fixture().await?;
    let (ada, conversation) = with_conversation(&fixture).await?;
    let context = ada.context();
    let tx = fixture.db.begin(&context).await?;
    assert_eq!(tx.messages().append(conversation.id, NewMessage::user("no")).await?.position, 1);
    tx.rollback().await?;
    let messages = fixture.db.scope(&context).messages();
    let said = messages.append(conversation.id, NewMessage::user("yes")).await?;
    assert_eq!(said.position, 1);
    let twice = NewMessage { id: Some(said.id), ..NewMessage::user("twice") };
    let refused = messages.append(conversation.id, twice).await;
    assert!(matches!(refused, Err(Error::AlreadyExists { .. })), "{refused:?}");
    assert_eq!(messages.append(conversation.id, NewMessage::user("on")).await?.position, 2);
    Ok(())
}

#[tokio::test]
async fn old_messages_keep_their_times_and_later_ones_come_after_them() -> TestResult {
    let fixture = fixture().await?;
    let (ada, conversation) = with_conversation(&fixture).await?;
    let context = ada.context();
    let scope = fixture.db.scope(&context);
    let day = |day| DateTime::UNIX_EPOCH + TimeDelta::days(day);
    let at = |time: DateTime<Utc>| NewMessage { created_at: Some(time), ..NewMessage::user("old") };
    let last = async || {
        let found = scope.conversations().find(conversation.id).await;
        found.map(|found| found.and_then(|it| it.last_message_at).map(|time| time.to_utc()))
    };

    let old = scope.messages().append_many(conversation.id, vec![at(day(2)), at(day(1))]).await?;
    assert_eq!(old[0].created_at.to_utc(), day(2));
    assert_eq!((positions(&old), last().await?), (vec![1, 2], Some(day(2))));
    scope.messages().append(conversation.id, at(day(1))).await?;
    assert_eq!(last().await?, Some(day(2)));
    let future = Utc::now() + TimeDelta::days(1);
    let both = vec![at(future), NewMessage::user("now")];
    let both = scope.messages().append_many(conversation.id, both).await?;
    assert_eq!(both[1].created_at, both[0].created_at);
    assert_eq!(last().await?.map(|time| time.timestamp()), Some(future.timestamp()));
    Ok(())
}

#[tokio::test]
async fn every_field_of_every_message_at_fault_is_named_and_nothing_is_written() -> TestResult {
    let fixture = fixture().await?;
    let (ada, conversation) = with_conversation(&fixture).await?;
    let context = ada.context();
    let messages = fixture.db.scope(&context).messages();
    let bad_json = json!({ "note": "\u{0}" });
    let bad = NewMessage {
        metadata: bad_json.as_object().cloned().unwrap_or_default(),
        ai_model: Some("m".repeat(101)),
        processing_time_ms: Some(-1),
        token_usage: Some(bad_json.clone()),
        sources_used: Some(bad_json.clone()),
        citations: Some(bad_json),
        confidence_score: Some(Decimal::new(101, 2)),
        ..NewMessage::user("a\0b")
    };
    let fields = [
        "content",
        "metadata",
        "ai_model",
        "processing_time_ms",
        "token_usage",
        "sources_used",
        "citations",
        "confidence_score",
    ];

    let good = NewMessage::user("good");
    let one = messages.append(conversation.id, bad.clone()).await.expect_err("eight faults");
    let three = vec![good.clone(), bad, NewMessage::user("\0")];
    let many = messages.append_many(conversation.id, three).await.expect_err("nine faults");

    let named = |error: &Error| match error {
        Error::Invalid { fields } => fields.iter().map(|fault| fault.field.clone()).collect(),
        other => vec![other.to_string()],
    };
    assert_eq!(named(&one), fields);
    let below: Vec<String> = fields.iter().map(|field| format!("[1].{field}")).collect();
    assert_eq!(named(&many), [&below[..], &["[2].content".to_owned()]].concat());
    assert!(messages.append_many(conversation.id, Vec::new()).await?.is_empty());
    assert_eq!(messages.append(conversation.id, good).await?.position, 1);
    Ok(())
}

#[tokio::test]
async fn six_thousand_messages_come_in_by_one_call_in_their_order() -> TestResult {
    let fixture = fixture().await?;
    let (ada, conversation) = with_conversation(&fixture).await?;
    let context = ada.context();
    let messages = fixture.db.scope(&context).messages();
    let new = (1..=6_000).map(|number| NewMessage::user(number.to_string())).collect();

    let appended = messages.append_many(conversation.id, new).await?;

    assert_eq!(positions(&appended), (1..=6_000).collect::<Vec<_>>());
    assert!(appended.iter().all(|message| message.content == message.position.to_string()));
    Ok(())
}
