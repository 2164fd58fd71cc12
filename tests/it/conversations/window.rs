//! What of a conversation fits a budget.

use annals::prelude::*;
use serde_json::{Value, json};

use super::{positions, with_conversation};
use crate::support::{TestResult, fixture};

fn counted(token_usage: Value) -> NewMessage {
    NewMessage { token_usage: Some(token_usage), ..NewMessage::assistant("x".repeat(400)) }
}

#[tokio::test]
async fn the_newest_messages_that_fit_come_oldest_first_without_a_gap() -> TestResult {
    let fixture = fixture().await?;
    let (ada, conversation) = with_conversation(&fixture).await?;
    let context = ada.context();
    let (id, messages) = (conversation.id, fixture.db.scope(&context).messages());
    // 1: 2 tokens, 2: 10, 3: 500, 4: 3 (of nine characters), 5: 20.
    let said = vec![
        NewMessage::user("ääääüüüü"),
        counted(json!({ "completion_tokens": 10, "total_tokens": 9_000 })),
        counted(json!({ "total_tokens": 500 })),
        NewMessage::user("nine char"),
        counted(json!({ "output_tokens": 19.5, "input_tokens": 9_000 })),
    ];
    messages.append_many(id, said).await?;

    for (budget, most, fits, tokens) in [
        (0, 200, &[][..], 0),
        (19, 200, &[], 0),
        (20, 200, &[5], 20),
        (22, 200, &[5], 20),
        (23, 200, &[4, 5], 23),
        (522, 200, &[4, 5], 23), // 1 and 2 would fit, but not without 3
        (523, 200, &[3, 4, 5], 523),
        (u64::MAX, 200, &[1, 2, 3, 4, 5], 535),
        (u64::MAX, 2, &[4, 5], 23),
    ] {
        let request = WindowRequest { tokens: budget, messages: most };
        let window = messages.window(id, request).await?.ok_or("it is there")?;
        assert_eq!(
            (positions(&window.messages).as_slice(), window.tokens),
            (fits, tokens),
            "{budget}"
        );
        assert_eq!(window.left_out, 5 - fits.len() as u64);
        assert_eq!(window.system_prompt, None);
    }
    let whole = WindowRequest::of(9_000);
    let window = messages.window(id, whole).await?.ok_or("it is there")?;
    assert_eq!(window.messages, messages.last(id, 5).await?);
    for most in [0, 1_001] {
        let refused = messages.window(id, WindowRequest { messages: most, ..whole }).await;
        assert!(matches!(refused, Err(Error::Invalid { .. })), "{refused:?}");
    }
    Ok(())
}

#[tokio::test]
async fn the_system_prompt_is_counted_first() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let scope = fixture.db.scope(&context);
    let system_prompt = Some("Be brief.".to_owned());
    let new = NewConversation { system_prompt, ..NewConversation::of(ada.user.id, "Short") };
    let id = scope.conversations().open(new).await?.id;

    for (budget, spoken, tokens) in [(100, 0, 3), (3, 0, 3), (6, 1, 6), (5, 0, 3)] {
        if spoken == 1 {
            scope.messages().append(id, NewMessage::user("It rained.")).await?;
        }
        let window = scope.messages().window(id, WindowRequest::of(budget)).await?;
        let window = window.ok_or("it is there")?;
        assert_eq!(window.system_prompt.as_deref(), Some("Be brief."));
        assert_eq!((window.messages.len(), window.tokens), (spoken, tokens), "{budget}");
    }
    Ok(())
}

#[tokio::test]
async fn what_a_provider_says_of_tokens_is_taken_only_where_it_makes_sense() -> TestResult {
    let fixture = fixture().await?;
    let (ada, conversation) = with_conversation(&fixture).await?;
    let context = ada.context();
    let (id, messages) = (conversation.id, fixture.db.scope(&context).messages());
    // Each but the last is taken for its 400 characters.
    let said = [
        json!({ "completion_tokens": "12" }),
        json!({ "completion_tokens": null }),
        json!([1, 2]),
        json!("many"),
        json!({ "completion_tokens": -7 }),
    ];
    messages.append_many(id, said.map(counted).into()).await?;
    let window = messages.window(id, WindowRequest::of(10_000)).await?.ok_or("it is there")?;
    assert_eq!((window.tokens, window.left_out), (400, 0));
    messages.append(id, counted(json!({ "completion_tokens": 1e300 }))).await?;
    let window = messages.window(id, WindowRequest::of(u64::MAX)).await?.ok_or("it is there")?;
    assert_eq!((window.tokens, window.left_out), (0, 6));
    Ok(())
}
