//! Analytics: known days with hand-computed sums, the borders of days, refusals, and random entries held
//! against plain Rust.

mod days;
mod mood;
mod plain;
mod random;
mod refusals;
mod sentiment;
mod streaks;
mod tags;
mod tokens;
mod writing;

use annals::prelude::*;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::support::{Fixture, TestResult, fixture};

#[expect(clippy::expect_used, reason = "the tests say what it is")]
fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

#[expect(clippy::expect_used, reason = "the tests say what it is")]
fn number(text: &str) -> Decimal {
    text.parse().expect("a number")
}

fn span(from: &str, until: &str) -> Span {
    Span::days(day(from), day(until))
}

/// An entry about a day.
fn on(user: Uuid, date: &str) -> NewEntry {
    NewEntry { entry_date: Some(day(date)), ..NewEntry::by(user) }
}

/// An entry about no day, made at a time.
#[expect(clippy::expect_used, reason = "the tests say what it is")]
fn at(user: Uuid, time: &str) -> NewEntry {
    NewEntry { created_at: Some(time.parse().expect("a time")), ..NewEntry::by(user) }
}

fn with_mood(mood: &str, entry: NewEntry) -> NewEntry {
    NewEntry { mood_score: Some(number(mood)), ..entry }
}

async fn write(
    fixture: &Fixture,
    user: &SignedUp,
    entries: Vec<NewEntry>,
) -> TestResult<Vec<Uuid>> {
    Ok(fixture.db.scope(&user.context()).journal().create_many(entries).await?)
}

/// Another account whose entries lie where those of the tests do.
async fn write_as_somebody_else(fixture: &Fixture) -> TestResult {
    let bob = fixture.sign_up().await?;
    let days = ["2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05"];
    let entry = |date: &&str| NewEntry {
        content: Some("not hers".to_owned()),
        tags: vec!["not-hers".to_owned()],
        ..with_mood("10", on(bob.user.id, date))
    };
    write(fixture, &bob, days.iter().map(entry).collect()).await.map(drop)
}

/// A second user in the account of a first.
async fn colleague(fixture: &Fixture, user: &SignedUp) -> TestResult<Uuid> {
    let id = Uuid::now_v7();
    let owner = fixture.owner().await?;
    let sql = "INSERT INTO annals.users (account_id, id, email, name) VALUES ($1, $2, 'c@example.org', 'C') RETURNING id";
    let made: Vec<(Uuid,)> =
        crate::support::rows(&owner, sql, [user.account_id.into(), id.into()]).await?;
    assert_eq!(made, [(id,)]);
    Ok(id)
}
