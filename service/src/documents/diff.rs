//! What differs between two texts, line by line.

use std::{ops::Range, panic, time::Duration};

use sea_orm::DbErr;
use serde::{Deserialize, Serialize};
use similar::{DiffOp, TextDiff};

use crate::error::{Error, Result};

/// After this time the rest is told as one replacement.
const LONGEST: Duration = Duration::from_millis(500);

/// Unchanged lines around each change of a unified diff.
const CONTEXT: usize = 3;

/// What differs between two versions of a document.
///
/// A line ends with `\n`, which is a part of it. Finding the shortest difference of long texts that
/// have little in common may take minutes: after half a second what remains is told as replaced, which
/// is true and not the shortest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionDiff {
    /// The version that is changed.
    pub from: i32,
    /// The version that comes of it.
    pub to: i32,
    /// As `diff -u` tells it, with three lines around each change. Empty where the texts are the same.
    pub unified: String,
    /// All lines of both, as they were kept, removed, added or replaced, in their order.
    pub changes: Vec<LineChange>,
}

/// Lines that belong together. In JSON, `kind` says which it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum LineChange {
    /// They are in both texts.
    Kept {
        /// Where they were.
        from: Lines,
        /// Where they are.
        to: Lines,
    },
    /// They are in the first text alone.
    Removed {
        /// Where they were.
        from: Lines,
        /// Where they would be: no lines.
        to: Lines,
        /// The lines.
        removed: Vec<String>,
    },
    /// They are in the second text alone.
    Added {
        /// Where they would have been: no lines.
        from: Lines,
        /// Where they are.
        to: Lines,
        /// The lines.
        added: Vec<String>,
    },
    /// Others are in their place.
    Replaced {
        /// Where they were.
        from: Lines,
        /// Where those in their place are.
        to: Lines,
        /// The lines of the first text.
        removed: Vec<String>,
        /// Those of the second.
        added: Vec<String>,
    },
}

/// Lines of a text that follow one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lines {
    /// The number of the first, from 1.
    pub start: usize,
    /// How many; of none, `start` is the line before which they would be.
    pub count: usize,
}

impl VersionDiff {
    /// The difference of two texts, found on a thread that may be kept busy.
    pub(super) async fn aside(from: i32, to: i32, old: String, new: String) -> Result<Self> {
        let found = tokio::task::spawn_blocking(move || Self::between(from, to, &old, &new)).await;
        found.or_else(|error| match error.try_into_panic() {
            Ok(cause) => panic::resume_unwind(cause),
            Err(error) => {
                let source = DbErr::Custom(format!("the runtime is shutting down: {error}"));
                Err(Error::Unavailable { source })
            }
        })
    }

    fn between(from: i32, to: i32, old: &str, new: &str) -> Self {
        let (old, new) = (lines_of(old), lines_of(new));
        let diff =
            TextDiff::configure().newline_terminated(true).timeout(LONGEST).diff_slices(&old, &new);
        let unified = diff
            .unified_diff()
            .context_radius(CONTEXT)
            .header(&format!("version {from}"), &format!("version {to}"))
            .to_string();
        let changes = diff.ops().iter().map(|op| change(op, &old, &new)).collect();
        Self { from, to, unified, changes }
    }
}

/// A lone `\r` ends no line, as it ends none for `diff` and `patch`.
fn lines_of(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

fn change(op: &DiffOp, old: &[&str], new: &[&str]) -> LineChange {
    let (from, to) = (Lines::at(op.old_range()), Lines::at(op.new_range()));
    let removed = || owned(&old[op.old_range()]);
    let added = || owned(&new[op.new_range()]);
    match op {
        DiffOp::Equal { .. } => LineChange::Kept { from, to },
        DiffOp::Delete { .. } => LineChange::Removed { from, to, removed: removed() },
        DiffOp::Insert { .. } => LineChange::Added { from, to, added: added() },
        DiffOp::Replace { .. } => {
            LineChange::Replaced { from, to, removed: removed(), added: added() }
        }
    }
}

fn owned(lines: &[&str]) -> Vec<String> {
    lines.iter().map(ToString::to_string).collect()
}

impl Lines {
    fn at(range: Range<usize>) -> Self {
        Self { start: range.start + 1, count: range.len() }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        fmt::Write as _,
        time::{Duration, Instant},
    };

    use super::{LineChange, VersionDiff};

    fn between(old: &str, new: &str) -> VersionDiff {
        VersionDiff::between(1, 2, old, new)
    }

    /// What the changes make of the first text.
    fn applied(old: &str, diff: &VersionDiff) -> String {
        let old: Vec<&str> = old.split_inclusive('\n').collect();
        let mut new = String::new();
        for change in &diff.changes {
            match change {
                LineChange::Kept { from, .. } => {
                    let start = from.start - 1;
                    new.extend(old[start..start + from.count].iter().copied());
                }
                LineChange::Removed { .. } => {}
                LineChange::Added { added, .. } | LineChange::Replaced { added, .. } => {
                    new.extend(added.iter().map(String::as_str));
                }
            }
        }
        new
    }

    #[test]
    fn a_unified_diff_is_that_of_diff_u() {
        let diff = between("a\nb\nc\n", "a\nB\nc\nd");
        let expected = "--- version 1\n+++ version 2\n@@ -1,3 +1,4 @@\n a\n-b\n+B\n c\n+d\n\\ No newline at end of file\n";
        assert_eq!(diff.unified, expected);
    }

    #[test]
    fn changes_are_ranges_of_lines_that_json_can_tell() -> serde_json::Result<()> {
        let diff = between("a\nb\nc\n", "a\nB\nc\nd");
        let told = serde_json::to_value(&diff.changes)?;
        assert_eq!(
            told,
            serde_json::json!([
                { "kind": "kept", "from": { "start": 1, "count": 1 }, "to": { "start": 1, "count": 1 } },
                { "kind": "replaced", "from": { "start": 2, "count": 1 }, "to": { "start": 2, "count": 1 },
                  "removed": ["b\n"], "added": ["B\n"] },
                { "kind": "kept", "from": { "start": 3, "count": 1 }, "to": { "start": 3, "count": 1 } },
                { "kind": "added", "from": { "start": 4, "count": 0 }, "to": { "start": 4, "count": 1 },
                  "added": ["d"] },
            ])
        );
        let read: VersionDiff = serde_json::from_str(&serde_json::to_string(&diff)?)?;
        assert_eq!(read, diff);
        Ok(())
    }

    #[test]
    fn odd_texts_are_told_apart_by_their_very_bytes() {
        let texts = ["", "\n", "a", "a\n", "a\r\nb", "a\rb\r", "\u{2028}x\n\n\nü", "a\n\na\n"];
        for old in texts {
            for new in texts {
                let diff = between(old, new);
                assert_eq!(applied(old, &diff), new, "{old:?} to {new:?}");
                assert_eq!(diff.unified.is_empty(), old == new);
            }
        }
    }

    #[test]
    fn huge_texts_with_little_in_common_take_bounded_time() {
        let text = |seed: u64| {
            let mut state = seed;
            (0..200_000).fold(String::new(), |mut text, _| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                let _ = writeln!(text, "{}", (state >> 33) % 5_000);
                text
            })
        };
        let (old, new) = (text(1), text(2));
        let started = Instant::now();
        let diff = between(&old, &new);
        assert!(started.elapsed() < Duration::from_secs(30), "{:?}", started.elapsed());
        assert_eq!(applied(&old, &diff), new);
    }
}
