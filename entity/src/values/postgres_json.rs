//! What JSON allows and a `jsonb` column can't hold.
//!
//! The text is known to be JSON, so one pass over its bytes suffices, whatever its size and depth.
//! The limits are those of `PostgreSQL` 15 to 18 (tests ask the server itself).

use std::fmt;

/// Digits before the decimal point of a `numeric`.
const MOST_INTEGER_DIGITS: i64 = 131_072;
/// Digits after it.
const MOST_FRACTION_DIGITS: i64 = 16_383;
/// The exponent from which on `numeric` reads no literal at all, not even that of zero (from 16 on, one
/// more; what 15 refuses is refused for all).
const MOST_EXPONENT: i64 = i32::MAX as i64 / 2;
/// The server recurses over a document, within its `max_stack_depth`.
const MOST_LEVELS: usize = 1000;

/// Something in a JSON document that `PostgreSQL` can't hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason} at {path}")]
pub struct JsonRefusal {
    /// Where, from the root `$`: `$.days[3].note`. A key that is no plain word is quoted.
    pub path: String,
    /// What it is, and what PostgreSQL's rule is.
    pub reason: String,
}

/// A step from a container to what it holds.
enum Step<'a> {
    Key(&'a str),
    Position(usize),
}

pub(super) fn check(text: &str) -> Result<(), JsonRefusal> {
    Scanner { text, at: 0, path: Vec::new() }.scan()
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
    /// The container at each level, with where in it the scanner stands.
    path: Vec<Step<'a>>,
}

impl<'a> Scanner<'a> {
    fn scan(mut self) -> Result<(), JsonRefusal> {
        while let Some(byte) = self.text.as_bytes().get(self.at).copied() {
            match byte {
                b'{' => self.enter(Step::Key(""))?,
                b'[' => self.enter(Step::Position(0))?,
                b'}' | b']' => {
                    self.path.pop();
                    self.at += 1;
                }
                b',' => {
                    if let Some(Step::Position(position)) = self.path.last_mut() {
                        *position += 1;
                    }
                    self.at += 1;
                }
                b'"' => self.string()?,
                b'-' | b'0'..=b'9' => self.number()?,
                _ => self.at += 1,
            }
        }
        Ok(())
    }

    fn enter(&mut self, step: Step<'a>) -> Result<(), JsonRefusal> {
        if self.path.len() == MOST_LEVELS {
            return Err(self.refuse(format!("more than {MOST_LEVELS} levels of nesting")));
        }
        self.path.push(step);
        self.at += 1;
        Ok(())
    }

    /// A string, which is a key where a colon follows.
    fn string(&mut self) -> Result<(), JsonRefusal> {
        let start = self.at + 1;
        let bytes = self.text.as_bytes();
        let mut end = start;
        while bytes.get(end).is_some_and(|byte| *byte != b'"') {
            end += if bytes[end] == b'\\' { 2 } else { 1 };
        }
        let inside = &self.text[start..end];
        self.at = end + 1;
        if bytes[self.at..].iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b':')
            && let Some(Step::Key(key)) = self.path.last_mut()
        {
            *key = inside;
        }
        refused_escape(inside).map_or(Ok(()), |reason| Err(self.refuse(reason)))
    }

    fn number(&mut self) -> Result<(), JsonRefusal> {
        let rest = &self.text[self.at..];
        let length = rest
            .find(|c: char| !matches!(c, '0'..='9' | '-' | '+' | '.' | 'e' | 'E'))
            .unwrap_or(rest.len());
        let literal = &rest[..length];
        self.at += length;
        if is_numeric(literal) {
            return Ok(());
        }
        let shown: String = literal.chars().take(40).collect();
        Err(self.refuse(format!(
            "the number {shown} is beyond numeric, which holds {MOST_INTEGER_DIGITS} digits before \
             the decimal point and {MOST_FRACTION_DIGITS} after it"
        )))
    }

    fn refuse(&self, reason: String) -> JsonRefusal {
        JsonRefusal { path: self.shown_path(), reason }
    }

    fn shown_path(&self) -> String {
        let mut shown = String::from("$");
        for step in &self.path {
            shown.push_str(&step.to_string());
        }
        shown
    }
}

impl fmt::Display for Step<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Position(position) => write!(f, "[{position}]"),
            Self::Key(key) if key.chars().all(|c| c.is_alphanumeric() || c == '_') => {
                write!(f, ".{key}")
            }
            Self::Key(key) => write!(f, ".\"{key}\""),
        }
    }
}

/// The first escape that no `PostgreSQL` text can hold: the NUL character, or half a surrogate pair.
fn refused_escape(inside: &str) -> Option<String> {
    let mut rest = inside;
    while let Some(backslash) = rest.find('\\') {
        let escape = &rest[backslash + 1..];
        let Some(unit) = code_unit(escape) else {
            rest = &escape[1..];
            continue;
        };
        rest = &escape[5..];
        match unit {
            0 => {
                return Some("the character \\u0000, which no text of PostgreSQL can hold,".into());
            }
            0xD800..=0xDBFF => {
                let low = rest.strip_prefix('\\').and_then(code_unit);
                if !low.is_some_and(|low| (0xDC00..=0xDFFF).contains(&low)) {
                    return Some(lone_surrogate(unit));
                }
                rest = &rest[6..];
            }
            0xDC00..=0xDFFF => return Some(lone_surrogate(unit)),
            _ => {}
        }
    }
    None
}

fn lone_surrogate(unit: u16) -> String {
    format!("the surrogate \\u{unit:04x} without its other half")
}

/// The code unit of an escape: `u` and four hexadecimal digits.
fn code_unit(escape: &str) -> Option<u16> {
    let digits = escape.strip_prefix('u')?.get(..4)?;
    u16::from_str_radix(digits, 16).ok()
}

/// Does `numeric` hold this JSON number?
fn is_numeric(literal: &str) -> bool {
    let unsigned = literal.trim_start_matches('-');
    let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
        Some(at) => (&unsigned[..at], unsigned[at + 1..].parse::<i64>().ok()),
        None => (unsigned, Some(0)),
    };
    let Some(exponent) = exponent.filter(|exponent| exponent.abs() < MOST_EXPONENT) else {
        return false;
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let fraction_digits = length(fraction) - exponent;
    let leading_zeros = || length(fraction) - length(fraction.trim_start_matches('0'));
    let integer_digits = match whole.trim_start_matches('0') {
        "" if fraction.trim_matches('0').is_empty() => 0,
        "" => exponent - leading_zeros(),
        significant => length(significant) + exponent,
    };
    fraction_digits <= MOST_FRACTION_DIGITS && integer_digits <= MOST_INTEGER_DIGITS
}

fn length(digits: &str) -> i64 {
    i64::try_from(digits.len()).unwrap_or(i64::MAX)
}
