//! Days and moments, as ISO 8601 writes them: with or without a time, with or without a zone.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Utc};

/// The years that are understood in every spelling of a time.
const YEARS: std::ops::RangeInclusive<i32> = 1..=9999;

/// A time that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Written {
    /// The day, as it stands there, whatever its zone.
    pub(super) day: NaiveDate,
    /// The moment, cut to microseconds; no zone means UTC, no time midnight.
    pub(super) moment: DateTime<Utc>,
    /// Whether it says no more than its day.
    pub(super) is_day: bool,
}

/// Reads a time. `None`: it is none.
pub(super) fn read(text: &str) -> Option<Written> {
    let text = text.trim();
    let (day, rest) = text.split_at_checked(10)?;
    let day = NaiveDate::from_ymd_opt(
        digits(day.get(..4)?, 4)?.try_into().ok()?,
        digits(day.strip_prefix(&day[..4])?.strip_prefix('-')?.get(..2)?, 2)?,
        digits(day.get(7..)?.strip_prefix('-')?, 2)?,
    )?;
    let (time, zone) = match rest.strip_prefix(['T', 't', ' ']) {
        Some(rest) => split_zone(rest.trim_start())?,
        None if rest.is_empty() => (NaiveTime::MIN, FixedOffset::east_opt(0)?),
        None => return None,
    };
    let local = NaiveDateTime::new(day, time);
    let moment = local.and_local_timezone(zone).single()?.to_utc();
    let years = [chrono::Datelike::year(&day), chrono::Datelike::year(&moment)];
    let is_day = time == NaiveTime::MIN;
    years.iter().all(|year| YEARS.contains(year)).then_some(Written { day, moment, is_day })
}

/// A time and its zone.
fn split_zone(text: &str) -> Option<(NaiveTime, FixedOffset)> {
    let (time, zone) = match text.find(['Z', 'z', '+', '-', ' ']) {
        Some(at) => (&text[..at], text[at..].trim_start()),
        None => (text, ""),
    };
    Some((read_time(time)?, read_zone(zone)?))
}

/// `hh:mm`, `hh:mm:ss`, `hh:mm:ss.fraction`. A leap second, which no column holds, is the last
/// microsecond of its minute.
fn read_time(text: &str) -> Option<NaiveTime> {
    let mut parts = text.split(':');
    let hour = digits(parts.next()?, 2)?;
    let minute = digits(parts.next()?, 2)?;
    let (second, fraction) = match parts.next() {
        Some(seconds) => seconds.split_once(['.', ',']).unwrap_or((seconds, "0")),
        None => ("00", "0"),
    };
    if parts.next().is_some() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let micros: u32 = format!("{fraction:0<6}").get(..6)?.parse().ok()?;
    match digits(second, 2)? {
        60 => NaiveTime::from_hms_micro_opt(hour, minute, 59, 999_999),
        second => NaiveTime::from_hms_micro_opt(hour, minute, second, micros),
    }
}

/// Nothing, `Z`, `+hh`, `+hhmm` or `+hh:mm`.
fn read_zone(text: &str) -> Option<FixedOffset> {
    let (west, text) = match text.as_bytes() {
        [] | [b'Z' | b'z'] => return FixedOffset::east_opt(0),
        [b'+', ..] => (1, &text[1..]),
        [b'-', ..] => (-1, &text[1..]),
        _ => return None,
    };
    let (hours, minutes) = match text.split_once(':') {
        Some(parts) => parts,
        None if text.len() == 2 => (text, "00"),
        None => text.split_at_checked(2)?,
    };
    let (hours, minutes) = (digits(hours, 2)?, digits(minutes, 2)?);
    let seconds = i32::try_from(hours * 3600 + minutes * 60).ok()?;
    (minutes < 60).then(|| FixedOffset::east_opt(west * seconds))?
}

/// A number of so many digits.
fn digits(text: &str, count: usize) -> Option<u32> {
    let well = text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    well.then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> Option<String> {
        read(text).map(|it| it.moment.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true))
    }

    #[test]
    fn a_time_may_have_a_zone_or_none() {
        for (text, moment) in [
            ("2026-11-21", "2026-11-21T00:00:00Z"),
            ("2026-11-21T10:15", "2026-11-21T10:15:00Z"),
            ("2026-11-21 10:15:30", "2026-11-21T10:15:30Z"),
            ("2026-11-21T10:15:30.5Z", "2026-11-21T10:15:30.500Z"),
            ("2026-11-21T10:15:30.123456789Z", "2026-11-21T10:15:30.123456Z"),
            ("2026-11-21t10:15:30z", "2026-11-21T10:15:30Z"),
            ("2026-11-21T10:15:30+02:00", "2026-11-21T08:15:30Z"),
            ("2026-11-21T10:15:30 +0530", "2026-11-21T04:45:30Z"),
            ("2026-11-21T10:15:30-05", "2026-11-21T15:15:30Z"),
            (" 2026-11-21 ", "2026-11-21T00:00:00Z"),
            ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59.999999Z"),
        ] {
            assert_eq!(utc(text).as_deref(), Some(moment), "{text}");
        }
    }

    #[test]
    fn the_day_is_the_one_that_was_written() {
        let late = read("2026-11-21T23:30:00-05:00").map(|it| (it.day.to_string(), it.is_day));
        assert_eq!(late, Some(("2026-11-21".to_owned(), false)));
        assert_eq!(read("2026-11-21T00:00:00").map(|it| it.is_day), Some(true));
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in [
            "",
            "yesterday",
            "2026-13-01",
            "2026-02-30",
            "2026-1-1",
            "21.11.2026",
            "1732190400",
            "2026-11-21T",
            "2026-11-21T25:00",
            "2026-11-21T0010:15",
            "2026-11-21T10:15:30+25:00",
            "2026-11-21X10:15",
            "0000-01-01",
            "0001-01-01T00:00:00+01:00",
            "9999-12-31T23:59:59-01:00",
            "2026-11-21T10:15:30.1.2",
            "2026-11-2é",
            "2026-11-21T10:15:30 Uhr",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
