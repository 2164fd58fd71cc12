//! The lists that an error's message holds.

use std::fmt;

use super::InvalidField;
use crate::cascade::Blocker;

/// How many of a long list a message shows; the error's fields have the others.
const SHOWN: usize = 5;

pub(super) struct InvalidFields<'a>(pub(super) &'a [InvalidField]);

impl fmt::Display for InvalidFields<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the input breaks rules: ")?;
        for (position, InvalidField { field, rule }) in self.0.iter().enumerate() {
            let separator = if position == 0 { "" } else { "; " };
            write!(f, "{separator}{field} {rule}")?;
        }
        Ok(())
    }
}

pub(super) struct Blockers<'a>(pub(super) &'a [Blocker]);

impl fmt::Display for Blockers<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, Blocker { table, column, rows }) in self.0.iter().enumerate() {
            let separator = if position == 0 { "" } else { ", " };
            let refer = if *rows == 1 { "row refers" } else { "rows refer" };
            write!(f, "{separator}{rows} {refer} to it by {table}.{column}")?;
        }
        Ok(())
    }
}

/// The first ones of many.
pub(super) struct Several<'a, T>(pub(super) &'a [T]);

impl<T: fmt::Display> fmt::Display for Several<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, conflict) in self.0.iter().take(SHOWN).enumerate() {
            let separator = if position == 0 { "" } else { "; " };
            write!(f, "{separator}{conflict}")?;
        }
        let more = if self.0.len() > SHOWN { "; …" } else { "" };
        f.write_str(more)
    }
}
