//! A chat about a business, from its opening to its archive: `cargo run --example conversations`.
//!
//! ```text
//! Bakery at version 3: {"goals":{"2027":{"revenue":90000}},"team":{"size":3}}
//! Positions [1, 2, 3, 4, 5, 6]
//! Of 40 tokens 5 messages take 37; 1 are left out
//! Of 400 tokens 6 messages take 46; 0 are left out
//! Found: Should we open earlier on <mark>Saturdays</mark>?
//! Refused: the input breaks rules: conversation_id is of one that is archived since 2026-11-21 08:48:21.676577 +00:00: `reopen` it first
//! Opening hours: 6 messages, last 6
//! Message 2, version 1: insert
//! Message 2, version 2: update
//! ```

#![expect(clippy::print_stdout, reason = "it shows what happens")]

use std::error::Error;

use annals::prelude::*;
use serde_json::json;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = annals_sandbox::database().await?;
    let db = Database::connect(DatabaseConfig::new(sandbox.url())?).await?;
    let email = Identity::email("mira@example.org");
    let mira = db.sign_up(NewAccount::with_identity("Mira", "mira@example.org", email)).await?;
    let context = mira.context().operation("example.conversations");
    let scope = db.scope(&context);

    // What is known of a business grows by paths: two who write at two of them lose nothing.
    let (businesses, user) = (scope.businesses(), mira.user.id);
    let id = businesses.create(NewBusiness::of(user, "Bakery")).await?.id;
    let (team, goal) = (json!({ "size": 3 }), json!({ "revenue": 90_000 }));
    tokio::try_join!(
        businesses.merge_context(id, ["team"].into(), team),
        businesses.merge_context(id, ["goals", "2027"].into(), goal),
    )?;
    let bakery = businesses.find(id).await?.ok_or("it was created")?;
    println!("{} at version {}: {}", bakery.name, bakery.row_version, bakery.context);

    let new = NewConversation {
        business_id: Some(id),
        system_prompt: Some("You advise small shops. Be brief.".to_owned()),
        ..NewConversation::of(user, "Opening hours")
    };
    let talk = scope.conversations().open(new).await?;
    let answer = NewMessage {
        token_usage: Some(json!({ "prompt_tokens": 41, "completion_tokens": 14 })),
        ..NewMessage::assistant("Yes: most loaves are bought before nine. Open at six.")
    };
    let question = NewMessage::user("Should we open earlier on Saturdays?");
    let said = scope.messages().append_many(talk.id, vec![question, answer]).await?;

    // Four devices at once: positions have neither gap nor duplicate.
    let thanks = ["Thanks!", "And on Sundays?", "What of the staff?", "Who bakes?"];
    let messages = scope.messages();
    let [a, b, c, d] = thanks.map(|text| messages.append(talk.id, NewMessage::user(text)));
    tokio::try_join!(a, b, c, d)?;
    let positions: Vec<i32> =
        messages.last(talk.id, 10).await?.iter().map(|message| message.position).collect();
    println!("Positions {positions:?}");

    // What the model gets to see: the system prompt, and the newest messages that fit.
    for budget in [40, 400] {
        let window = messages.window(talk.id, WindowRequest::of(budget)).await?.ok_or("there")?;
        let (fit, MessageWindow { tokens, left_out, .. }) = (window.messages.len(), window);
        println!("Of {budget} tokens {fit} messages take {tokens}; {left_out} are left out");
    }
    let search = Search::web("saturday");
    for found in messages.search(talk.id, search, SearchRequest::default()).await?.items {
        println!("Found: {}", found.snippet.to_html());
    }

    messages.record_feedback(said[1].id, Some(5)).await?;
    scope.conversations().archive(talk.id).await?;
    if let Err(error) = messages.append(talk.id, NewMessage::user("Hello?")).await {
        println!("Refused: {error}");
    }
    let overview = scope.conversations();
    let all = ConversationFilter::default();
    for summary in overview.list_with_last_message(all, PageRequest::of(10)).await?.items {
        let ConversationSummary { conversation, last_message } = summary;
        let last = last_message.map(|message| message.position).unwrap_or_default();
        println!("{}: {} messages, last {last}", conversation.title, conversation.message_count);
    }
    for change in db.read(&context).audit().history("messages", said[1].id).await? {
        println!("Message 2, version {}: {}", change.row_version, change.operation);
    }
    Ok(())
}
