//! Entries, and what was found in them.

use annals_entity::{journal_entries, processed_content};
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::ActiveValue::Set;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    Demo,
    chance::Chance,
    people::People,
    phrases::{CATEGORIES, ENGLISH, GERMAN, TAGS},
    row::{at, hundredths, minutes},
};
use crate::{database::Transaction, error::Result};

/// An entry, before it is a row.
struct Written {
    id: Uuid,
    user_id: Uuid,
    time: DateTime<Utc>,
    /// 0 to 100.
    mood: u32,
    is_analysed: bool,
}

pub(super) async fn write(tx: &Transaction<'_>, demo: &Demo, people: &People) -> Result<()> {
    let mut chance = demo.chance("journal");
    let written = calendar(demo, people, &mut chance);
    let entries: Vec<_> = written.iter().map(|it| entry(it, &mut chance)).collect();
    tx.repository::<journal_entries::Entity>().insert_many(entries).await?;
    let mut chance = demo.chance("analyses");
    let found: Vec<_> = written
        .iter()
        .filter(|it| it.is_analysed)
        .flat_map(|it| analyses(it, &mut chance))
        .collect();
    tx.repository::<processed_content::Entity>().insert_many(found).await.map(drop)
}

/// One entry on most days, two on some; the mood goes with the season, the week, and by itself.
fn calendar(demo: &Demo, people: &People, chance: &mut Chance) -> Vec<Written> {
    let mut written = Vec::new();
    let mut drift: u32 = 20;
    for day in 0..demo.size.days {
        drift = (drift + chance.below(13)).saturating_sub(6).min(40);
        let count = chance.pick(&[0, 1, 1, 1, 2]);
        for part in 0..count {
            let season = day.abs_diff(day / 365 * 365 + 182) % 183 / 9; // 20 in winter, 0 in summer
            let weekend = if day % 7 > 4 { 10 } else { 0 };
            let mood = (40 + drift + weekend + chance.below(20)).saturating_sub(season).min(100);
            let time = demo.since()
                + TimeDelta::days(i64::from(day))
                + minutes(7 * 60 + part * 8 * 60 + chance.below(300));
            let guest = (!people.guests.is_empty() && chance.one_in(10))
                .then(|| chance.pick(&people.guests));
            written.push(Written {
                id: chance.id(time),
                user_id: guest.unwrap_or(people.owner),
                time,
                mood,
                is_analysed: day + 2 < demo.size.days, // those of the last two days wait
            });
        }
    }
    written
}

fn entry(of: &Written, chance: &mut Chance) -> journal_entries::ActiveModel {
    let phrases = if chance.one_in(6) { GERMAN } else { ENGLISH };
    let tags = usize::try_from(chance.between(1, 3)).unwrap_or(1);
    journal_entries::ActiveModel {
        id: Set(of.id),
        user_id: Set(of.user_id),
        title: Set((!chance.one_in(4)).then(|| phrases.title(chance))),
        content: Set(Some(phrases.text(chance, of.mood))),
        raw_data: Set(raw_data(of, chance).into()),
        entry_type: Set(chance.pick(&["text", "text", "text", "voice", "gratitude"]).to_owned()),
        entry_date: Set(Some(of.time.date_naive())),
        mood_score: Set((!chance.one_in(10)).then(|| hundredths(of.mood * 10))),
        language: Set(phrases.language.to_owned()),
        tags: Set(json!(chance.some(&TAGS, tags))),
        categories: Set(json!(chance.some(&CATEGORIES, 1))),
        is_private: Set(!chance.one_in(8)),
        processing_status: Set(if of.is_analysed { "completed" } else { "pending" }.to_owned()),
        created_at: at(of.time),
        updated_at: at(of.time),
        ..Default::default()
    }
}

fn raw_data(of: &Written, chance: &mut Chance) -> Value {
    json!({
        "weather": chance.pick(&["rain", "sun", "wind", "snow", "fog"]),
        "place": { "name": chance.pick(&["home", "office", "canal", "library"]), "indoors": chance.one_in(2) },
        "sleep": { "hours": chance.between(4, 9), "woke": chance.below(4) },
        "energy": of.mood / 20 + 1,
        "habits": chance.some(&["walk", "coffee", "meditation", "piano"], 2),
    })
}

/// The sentiment of each entry, and the topics of some.
fn analyses(of: &Written, chance: &mut Chance) -> Vec<processed_content::ActiveModel> {
    let score = f64::from(of.mood) / 50.0 - 1.0;
    let label = match of.mood {
        0..40 => "negative",
        40..60 => "neutral",
        _ => "positive",
    };
    let mut found =
        vec![analysis(of, chance, "sentiment_analysis", json!({ "label": label, "score": score }))];
    if chance.one_in(3) {
        let topics = json!({ "topics": chance.some(&TAGS, 2) });
        found.push(analysis(of, chance, "topic_extraction", topics));
    }
    found
}

fn analysis(
    of: &Written,
    chance: &mut Chance,
    task: &str,
    found: Value,
) -> processed_content::ActiveModel {
    let time = of.time + minutes(chance.between(1, 30));
    processed_content::ActiveModel {
        id: Set(chance.id(time)),
        journal_id: Set(of.id),
        user_id: Set(of.user_id),
        task_type: Set(task.to_owned()),
        processed_data: Set(found.into()),
        confidence_score: Set(Some(hundredths(chance.between(55, 99)))),
        ai_provider_info: Set(Some(json!({ "provider": "demo", "model": "demo-1" }))),
        created_at: at(time),
        updated_at: at(time),
        ..Default::default()
    }
}
