//! Numbers as `jsonb` gives them back.

use serde_json::{Number, Value};

/// Of two numbers beside each other `serde_json` may read each as the other. One of so many beside them
/// is read as itself.
const MOST_BESIDE: u64 = 64;

/// Makes every number of a value one that a trip to the database leaves alone. `jsonb` writes numbers out
/// (`1e16` as 1 and sixteen zeros, which then is read as an integer), and knows no negative zero; and of
/// some numbers `serde_json` reads the last of seventeen digits otherwise than it was written.
pub(super) fn settle(value: &mut Value) {
    match value {
        Value::Number(number) => *number = settled(number.clone()),
        Value::Array(elements) => elements.iter_mut().for_each(settle),
        Value::Object(fields) => fields.values_mut().for_each(settle),
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}

/// The same for a number by itself, which stays what it is where JSON can't hold it.
pub(super) fn settled_f64(number: f64) -> f64 {
    Number::from_f64(number).and_then(|it| settled(it).as_f64()).unwrap_or(number)
}

fn settled(number: Number) -> Number {
    let Some(float) = number.as_f64().filter(|_| number.is_f64()) else { return number };
    if float == 0.0 {
        return Number::from_f64(0.0).unwrap_or(number);
    }
    let beside = (0..MOST_BESIDE)
        .filter_map(|step| Number::from_f64(f64::from_bits(float.to_bits().saturating_add(step))));
    beside.map(|it| (read_back(&it), it)).find_map(settles).unwrap_or(number)
}

/// A number that comes back as it is, or as an integer, which does.
fn settles((back, number): (Option<Number>, Number)) -> Option<Number> {
    back.filter(|back| *back == number || !back.is_f64())
}

/// What comes back of a number.
fn read_back(number: &Number) -> Option<Number> {
    serde_json::from_str(&written_out(&number.to_string())).ok()
}

/// A literal without its exponent.
fn written_out(literal: &str) -> String {
    let Some((mantissa, exponent)) = literal.split_once(['e', 'E']) else {
        return literal.to_owned();
    };
    let Ok(exponent) = exponent.parse::<i64>() else { return literal.to_owned() };
    let (sign, unsigned) = mantissa.strip_prefix('-').map_or(("", mantissa), |rest| ("-", rest));
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let fraction = if fraction == "0" { "" } else { fraction };
    let digits = format!("{whole}{fraction}");
    let point = i64::try_from(whole.len()).unwrap_or(i64::MAX).saturating_add(exponent);
    let length = i64::try_from(digits.len()).unwrap_or(i64::MAX);
    let zeros = |number: i64| "0".repeat(usize::try_from(number).unwrap_or_default());
    if point >= length {
        format!("{sign}{digits}{}", zeros(point - length))
    } else if point <= 0 {
        format!("{sign}0.{}{digits}", zeros(-point))
    } else {
        let (whole, fraction) = digits.split_at(usize::try_from(point).unwrap_or_default());
        format!("{sign}{whole}.{fraction}")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{settle, written_out};

    #[test]
    fn literals_are_written_out() {
        let literals = ["1e3", "-1.25e1", "1.5e-3", "12", "1.0e2", "-2e-1"];
        let plain = ["1000", "-12.5", "0.0015", "12", "100", "-0.2"];
        assert_eq!(literals.map(written_out), plain);
    }

    #[test]
    fn numbers_are_those_that_the_database_gives_back() {
        let mut value = json!({ "a": [1e16, -0.0, 0.5, 1e-7, 1e300], "b": 7 });
        settle(&mut value);
        let again = value.clone();
        assert_eq!(
            value,
            json!({ "a": [10_000_000_000_000_000_u64, 0.0, 0.5, 1e-7, 1e300], "b": 7 })
        );
        settle(&mut value);
        assert_eq!(value, again);
    }
}
