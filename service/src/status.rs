//! What columns of a status share: lists of those with some of them, and changes along the edges that
//! are allowed. Whether a row may take an edge is a condition of the statement that writes it; here is
//! that condition, and what a refusal says.

use std::{fmt::Display, str::FromStr};

use crate::{error::Error, query::Filter};

/// A row has one of these statuses. `None`: any will do, for none is named.
///
/// One alone is tested by `=`: of `= ANY` an index on `(status, time)` gives no order by time.
pub(crate) fn any_of(statuses: &[&'static str]) -> Option<Filter> {
    match statuses {
        [] => None,
        [one] => Some(Filter::field("status").eq(*one)),
        several => Some(Filter::field("status").is_in(several.iter().copied())),
    }
}

/// The statuses, of all that a column takes, that another one may follow.
pub(crate) fn before<S>(
    all: &'static [&'static str],
    following: fn(S) -> &'static [S],
    to: &S,
) -> Vec<&'static str>
where
    S: FromStr + PartialEq + 'static,
{
    let leads_there = |from: &&str| from.parse().is_ok_and(|from| following(from).contains(to));
    all.iter().copied().filter(leads_there).collect()
}

/// Says what the status is, and what may follow it.
pub(crate) fn refused<S>(from: &str, following: fn(S) -> &'static [S], to: &S) -> Error
where
    S: FromStr + Display + 'static,
{
    let following = from.parse().map_or(&[][..], following);
    let named: Vec<String> = following.iter().map(ToString::to_string).collect();
    let rest = match named.split_last() {
        None => "which nothing follows".to_owned(),
        Some((last, [])) => format!("which {last} may follow"),
        Some((last, others)) => format!("which {} or {last} may follow", others.join(", ")),
    };
    Error::invalid("status", format!("can't become {to}: it is {from}, {rest}"))
}

#[cfg(test)]
mod tests {
    use annals_entity::values::{ExecutionStatus, ProjectStatus};

    use super::{before, refused};

    #[test]
    fn a_status_is_reached_from_those_that_it_may_follow() {
        let before = |to| before(ProjectStatus::ALL, ProjectStatus::following, &to);
        assert_eq!(before(ProjectStatus::Completed), ["active"]);
        assert_eq!(before(ProjectStatus::Archived), ["draft", "active", "completed"]);
    }

    #[test]
    fn a_refusal_names_what_may_follow() {
        let refused = |from| {
            refused(from, ExecutionStatus::following, &ExecutionStatus::Completed).to_string()
        };
        assert!(
            refused("pending").ends_with("it is pending, which running or cancelled may follow")
        );
        assert!(refused("failed").ends_with("it is failed, which nothing follows"));
    }
}
