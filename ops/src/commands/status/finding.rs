//! Something that is not as it should be.

use serde::Serialize;

/// How bad it is; in the order in which findings are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Severity {
    /// A promise is broken: something may be lost, unaudited, or seen by others.
    Danger,
    /// It will be so, or costs.
    Warning,
    /// It could be better.
    Advice,
}

/// What is wrong, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Finding {
    pub(super) severity: Severity,
    pub(super) what: String,
    /// The statement or the command that mends it, or what to do.
    pub(super) cure: String,
}

impl Finding {
    pub(super) fn danger(what: impl Into<String>, cure: impl Into<String>) -> Self {
        Self { severity: Severity::Danger, what: what.into(), cure: cure.into() }
    }

    pub(super) fn warning(what: impl Into<String>, cure: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, what: what.into(), cure: cure.into() }
    }

    pub(super) fn advice(what: impl Into<String>, cure: impl Into<String>) -> Self {
        Self { severity: Severity::Advice, what: what.into(), cure: cure.into() }
    }
}

/// Some of many names, for a line.
pub(super) fn some(names: &[String]) -> String {
    const SHOWN: usize = 5;
    let shown = names.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
    match names.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        Some(more) => format!("{shown} and {more} more"),
        None => shown,
    }
}
