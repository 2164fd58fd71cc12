//! Of whom and of which days a question is, and by which periods the answer.

use std::fmt;

use chrono::{Datelike, Days, Months, NaiveDate};
use uuid::Uuid;

use crate::rules::Rules;

/// More points than any chart shows; twenty-seven years by day.
const MOST_PERIODS: i64 = 10_000;
/// Of these years both chrono and `PostgreSQL` know every day.
const YEARS: std::ops::RangeInclusive<i32> = 1..=9999;

/// Of whom, and of which days.
///
/// ```
/// use annals_service::prelude::*;
/// use chrono::NaiveDate;
///
/// # fn example(user: uuid::Uuid, first: NaiveDate, last: NaiveDate) {
/// let span = Span::days(first, last).of(user).in_zone("Europe/Berlin");
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// Of one user; one who is not the account's has nothing. `None`: of all users of the account.
    pub user_id: Option<Uuid>,
    /// The first day.
    pub from: NaiveDate,
    /// The last day, itself included.
    pub until: NaiveDate,
    /// The time zone of the days, by its IANA name such as `Europe/Berlin`: what has a time and no date
    /// of its own falls on the day that it was there. By default `UTC`.
    pub time_zone: String,
}

impl Span {
    /// From one day until another, both included, of all users of the account, in UTC.
    #[must_use]
    pub fn days(from: NaiveDate, until: NaiveDate) -> Self {
        Self { user_id: None, from, until, time_zone: "UTC".to_owned() }
    }

    /// Of one user.
    #[must_use]
    pub fn of(self, user_id: Uuid) -> Self {
        Self { user_id: Some(user_id), ..self }
    }

    /// By the days of a time zone.
    #[must_use]
    pub fn in_zone(self, time_zone: impl Into<String>) -> Self {
        Self { time_zone: time_zone.into(), ..self }
    }

    /// Finds what is wrong with the days.
    pub(super) fn check(&self, rules: &mut Rules) {
        for (field, day) in [("from", self.from), ("until", self.until)] {
            if !YEARS.contains(&day.year()) {
                rules.fault(field, format!("is {day}: the years go from 1 to 9999"));
            }
        }
        if self.until < self.from {
            let rule = format!("is {}, before from, {}: it is the last day", self.until, self.from);
            rules.fault("until", rule);
        }
    }

    /// The same, and that there are not too many periods.
    pub(super) fn check_by(&self, period: Period, rules: &mut Rules) {
        self.check(rules);
        let periods = (self.until - self.from).num_days() / period.least_days();
        if periods >= MOST_PERIODS {
            let rule = format!(
                "is {}, so that there are more than {MOST_PERIODS} periods: ask for fewer days, or by \
                 longer periods",
                self.until
            );
            rules.fault("until", rule);
        }
    }
}

/// What makes one point of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Period {
    /// A calendar day of the span's time zone.
    Day,
    /// Seven days from a Monday.
    Week,
    /// A calendar month.
    Month,
}

impl Period {
    /// As `date_trunc` and `interval` of `PostgreSQL` call it.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
        }
    }

    /// The first day of the period that a day is in.
    #[must_use]
    pub fn start(self, day: NaiveDate) -> NaiveDate {
        match self {
            Self::Day => day,
            Self::Week => day.week(chrono::Weekday::Mon).first_day(),
            Self::Month => day.with_day(1).unwrap_or(day),
        }
    }

    /// The first day of the period so many before that of a day.
    pub(super) fn back(self, day: NaiveDate, periods: u32) -> NaiveDate {
        let start = self.start(day);
        let back = match self {
            Self::Day => start.checked_sub_days(Days::new(periods.into())),
            Self::Week => start.checked_sub_days(Days::new(7 * u64::from(periods))),
            Self::Month => start.checked_sub_months(Months::new(periods)),
        };
        back.unwrap_or(start)
    }

    const fn least_days(self) -> i64 {
        match self {
            Self::Day => 1,
            Self::Week => 7,
            Self::Month => 28,
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::{Period, Span};
    use crate::rules::Rules;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn weeks_start_on_monday_and_months_on_the_first() {
        let sunday = day("2026-03-01");
        assert_eq!(Period::Day.start(sunday), sunday);
        assert_eq!(Period::Week.start(sunday), day("2026-02-23"));
        assert_eq!(Period::Week.start(day("2026-02-23")), day("2026-02-23"));
        assert_eq!(Period::Month.back(day("2026-03-31"), 1), day("2026-02-01"));
        assert_eq!(Period::Week.back(sunday, 2), day("2026-02-09"));
    }

    #[test]
    fn a_span_that_ends_before_it_starts_or_has_too_many_periods_is_refused() {
        let refused = |from, until, period| {
            let mut rules = Rules::default();
            Span::days(day(from), day(until)).check_by(period, &mut rules);
            rules.finish().err().map(|error| error.to_string())
        };
        assert_eq!(refused("2026-01-01", "2026-01-01", Period::Day), None);
        assert_eq!(refused("2000-01-01", "2027-05-18", Period::Day), None);
        let many = refused("2000-01-01", "2027-05-19", Period::Day).expect("10,001 days");
        assert!(many.contains("longer periods"), "{many}");
        assert_eq!(refused("2000-01-01", "2027-05-19", Period::Week), None);
        let turned = refused("2026-01-02", "2026-01-01", Period::Day).expect("no day");
        assert!(turned.contains("before from"), "{turned}");
        let early = refused("-0001-01-01", "2026-01-01", Period::Month).expect("before year 1");
        assert!(early.contains("1 to 9999"), "{early}");
    }
}
