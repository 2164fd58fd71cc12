//! Days and times: drawn anew, with nothing of when it was.
//!
//! A constant shift would keep what lies between two times, but the times of the protocol stay as they
//! are (an id has its time within), and against them any shift can be read off.

use chrono::{DateTime, Days, NaiveDate};

use super::super::key::Chance;

/// A day of a hundred years from 1970.
pub(super) fn date(chance: &mut Chance) -> String {
    let day = NaiveDate::default().checked_add_days(Days::new(chance.below(36_500)));
    day.unwrap_or_default().to_string()
}

/// A time of the thirty years from 2000, to the microsecond.
pub(super) fn timestamp(chance: &mut Chance, has_zone: bool) -> String {
    const FIRST: i64 = 946_684_800;
    let seconds = FIRST.saturating_add_unsigned(chance.below(946_080_000));
    let micros = u32::try_from(chance.below(1_000_000)).unwrap_or_default();
    let at = DateTime::from_timestamp(seconds, micros * 1000).unwrap_or_default();
    format!("{}{}", at.format("%Y-%m-%d %H:%M:%S%.6f"), zone(has_zone))
}

/// A time of day, to the second.
pub(super) fn time(chance: &mut Chance, has_zone: bool) -> String {
    let (hour, minute, second) = (chance.below(24), chance.below(60), chance.below(60));
    format!("{hour:02}:{minute:02}:{second:02}{}", zone(has_zone))
}

/// Less than a hundred hours, to the second.
pub(super) fn interval(chance: &mut Chance) -> String {
    let (hour, minute, second) = (chance.below(100), chance.below(60), chance.below(60));
    format!("{hour:02}:{minute:02}:{second:02}")
}

const fn zone(has_zone: bool) -> &'static str {
    if has_zone { "+00" } else { "" }
}
