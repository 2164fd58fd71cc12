//! A chart of a mood, week by week, in the terminal: `cargo run --example analytics`.
//!
//! ```text
//! Week of      mood, and │ its mean over four weeks
//! 2026-01-05  █████████████████████████████████│        8.6
//! 2026-01-12  ██████████████████████████   │            6.6
//! 2026-01-19  ███████████████████████    │              5.8
//! 2026-01-26  ██████████████████████    │               5.6
//! 2026-02-02  ██████████████       │                    3.6
//! 2026-02-09  ███████████      │                        2.8
//! 2026-02-16                 │                          no entry
//! 2026-02-23  ██████████████│███                        4.6
//! 2026-03-02  █████████████████│█████                   5.8
//! 2026-03-09  ███████████████████████│██████            7.6
//! 2026-03-16  █████████████████████████│████            7.6
//! 2026-03-23  █████████████████████████████│█████       8.8
//!
//! Words        ▆▆▆▆█▆▁▆▆█▆▆  820 in all
//! Wrote on     55 of 84 days
//! Longest run  3 days, from 2026-03-22 on
//! Current run  1 so far
//! walk         55 entries
//! work         27 entries
//! sleep        11 entries
//! ```

#![expect(clippy::print_stdout, reason = "it draws")]

use std::error::Error;

use annals::prelude::*;
use chrono::{Days, NaiveDate};
use rust_decimal::{Decimal, prelude::ToPrimitive};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = annals_sandbox::database().await?;
    let db = Database::connect(DatabaseConfig::new(sandbox.url())?).await?;
    let identity = Identity::email("mira@example.org");
    let mira = db.sign_up(NewAccount::with_identity("Mira", "mira@example.org", identity)).await?;
    let context = mira.context();
    let first = NaiveDate::from_ymd_opt(2026, 1, 5).ok_or("a Monday")?;
    let last = first + Days::new(83);
    db.scope(&context).journal().create_many(winter(mira.user.id, first)).await?;

    let analytics = db.read(&context).analytics();
    let span = Span::days(first, last).of(mira.user.id).in_zone("Europe/Berlin");
    println!("Week of      mood, and │ its mean over four weeks");
    for week in analytics.mood_by_period(span.clone(), Period::Week, 4).await? {
        println!("{}  {}", week.starts, bar(week.mean, week.moving_mean));
    }
    let words = analytics.writing_by_period(span.clone(), Period::Week).await?;
    let words: Vec<u64> = words.iter().map(|week| week.words).collect();
    println!("\nWords        {}  {} in all", sparkline(&words), words.iter().sum::<u64>());

    let streaks = analytics.streaks(span.clone()).await?;
    let longest = streaks.longest.ok_or("she wrote")?;
    println!("Wrote on     {} of 84 days", streaks.days);
    println!("Longest run  {} days, from {} on", longest.days(), longest.from);
    println!("Current run  {} so far", streaks.current.map_or(0, |run| run.days()));
    for TagCount { tag, entries } in analytics.top_tags(span, 3).await? {
        println!("{tag:<12} {entries} entries");
    }
    Ok(())
}

/// Twelve weeks of entries: darker towards the middle, and a week without any.
fn winter(user: uuid::Uuid, first: NaiveDate) -> Vec<NewEntry> {
    let days = (0..84_usize).filter(|day| !(42..49).contains(day) && (day * day) % 7 != 4);
    let tags = [("walk", 1), ("work", 2), ("sleep", 5)];
    days.map(|day| NewEntry {
        entry_date: Some(first + Days::new(day as u64)),
        mood_score: Some(Decimal::from(4 + (day / 7).abs_diff(5) - day % 3)),
        content: Some("It snowed and I walked. ".repeat(1 + day % 5)),
        tags: tags
            .iter()
            .filter(|(_, every)| day % every == 0)
            .map(|(tag, _)| (*tag).to_owned())
            .collect(),
        ..NewEntry::by(user)
    })
    .collect()
}

/// Four cells a point of mood, and a mark where the moving mean is.
fn bar(mean: Option<Decimal>, moving: Option<Decimal>) -> String {
    let cells = |mood: Decimal| (mood * Decimal::from(4)).round().to_usize().unwrap_or_default();
    let length = mean.map_or(0, cells);
    let mark = moving.map(cells);
    let drawn: String = (1..=40)
        .map(|cell| match cell {
            _ if mark == Some(cell) => '│',
            _ if cell <= length => '█',
            _ => ' ',
        })
        .collect();
    let said = mean.map_or("no entry".to_owned(), |mean| format!("{mean:.1}"));
    format!("{drawn}  {said}")
}

fn sparkline(values: &[u64]) -> String {
    let most = values.iter().copied().max().unwrap_or(1).max(1);
    let height = |value: &u64| usize::try_from(value * 7 / most).unwrap_or_default();
    values.iter().filter_map(|value| "▁▂▃▄▅▆▇█".chars().nth(height(value))).collect()
}
