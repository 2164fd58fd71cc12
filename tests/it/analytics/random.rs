//! Random entries: every sum is that of plain Rust.

use annals::prelude::*;
use chrono::{DateTime, Days, NaiveDate, TimeDelta};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use rust_decimal::Decimal;
use uuid::Uuid;

use super::{
    TestResult, colleague, day, fixture,
    plain::{self, Noted},
    write,
};
use crate::support::Fixture;

const ROUNDS: usize = 4;
const SPANS: usize = 12;

/// An entry within some months around the days that the clock changes on.
fn entry(user: Uuid, around: NaiveDate, rng: &mut StdRng) -> (NewEntry, Noted) {
    let words = rng.random_range(0..5);
    let minutes = rng.random_range(-40_i64 * 1_440..40 * 1_440);
    let made = around.and_hms_opt(0, 0, 0).map_or(DateTime::UNIX_EPOCH, |time| time.and_utc())
        + TimeDelta::minutes(minutes);
    let noted = Noted {
        user,
        date: rng.random_bool(0.4).then(|| around + Days::new(rng.random_range(0..20))),
        made,
        mood: rng.random_bool(0.7).then(|| Decimal::new(rng.random_range(0..=1_000), 2)),
        tags: (0..rng.random_range(0..4)).map(|_| format!("t{}", rng.random_range(0..6))).collect(),
        words,
    };
    let new = NewEntry {
        entry_date: noted.date,
        created_at: Some(noted.made),
        mood_score: noted.mood,
        tags: noted.tags.clone(),
        content: Some("word ".repeat(usize::try_from(words).unwrap_or_default())),
        ..NewEntry::by(user)
    };
    (new, noted)
}

async fn fill(
    fixture: &Fixture,
    ada: &SignedUp,
    around: NaiveDate,
    rng: &mut StdRng,
) -> TestResult<Vec<Noted>> {
    let users = [ada.user.id, colleague(fixture, ada).await?];
    let number = rng.random_range(0..120);
    let (new, mut noted): (Vec<_>, Vec<_>) =
        (0..number).map(|_| entry(users[rng.random_range(0..2)], around, rng)).unzip();
    let ids = write(fixture, ada, new).await?;
    for position in (0..noted.len()).rev().filter(|position| position % 9 == 4) {
        fixture.db.scope(&ada.context()).journal().delete(ids[position]).await?;
        noted.remove(position);
    }
    Ok(noted)
}

fn random_span(users: &[Noted], around: NaiveDate, rng: &mut StdRng) -> Span {
    let from = around - Days::new(rng.random_range(0..45));
    let until = from + Days::new(rng.random_range(0..60));
    let user_id = match users {
        [first, ..] if rng.random_bool(0.5) => Some(first.user),
        _ => None,
    };
    Span { user_id, ..Span::days(from, until).in_zone("Europe/Berlin") }
}

#[tokio::test]
async fn sums_are_those_of_plain_rust() -> TestResult {
    let seed = rand::random();
    let mut rng = StdRng::seed_from_u64(seed);
    for around in ["2026-03-29", "2026-10-25"].repeat(ROUNDS / 2) {
        let fixture = fixture().await?;
        let (ada, bob) = (fixture.sign_up().await?, fixture.sign_up().await?);
        let noted = fill(&fixture, &ada, day(around), &mut rng).await?;
        fill(&fixture, &bob, day(around), &mut rng).await?;
        let context = ada.context();
        let analytics = fixture.db.read(&context).analytics();
        for _ in 0..SPANS {
            let span = random_span(&noted, day(around), &mut rng);
            compare(&analytics, &noted, &span, &mut rng)
                .await
                .map_err(|error| format!("seed {seed}, {span:?}: {error}"))?;
        }
    }
    Ok(())
}

async fn compare(
    analytics: &impl Analytics,
    noted: &[Noted],
    span: &Span,
    rng: &mut StdRng,
) -> TestResult {
    let window = rng.random_range(1..6);
    for period in [Period::Day, Period::Week, Period::Month] {
        let mood = analytics.mood_by_period(span.clone(), period, window).await?;
        same(&mood, &plain::mood(noted, span, period, window))?;
        let writing = analytics.writing_by_period(span.clone(), period).await?;
        same(&writing, &plain::writing(noted, span, period))?;
    }
    let tags = analytics.top_tags(span.clone(), 3).await?;
    same(&tags, &plain::tags(noted, span, 3))?;
    same(&[analytics.streaks(span.clone()).await?], &[plain::streaks(noted, span)])
}

fn same<T: PartialEq + std::fmt::Debug>(of_database: &[T], of_rust: &[T]) -> TestResult {
    if of_database == of_rust {
        return Ok(());
    }
    Err(format!("the database says {of_database:?}\nRust says {of_rust:?}").into())
}
