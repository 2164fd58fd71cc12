//! JSON as columns hold it, with no digit lost.
//!
//! What a column or its Rust type can't hold as it is (a number beyond an `f64` or beyond `numeric`, a
//! value that nests too deep) is kept as text: its JSON, as the file has it.

use std::borrow::Cow;

use annals_entity::values::ExactJson;
use serde_json::{Map, Value, value::RawValue};

/// Levels of a [`Value`]: serde reads 128, and some are around it.
const MOST_LEVELS: usize = 100;
/// What is told of such a value.
pub(super) const AS_TEXT: &str =
    "has a number, or a depth, that the column can't hold: that part is kept as text";
/// Digits that an `f64` always keeps.
const SURE_DIGITS: usize = 15;

/// A value, and whether something in it is kept as text.
pub(super) fn value(json: &str) -> (Value, bool) {
    let glance = Glance::at(json);
    if glance == Glance::Plain
        && let Ok(value) = serde_json::from_str(json)
    {
        return (value, false);
    }
    let mut as_text = false;
    let built = if glance == Glance::Deep { None } else { build(json, &mut as_text) };
    match built {
        Some(value) => (value, as_text),
        None => (Value::String(json.to_owned()), true),
    }
}

/// An object of such fields, for a column that keeps them digit by digit, and the fields of it that are
/// kept as text.
pub(super) fn object(fields: &[(String, Cow<'_, str>)]) -> (ExactJson, Vec<String>) {
    let json = written(fields);
    if let Some(exact) = storable(&json) {
        return (exact, Vec::new());
    }
    let mut as_text = Vec::new();
    let fields: Vec<(&str, Cow<'_, str>)> = fields
        .iter()
        .map(|(name, json)| {
            if storable(&format!("[{json}]")).is_some() {
                return (name.as_str(), Cow::Borrowed(json.as_ref()));
            }
            as_text.push(name.clone());
            (name.as_str(), Cow::Owned(quoted(json)))
        })
        .collect();
    let json = written(&fields);
    (storable(&json).unwrap_or_else(|| Value::String(json).into()), as_text)
}

/// A value of its own for such a column, and whether it is kept as text.
pub(super) fn single(json: &str) -> (ExactJson, bool) {
    match storable(json) {
        Some(exact) => (exact, false),
        None => (Value::String(json.to_owned()).into(), true),
    }
}

/// A text as JSON.
pub(super) fn quoted(text: &str) -> String {
    Value::String(text.to_owned()).to_string()
}

/// An object of such fields, written.
pub(super) fn written<N: AsRef<str>, J: AsRef<str>>(fields: &[(N, J)]) -> String {
    let mut json = String::from("{");
    for (name, value) in fields {
        if json.len() > 1 {
            json.push(',');
        }
        json.push_str(&quoted(name.as_ref()));
        json.push(':');
        json.push_str(value.as_ref());
    }
    json.push('}');
    json
}

fn storable(json: &str) -> Option<ExactJson> {
    let exact: ExactJson = json.parse().ok()?;
    exact.check().is_ok().then_some(exact)
}

/// What a value looks like, by its brackets and the length of its numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Glance {
    /// `serde_json` reads it without losing a digit.
    Plain,
    /// It has numbers that must be looked at.
    Digits,
    /// It nests too deep.
    Deep,
}

impl Glance {
    fn at(json: &str) -> Self {
        let bytes = json.as_bytes();
        let (mut at, mut depth) = (0, 0_usize);
        let mut glance = Self::Plain;
        while let Some(byte) = bytes.get(at) {
            at += match byte {
                b'"' => string_length(&bytes[at..]),
                b'-' | b'0'..=b'9' => {
                    let length = bytes[at..].iter().take_while(|byte| is_numeric(**byte)).count();
                    if !is_short(&bytes[at..at + length]) {
                        glance = Self::Digits;
                    }
                    length
                }
                _ => 1,
            };
            match byte {
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth > MOST_LEVELS {
                return Self::Deep;
            }
        }
        glance
    }
}

/// Whether an `f64` keeps a number for sure.
fn is_short(number: &[u8]) -> bool {
    number.len() <= SURE_DIGITS && !number.iter().any(|byte| matches!(byte, b'e' | b'E'))
}

/// The bytes of the string that begins here, quotes included.
fn string_length(bytes: &[u8]) -> usize {
    let mut at = 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

const fn is_numeric(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E')
}

/// A value whose numbers are looked at one by one. It recurses, and nests no deeper than it may.
fn build(json: &str, as_text: &mut bool) -> Option<Value> {
    match json.as_bytes().first()? {
        b'{' => {
            let fields = super::fields::split(json).ok()?.into_iter();
            let built = fields.map(|(name, json)| Some((name.into_owned(), build(json, as_text)?)));
            Some(Value::Object(built.collect::<Option<Map<_, _>>>()?))
        }
        b'[' => {
            let elements: Vec<&RawValue> = serde_json::from_str(json).ok()?;
            let built = elements.into_iter().map(|element| build(element.get(), as_text));
            Some(Value::Array(built.collect::<Option<Vec<_>>>()?))
        }
        b'-' | b'0'..=b'9' => Some(number(json).unwrap_or_else(|| {
            *as_text = true;
            Value::String(json.to_owned())
        })),
        _ => serde_json::from_str(json).ok(),
    }
}

/// A number that is the same when it is written again.
fn number(literal: &str) -> Option<Value> {
    if let Ok(whole) = literal.parse::<i64>() {
        return Some(whole.into());
    }
    if let Ok(whole) = literal.parse::<u64>() {
        return Some(whole.into());
    }
    let number = serde_json::Number::from_f64(literal.parse().ok()?)?;
    let is_same = digits(&number.to_string()) == digits(literal);
    is_same.then_some(Value::Number(number))
}

/// What a literal says: its sign, its digits without zeros at either end, and where the point stands.
fn digits(literal: &str) -> Option<(bool, String, i64)> {
    let unsigned = literal.strip_prefix('-');
    let (mantissa, exponent) = match unsigned.unwrap_or(literal).split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().ok()?),
        None => (unsigned.unwrap_or(literal), 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = format!("{whole}{fraction}");
    let significant = all.trim_start_matches('0');
    let point =
        i64::try_from(whole.len()).ok()? - i64::try_from(all.len() - significant.len()).ok()?;
    let significant = significant.trim_end_matches('0');
    let exponent = if significant.is_empty() { 0 } else { exponent.checked_add(point)? };
    Some((unsigned.is_some() && !significant.is_empty(), significant.to_owned(), exponent))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_that_a_float_can_t_hold_are_kept_as_text() {
        for (json, expected, as_text) in [
            ("[7, 0.5, -0, 1e3, 1E-2]", json!([7, 0.5, 0, 1000.0, 0.01]), false),
            ("0.30000000000000004", json!(0.300_000_000_000_000_04), false),
            ("18446744073709551615", json!(u64::MAX), false),
            ("1208925819614629174706177", json!("1208925819614629174706177"), true),
            (r#"{"n": 1e400, "m": 1}"#, json!({"n": "1e400", "m": 1}), true),
            ("0.1234567890123456789", json!("0.1234567890123456789"), true),
            (r#""1e400""#, json!("1e400"), false),
        ] {
            let (found, text) = value(json);
            assert_eq!(found, expected, "{json}");
            assert_eq!(text, as_text, "{json}");
        }
    }

    #[test]
    fn what_nests_too_deep_is_kept_as_text() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        let (found, as_text) = value(&deep);
        assert_eq!((found, as_text), (json!(deep), true));
        let fields = [("deep".to_owned(), Cow::from(deep.as_str())), ("a".to_owned(), "1".into())];
        let (object, as_text) = object(&fields);
        assert_eq!(as_text, ["deep"]);
        assert_eq!(
            object.to_value().map(|it| (it["deep"] == deep, it["a"] == 1)).ok(),
            Some((true, true))
        );
        assert!(single(&deep).1);
    }

    #[test]
    fn digits_stay_where_the_column_keeps_them() {
        let fields = [("n".to_owned(), Cow::from("1208925819614629174706177.10"))];
        let (exact, as_text) = object(&fields);
        assert_eq!(exact.as_str(), r#"{"n":1208925819614629174706177.10}"#);
        assert!(as_text.is_empty());
    }
}
