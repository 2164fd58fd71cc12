//! The texts of jsonpaths. All of them are bound as values; within them, keys and texts stand as JSON
//! strings, which are jsonpath strings too once [`ExactJson::check`] has refused `\u0000` and lone
//! surrogates.
//!
//! [`ExactJson::check`]: annals_entity::values::ExactJson::check

use super::Operator;
use crate::query::filter::{FilterValue, quoted};

/// `$."weather"."temp_c"`, in lax mode, which looks into lists.
pub(super) fn place(steps: &[String]) -> String {
    let mut path = String::from("$");
    for step in steps {
        path.push('.');
        path.push_str(&quoted(step));
    }
    path
}

/// The place, where one of its values meets the condition.
pub(super) fn with(steps: &[String], condition: &str) -> String {
    format!("{} ? ({condition})", place(steps))
}

/// Elements of a list, none of the lists within it: what `@>` takes for an element.
pub(super) fn element(values: &[FilterValue]) -> String {
    format!("strict $[*] ? ({})", one_of(values))
}

/// `@ >= 20`.
pub(super) fn compared(operator: Operator, value: &FilterValue) -> String {
    format!("@ {} {}", operator.comparison(), value.0)
}

/// `@ == 1 || @ == 2`. Nested by halves: the server recurses over what is nested.
pub(super) fn one_of(values: &[FilterValue]) -> String {
    let equal: Vec<String> = values.iter().map(|value| compared(Operator::Eq, value)).collect();
    joined(&equal, "||")
}

/// Conditions in a tree by halves, which is what keeps a thousand of them shallow. Of none: false.
pub(super) fn joined(conditions: &[String], with: &str) -> String {
    match conditions {
        [] => "1 == 0".to_owned(),
        [one] => one.clone(),
        _ => {
            let (left, right) = conditions.split_at(conditions.len() / 2);
            format!("({}) {with} ({})", joined(left, with), joined(right, with))
        }
    }
}
