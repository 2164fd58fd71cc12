//! A time on the command line.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

/// What a time may look like.
pub(super) const FORMS: &str = "give a day (2026-11-21), a time in UTC (2026-11-21 09:30), one with its zone (2026-11-21T09:30:00+01:00), or how long ago (90m, 24h, 7d)";

/// Reads a time, for clap.
pub(super) fn parse(text: &str) -> Result<DateTime<Utc>, String> {
    read(text.trim(), Utc::now()).ok_or_else(|| FORMS.to_owned())
}

fn read(text: &str, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    if let Some(ago) = ago(text) {
        return now.checked_sub_signed(ago);
    }
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Some(time.to_utc());
    }
    let text = text.trim_end_matches(" UTC").trim_end_matches('Z').replace('T', " ");
    ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%d %H:%M"]
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(&text, form).ok())
        .or_else(|| Some(text.parse::<NaiveDate>().ok()?.and_time(NaiveTime::MIN)))
        .map(|time| time.and_utc())
}

fn ago(text: &str) -> Option<TimeDelta> {
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let number = number.parse::<u32>().ok()?.into();
    match unit {
        "s" => TimeDelta::try_seconds(number),
        "m" => TimeDelta::try_minutes(number),
        "h" => TimeDelta::try_hours(number),
        "d" => TimeDelta::try_days(number),
        "w" => TimeDelta::try_weeks(number),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};

    use super::{parse, read};

    fn told(text: &str) -> Option<String> {
        let now: DateTime<Utc> = "2026-11-21T10:00:00Z".parse().ok()?;
        read(text, now).map(|time| time.to_rfc3339())
    }

    #[test]
    fn a_time_is_read_as_people_write_it() {
        for (text, time) in [
            ("2026-11-21", "2026-11-21T00:00:00+00:00"),
            ("2026-11-21 09:30", "2026-11-21T09:30:00+00:00"),
            ("2026-11-21T09:30:00.25", "2026-11-21T09:30:00.250+00:00"),
            ("2026-11-21 09:30:05 UTC", "2026-11-21T09:30:05+00:00"),
            ("2026-11-21T09:30:00+01:00", "2026-11-21T08:30:00+00:00"),
            ("2026-11-21T09:30:00Z", "2026-11-21T09:30:00+00:00"),
            ("90m", "2026-11-21T08:30:00+00:00"),
            ("7d", "2026-11-14T10:00:00+00:00"),
        ] {
            assert_eq!(told(text).as_deref(), Some(time), "{text}");
        }
    }

    #[test]
    fn anything_else_is_refused_with_what_may_be_given() {
        for text in ["", "d", "é", "yesterday", "2026-13-01", "-1d", "4294967295w", "21.11.2026"] {
            assert!(parse(text).is_err_and(|told| told.contains("2026-11-21")), "{text}");
        }
    }
}
