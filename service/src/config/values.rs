//! The kinds of values that settings have.

use std::time::Duration;

/// A kind of value.
pub(super) struct Value<T> {
    /// Reads a text that is trimmed and not empty; `None` where it is not allowed.
    pub(super) parse: fn(&str) -> Option<T>,
    /// What is allowed, to follow the word "give".
    pub(super) allowed: &'static str,
}

/// What `PostgreSQL`'s own `max_connections` can be at most.
const MOST_CONNECTIONS: u32 = 262_143;

/// What `PostgreSQL` can hold as a timeout: an `int4` of milliseconds.
const LONGEST: Duration = Duration::from_millis(i32::MAX as u64);

/// Any text but a URL: one that stands where a name belongs would be shown, with its password.
pub(super) const TEXT: Value<String> = Value {
    parse: |text| (!text.contains("://")).then(|| text.to_owned()),
    allowed: "any text but a URL, which belongs in DATABASE_URL",
};

/// A name, an address (of which the URL's brackets are taken off), or a Unix socket's directory.
pub(super) const HOST: Value<String> = Value {
    parse: |text| (!may_be_url(text)).then(|| without_brackets(text).to_owned()),
    allowed: "a host name, an address, or the directory of a Unix socket",
};

/// What a message shows of a value that is not allowed: nothing, where it may hold a password.
pub(super) fn shown(text: String) -> String {
    if may_be_url(&text) { "… (not shown: it may hold a password)".to_owned() } else { text }
}

/// Whether it reads like a URL, or like the part of one that has user and password.
fn may_be_url(text: &str) -> bool {
    text.contains("://") || text.contains('@')
}

pub(super) const PORT: Value<u16> = Value {
    parse: |text| text.parse().ok().filter(|port| *port > 0),
    allowed: "a port from 1 to 65535",
};

pub(super) const MAX_CONNECTIONS: Value<u32> = Value {
    parse: |text| connections(text).filter(|connections| *connections > 0),
    allowed: "a whole number from 1 to 262143",
};

pub(super) const MIN_CONNECTIONS: Value<u32> =
    Value { parse: connections, allowed: "a whole number from 0 to 262143" };

/// A time that ends.
pub(super) const TIMEOUT: Value<Duration> = Value {
    parse: |text| time(text).filter(|time| !time.is_zero()),
    allowed: "a time above 0 and up to 24 days, like 30 or 30s, 500ms, 5m, 1h",
};

/// A time of which zero means that there is no limit.
pub(super) const LIMIT: Value<Duration> = Value {
    parse: time,
    allowed: "a time up to 24 days, like 30 or 30s, 500ms, 5m, 1h, or 0 for no limit",
};

fn connections(text: &str) -> Option<u32> {
    text.parse().ok().filter(|connections| *connections <= MOST_CONNECTIONS)
}

/// A bare number is seconds.
fn time(text: &str) -> Option<Duration> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let milliseconds: u64 = match unit.trim_start() {
        "ms" => 1,
        "" | "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        _ => return None,
    };
    let number: u64 = number.parse().ok()?;
    let time = Duration::from_millis(number.checked_mul(milliseconds)?);
    (time <= LONGEST).then_some(time)
}

/// `[::1]` as `::1`: sqlx 0.9 on tokio asks the resolver for a host with brackets, in vain.
fn without_brackets(host: &str) -> &str {
    host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{HOST, LIMIT, LONGEST, MAX_CONNECTIONS, MIN_CONNECTIONS, PORT, TIMEOUT};

    #[test]
    fn times_are_read_in_each_unit() {
        let cases = [
            ("30", Duration::from_secs(30)),
            ("30s", Duration::from_secs(30)),
            ("30 s", Duration::from_secs(30)),
            ("500ms", Duration::from_millis(500)),
            ("5m", Duration::from_mins(5)),
            ("1h", Duration::from_hours(1)),
            ("576h", Duration::from_hours(576)),
            ("2147483647ms", LONGEST),
        ];
        for (text, time) in cases {
            assert_eq!((TIMEOUT.parse)(text), Some(time), "{text}");
            assert_eq!((LIMIT.parse)(text), Some(time), "{text}");
        }
    }

    #[test]
    fn what_is_not_a_time_or_too_long_is_refused() {
        for text in [
            "s",
            "abc",
            "-1",
            "1.5s",
            "1d",
            "5min",
            "30S",
            "1h30m",
            "٣٠",
            "2147483648ms",
            "597h",
            "99999999999999999999",
            "9999999999999999h",
        ] {
            assert_eq!((LIMIT.parse)(text), None, "{text}");
        }
    }

    #[test]
    fn zero_is_a_limit_that_there_is_not_but_no_timeout() {
        assert_eq!((LIMIT.parse)("0"), Some(Duration::ZERO));
        assert_eq!((LIMIT.parse)("0ms"), Some(Duration::ZERO));
        assert_eq!((TIMEOUT.parse)("0"), None);
    }

    #[test]
    fn numbers_keep_to_their_range() {
        assert_eq!((PORT.parse)("65535"), Some(65_535));
        assert_eq!((PORT.parse)("0"), None);
        assert_eq!((PORT.parse)("65536"), None);
        assert_eq!((MAX_CONNECTIONS.parse)("1"), Some(1));
        assert_eq!((MAX_CONNECTIONS.parse)("0"), None);
        assert_eq!((MAX_CONNECTIONS.parse)("262144"), None);
        assert_eq!((MIN_CONNECTIONS.parse)("0"), Some(0));
    }

    #[test]
    fn a_host_loses_its_brackets() {
        assert_eq!((HOST.parse)("[::1]").as_deref(), Some("::1"));
        assert_eq!((HOST.parse)("::1").as_deref(), Some("::1"));
        assert_eq!((HOST.parse)("[db").as_deref(), Some("[db"));
    }
}
