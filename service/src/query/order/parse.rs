//! An order from its text.

use std::str::FromStr;

use super::{Nulls, Order, Term};
use crate::error::{Error, Result};

/// Far more than five fields need: a text this long is no order.
const LONGEST: usize = 1_000;

impl FromStr for Order {
    type Err = Error;

    /// # Errors
    /// `Invalid` on `order` for an empty term or an unknown placement of nulls.
    fn from_str(text: &str) -> Result<Self> {
        if text.len() > LONGEST {
            return Err(refused(format!("has {} bytes: it may have {LONGEST}", text.len())));
        }
        if text.trim().is_empty() {
            return Ok(Self::own());
        }
        let terms: Result<Vec<Term>> = text.split(',').map(term).collect();
        Ok(Self { terms: terms? })
    }
}

fn term(text: &str) -> Result<Term> {
    let text = text.trim();
    let (name, nulls) = match text.split_once(':') {
        None => (text, None),
        Some((name, "nulls_first")) => (name, Some(Nulls::First)),
        Some((name, "nulls_last")) => (name, Some(Nulls::Last)),
        Some((_, other)) => {
            let other: String = other.chars().take(64).collect();
            let rule = format!(
                "has {other:?} after a field: say nulls_first, nulls_last, or leave it out"
            );
            return Err(refused(rule));
        }
    };
    let (descending, name) = match name.strip_prefix('-') {
        Some(name) => (true, name),
        None => (false, name.strip_prefix('+').unwrap_or(name)),
    };
    let name = name.trim();
    if name.is_empty() {
        return Err(refused("has a term without a field: write it like -created_at,title"));
    }
    if name.starts_with(['+', '-']) {
        return Err(refused("has two signs before a field: write it like -created_at,title"));
    }
    Ok(Term { field: name.to_owned().into(), descending, nulls })
}

pub(super) fn refused(rule: impl Into<String>) -> Error {
    Error::invalid("order", rule)
}

#[cfg(test)]
mod tests {
    use super::Order;

    #[test]
    fn an_order_is_the_same_as_text_and_in_code() {
        let order = Order::by("created_at").descending().nulls_last().then("title").nulls_first();
        assert_eq!(
            " -created_at:nulls_last , +title:nulls_first ".parse::<Order>().ok(),
            Some(order)
        );
        assert_eq!("".parse::<Order>().ok(), Some(Order::own()));
        assert_eq!("+ a :nulls_first".parse().ok(), Some(Order::by("a").nulls_first()));
    }

    #[test]
    fn an_order_survives_its_text() {
        for text in ["a", "-a", "a,-b:nulls_first,c:nulls_last"] {
            assert_eq!(
                text.parse::<Order>().map(|order| order.to_string()).ok(),
                Some(text.into())
            );
        }
    }

    #[test]
    fn what_is_no_order_is_refused_with_the_next_step() {
        let long = "a".repeat(2_000);
        for (text, said) in [
            ("a,,b", "without a field"),
            ("-", "without a field"),
            ("+-a", "two signs"),
            ("++a", "two signs"),
            (":nulls_last", "without a field"),
            ("a:desc", "nulls_first, nulls_last"),
            (&long, "it may have 1000"),
        ] {
            let error = text.parse::<Order>().expect_err(text).to_string();
            assert!(error.contains("order") && error.contains(said), "{error}");
        }
    }
}
