//! What the parts of a demo have in common.

use chrono::{DateTime, TimeDelta, Utc};
use rust_decimal::Decimal;
use sea_orm::{ActiveValue, ActiveValue::Set, prelude::DateTimeWithTimeZone};

/// A time, as a row holds it.
pub(super) fn at(time: DateTime<Utc>) -> ActiveValue<DateTimeWithTimeZone> {
    Set(time.fixed_offset())
}

/// A time that a row need not have.
pub(super) fn maybe_at(time: Option<DateTime<Utc>>) -> ActiveValue<Option<DateTimeWithTimeZone>> {
    Set(time.map(|time| time.fixed_offset()))
}

/// A number of minutes.
pub(super) fn minutes(count: u32) -> TimeDelta {
    TimeDelta::minutes(i64::from(count))
}

/// A number of seconds.
pub(super) fn seconds(count: u32) -> TimeDelta {
    TimeDelta::seconds(i64::from(count))
}

/// A number in hundredths.
pub(super) fn hundredths(count: u32) -> Decimal {
    Decimal::new(i64::from(count), 2)
}
