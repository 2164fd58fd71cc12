//! The same sums in plain Rust, over entries in memory.

use std::collections::{BTreeMap, BTreeSet};

use annals::prelude::*;
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use rust_decimal::{Decimal, RoundingStrategy};
use uuid::Uuid;

/// A living entry.
#[derive(Clone, Debug)]
pub(super) struct Noted {
    pub(super) user: Uuid,
    pub(super) date: Option<NaiveDate>,
    pub(super) made: DateTime<Utc>,
    pub(super) mood: Option<Decimal>,
    pub(super) tags: Vec<String>,
    pub(super) words: u64,
}

/// Berlin in 2026, by the rule of the European Union.
fn berlin(time: DateTime<Utc>) -> NaiveDate {
    let summer = DateTime::UNIX_EPOCH + TimeDelta::seconds(1_774_746_000)
        ..DateTime::UNIX_EPOCH + TimeDelta::seconds(1_792_890_000);
    let hours = if summer.contains(&time) { 2 } else { 1 };
    (time + TimeDelta::hours(hours)).date_naive()
}

fn day_of(entry: &Noted) -> NaiveDate {
    entry.date.unwrap_or_else(|| berlin(entry.made))
}

/// The entries of a user, or of all.
pub(super) fn of<'a>(
    entries: &'a [Noted],
    span: &'a Span,
) -> impl Iterator<Item = &'a Noted> + Clone {
    entries.iter().filter(|entry| span.user_id.is_none_or(|user| entry.user == user))
}

fn within<'a>(entries: &'a [Noted], span: &'a Span) -> impl Iterator<Item = &'a Noted> + Clone {
    of(entries, span).filter(|entry| (span.from..=span.until).contains(&day_of(entry)))
}

fn starts(span: &Span, period: Period) -> Vec<NaiveDate> {
    let days = span.from.iter_days().take_while(|day| *day <= span.until);
    days.map(|day| period.start(day)).collect::<BTreeSet<_>>().into_iter().collect()
}

fn mean(moods: &[Decimal]) -> Option<Decimal> {
    let count = Decimal::from(moods.len() as u64);
    let mean = moods.iter().sum::<Decimal>().checked_div(count)?;
    Some(mean.round_dp_with_strategy(4, RoundingStrategy::MidpointAwayFromZero))
}

pub(super) fn mood(entries: &[Noted], span: &Span, period: Period, window: u32) -> Vec<MoodPoint> {
    let moods = |from: NaiveDate, keep: &dyn Fn(NaiveDate) -> bool| -> Vec<Decimal> {
        of(entries, span)
            .filter(|entry| (from..=span.until).contains(&day_of(entry)))
            .filter(|entry| keep(day_of(entry)))
            .filter_map(|entry| entry.mood)
            .collect()
    };
    let point = |starts: NaiveDate| {
        let own = moods(span.from, &|day| period.start(day) == starts);
        let mut first = starts;
        for _ in 1..window {
            first = period.start(first - Days::new(1));
        }
        let recent = moods(first, &|day| period.start(day) <= starts);
        let (mean_of_own, moving_mean) = (mean(&own), mean(&recent));
        MoodPoint { starts, entries: own.len() as u64, mean: mean_of_own, moving_mean }
    };
    starts(span, period).into_iter().map(point).collect()
}

pub(super) fn writing(entries: &[Noted], span: &Span, period: Period) -> Vec<WritingPoint> {
    let point = |starts: NaiveDate| {
        let own = within(entries, span).filter(|entry| period.start(day_of(entry)) == starts);
        let words = own.clone().map(|entry| entry.words).sum();
        WritingPoint { starts, entries: own.count() as u64, words }
    };
    starts(span, period).into_iter().map(point).collect()
}

pub(super) fn tags(entries: &[Noted], span: &Span, most: usize) -> Vec<TagCount> {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for entry in within(entries, span) {
        for tag in entry.tags.iter().collect::<BTreeSet<_>>() {
            *counts.entry(tag).or_default() += 1;
        }
    }
    let mut tags: Vec<TagCount> = counts
        .into_iter()
        .map(|(tag, entries)| TagCount { tag: tag.to_owned(), entries })
        .collect();
    tags.sort_by_key(|tag| std::cmp::Reverse(tag.entries));
    tags.truncate(most);
    tags
}

pub(super) fn streaks(entries: &[Noted], span: &Span) -> Streaks {
    let days: BTreeSet<NaiveDate> = within(entries, span).map(day_of).collect();
    let mut runs: Vec<Streak> = Vec::new();
    for day in &days {
        match runs.last_mut().filter(|run| run.until + Days::new(1) == *day) {
            Some(run) => run.until = *day,
            None => runs.push(Streak { from: *day, until: *day }),
        }
    }
    let current = runs.last().copied().filter(|run| run.until + Days::new(1) >= span.until);
    let longest = runs.iter().copied().max_by_key(Streak::days);
    Streaks { days: days.len() as u64, current, longest }
}
