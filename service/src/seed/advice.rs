//! Businesses, and conversations with an assistant.

use annals_entity::{businesses, conversations, messages};
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::ActiveValue::Set;
use serde_json::json;
use uuid::Uuid;

use super::{
    Demo,
    chance::Chance,
    people::People,
    row::{at, hundredths, maybe_at, minutes, seconds},
};
use crate::{database::Transaction, error::Result};

const BUSINESSES: [(&str, &str, &str); 3] = [
    ("Yusuf's bicycles", "repair", "launched"),
    ("The slow bakery", "food", "idea"),
    ("Tide and time", "software", "validation"),
];

const QUESTIONS: [&str; 5] = [
    "How do I begin when everything seems urgent?",
    "What would you ask a first customer?",
    "Why do I sleep worse before a deadline?",
    "Can you sum up what I wrote last week?",
    "Which of the two ideas should I drop?",
];

const ANSWERS: [&str; 5] = [
    "Begin with the one thing that others wait for; the rest can be put in order afterwards.",
    "Ask what they did the last time, not what they would do: habits tell more than wishes.",
    "Your entries name the deadline on most of those evenings. A fixed end of the working day may help.",
    "You wrote on five days; three of the entries are about the garden, and those are the brightest.",
    "Drop the one that you would not begin again today.",
];

pub(super) async fn write(tx: &Transaction<'_>, demo: &Demo, people: &People) -> Result<()> {
    let mut chance = demo.chance("advice");
    let owned: Vec<Uuid> = (0..demo.size.businesses).map(|_| chance.id(demo.since())).collect();
    let rows: Vec<_> = owned
        .iter()
        .zip(BUSINESSES.iter().cycle())
        .map(|(id, of)| business(*id, of, demo, people))
        .collect();
    tx.repository::<businesses::Entity>().insert_many(rows).await?;
    let (mut talks, mut said) = (Vec::new(), Vec::new());
    for place in 0..demo.size.conversations {
        let days =
            i64::from(demo.size.days) * i64::from(place) / i64::from(demo.size.conversations);
        let begun = demo.since() + TimeDelta::days(days) + minutes(18 * 60 + chance.below(180));
        let business = (!owned.is_empty() && chance.one_in(3)).then(|| chance.pick(&owned));
        let talk = chance.id(begun);
        let first = said.len();
        let last = exchange(talk, begun, &mut chance, &mut said);
        let count = i32::try_from(said.len() - first).unwrap_or_default();
        let is_over = place + 5 < demo.size.conversations;
        talks.push(conversations::ActiveModel {
            id: Set(talk),
            user_id: Set(people.owner),
            business_id: Set(business),
            title: Set(chance.pick(&QUESTIONS).to_owned()),
            session_type: Set(if business.is_some() { "advice" } else { "chat" }.to_owned()),
            ai_model: Set(Some("demo-1".to_owned())),
            is_active: Set(!is_over),
            archived_at: maybe_at((is_over && chance.one_in(4)).then_some(last)),
            message_count: Set(count),
            last_message_at: maybe_at(Some(last)),
            created_at: at(begun),
            updated_at: at(last),
            ..Default::default()
        });
    }
    tx.repository::<conversations::Entity>().insert_many(talks).await?;
    tx.repository::<messages::Entity>().insert_many(said).await.map(drop)
}

fn business(
    id: Uuid,
    (name, industry, stage): &(&str, &str, &str),
    demo: &Demo,
    people: &People,
) -> businesses::ActiveModel {
    businesses::ActiveModel {
        id: Set(id),
        user_id: Set(people.owner),
        name: Set((*name).to_owned()),
        industry: Set(Some((*industry).to_owned())),
        stage: Set((*stage).to_owned()),
        context: Set(json!({ "employees": 1, "goal": "to live on it" })),
        created_at: at(demo.since()),
        updated_at: at(demo.since()),
        ..Default::default()
    }
}

/// Questions and answers in turn. Returns when the last was written.
fn exchange(
    talk: Uuid,
    begun: DateTime<Utc>,
    chance: &mut Chance,
    said: &mut Vec<messages::ActiveModel>,
) -> DateTime<Utc> {
    let mut time = begun;
    let mut position = 0;
    for _ in 0..chance.between(3, 7) {
        time += seconds(chance.between(20, 200));
        position += 1;
        said.push(messages::ActiveModel {
            role: Set("user".to_owned()),
            content: Set(chance.pick(&QUESTIONS).to_owned()),
            ..blank(talk, position, time, chance)
        });
        let took = chance.between(400, 9000);
        time += seconds(took / 1000 + 1);
        position += 1;
        said.push(messages::ActiveModel {
            role: Set("assistant".to_owned()),
            content: Set(chance.pick(&ANSWERS).to_owned()),
            ai_model: Set(Some("demo-1".to_owned())),
            processing_time_ms: Set(i32::try_from(took).ok()),
            token_usage: Set(Some(json!({ "prompt": chance.between(200, 4000), "completion": chance.between(20, 400) }))),
            confidence_score: Set(Some(hundredths(chance.between(50, 99)))),
            user_feedback: Set(chance.one_in(5).then(|| chance.pick(&[-1, 3, 4, 5]))),
            ..blank(talk, position, time, chance)
        });
    }
    time
}

fn blank(
    talk: Uuid,
    position: i32,
    time: DateTime<Utc>,
    chance: &mut Chance,
) -> messages::ActiveModel {
    messages::ActiveModel {
        id: Set(chance.id(time)),
        conversation_id: Set(talk),
        position: Set(position),
        created_at: at(time),
        updated_at: at(time),
        ..Default::default()
    }
}
