//! The difference of two texts, by line.

use std::time::Duration;

use serde_json::Result;
use similar::TextDiff;

/// Two texts that are longer than this together are shown by their difference.
const LONG: usize = 200;

/// Hostile texts take quadratic time to compare in the best way: then a coarser one must do.
const PATIENCE: Duration = Duration::from_millis(100);

/// The unified diff of two JSON strings. `None`: they are no strings, or short ones of one line.
pub(super) fn unified(from: &str, to: &str) -> Result<Option<String>> {
    if !(from.starts_with('"') && to.starts_with('"')) {
        return Ok(None);
    }
    let (from, to): (String, String) = (serde_json::from_str(from)?, serde_json::from_str(to)?);
    if from.len() + to.len() <= LONG && !from.contains('\n') && !to.contains('\n') {
        return Ok(None);
    }
    let difference = TextDiff::configure().timeout(PATIENCE).diff_lines(&from, &to);
    Ok(Some(difference.unified_diff().missing_newline_hint(false).to_string()))
}
