//! Texts made fit to be shown: values from the database, times, sizes.

use std::borrow::Cow;

use chrono::{DateTime, TimeDelta, Utc};

/// The text without what would steer a terminal: an escape sequence in a row's value moves no cursor and
/// colours nothing. Tabs become spaces; line breaks are for the caller to have split.
pub(crate) fn harmless(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_harmful) {
        return Cow::Borrowed(text);
    }
    let shown = |letter| match letter {
        '\t' => ' ',
        letter if is_harmful(letter) => '\u{fffd}',
        letter => letter,
    };
    Cow::Owned(text.chars().map(shown).collect())
}

/// Control characters, and those that turn the direction of a line around.
fn is_harmful(letter: char) -> bool {
    letter.is_control() || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The text in at most so many columns, a cut told by an ellipsis.
pub(crate) fn cut(text: &str, width: usize) -> Cow<'_, str> {
    console::truncate_str(text, width, "…")
}

/// The text in lines of at most so many columns, broken between words. A word that is longer stands alone.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let room = width.saturating_sub(console::measure_text_width(word) + 1);
        match lines.last_mut() {
            Some(line) if console::measure_text_width(line) <= room => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// A time as people read it, in UTC to the second.
pub(crate) fn time(time: &DateTime<Utc>) -> String {
    time.format("%Y-%m-%d %H:%M:%S UTC").to_string()
}

/// How long, in one unit: `40 s`, `12 min`, `5 h`, `3 days`.
pub(crate) fn span(span: TimeDelta) -> String {
    match span.num_seconds().max(0) {
        seconds @ ..120 => format!("{seconds} s"),
        seconds @ ..7_200 => format!("{} min", seconds / 60),
        seconds @ ..172_800 => format!("{} h", seconds / 3_600),
        seconds => format!("{} days", seconds / 86_400),
    }
}

/// How many bytes, as `PostgreSQL` tells it.
pub(crate) fn size(bytes: u64) -> String {
    let units = ["bytes", "kB", "MB", "GB", "TB"];
    let mut shown = bytes;
    let mut unit = 0;
    // From 10 units of the next on, so that there are always two digits.
    while shown >= 10_240 && unit + 1 < units.len() {
        shown = (shown + 512) / 1_024;
        unit += 1;
    }
    format!("{shown} {}", units[unit])
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::{cut, harmless, size, span, wrap};

    #[test]
    fn what_would_steer_a_terminal_is_taken_out() {
        assert_eq!(harmless("plain, ünïcode 日本"), "plain, ünïcode 日本");
        assert_eq!(harmless("\u{1b}[2Jgone\u{9b}1A\tx\r"), "\u{fffd}[2Jgone\u{fffd}1A x\u{fffd}");
        assert_eq!(harmless("a\u{202e}b"), "a\u{fffd}b");
    }

    #[test]
    fn a_cut_counts_the_columns_of_wide_letters() {
        assert_eq!(cut("short", 5), "short");
        assert_eq!(cut("longer", 5), "long…");
        assert_eq!(cut("日本語です", 5), "日本…");
    }

    #[test]
    fn lines_are_broken_between_words() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("日本 語 extraordinary", 7), ["日本 語", "extraordinary"]);
        assert_eq!(wrap("", 7), <[&str; 0]>::default());
    }

    #[test]
    fn sizes_have_two_digits_or_more() {
        let told = [0, 10_239, 10_240, 84_000_000, 20 << 40].map(size);
        assert_eq!(told, ["0 bytes", "10239 bytes", "10 kB", "80 MB", "20 TB"]);
    }

    #[test]
    fn a_span_is_told_in_one_unit() {
        let told = [5, 119, 120, 7_200, 172_800].map(|seconds| span(TimeDelta::seconds(seconds)));
        assert_eq!(told, ["5 s", "119 s", "2 min", "2 h", "2 days"]);
    }
}
