//! The names of fields: a column, a path into its JSON, and perhaps an operator.

use super::{MOST_STEPS, quoted};

/// Parts a key at its last `__` that stands outside of quotes.
pub(super) fn without_operator(key: &str) -> (&str, Option<&str>) {
    let after_quotes = key.rfind('"').map_or(0, |at| at + 1);
    match key[after_quotes..].rfind("__").map(|at| at + after_quotes) {
        Some(at) if at > 0 => (&key[..at], Some(&key[at + 2..])),
        _ => (key, None),
    }
}

/// Parts a field into its column and the steps of its path.
///
/// # Errors
/// The rule that the path breaks.
pub(super) fn column_and_steps(field: &str) -> Result<(&str, Vec<String>), String> {
    let Some((column, mut rest)) = field.split_once('.') else {
        return Ok((field, Vec::new()));
    };
    let mut steps = Vec::new();
    loop {
        if steps.len() == MOST_STEPS {
            return Err(format!(
                "has a path of more than {MOST_STEPS} steps: it may have that many"
            ));
        }
        let end = step_end(rest);
        steps.push(step(&rest[..end])?);
        match rest[end..].strip_prefix('.') {
            Some(more) => rest = more,
            None if end == rest.len() => return Ok((column, steps)),
            None => return Err("has something between a closing quote and the next dot".into()),
        }
    }
}

/// Where the first step of a path ends: at a dot, or behind the closing quote.
fn step_end(path: &str) -> usize {
    if !path.starts_with('"') {
        return path.find('.').unwrap_or(path.len());
    }
    let mut is_escaped = false;
    for (at, c) in path.char_indices().skip(1) {
        match c {
            '"' if !is_escaped => return at + 1,
            _ => is_escaped = c == '\\' && !is_escaped,
        }
    }
    path.len()
}

fn step(text: &str) -> Result<String, String> {
    if text.is_empty() {
        return Err("has an empty step in its path: write column.key.key".into());
    }
    if !text.starts_with('"') {
        return Ok(text.to_owned());
    }
    serde_json::from_str(text)
        .map_err(|_| "has a quoted step in its path that is no JSON string".into())
}

/// A step as a field's name has it.
pub(super) fn step_text(step: &str) -> String {
    let is_plain = !step.is_empty() && !step.contains("__") && !step.contains(['.', '"']);
    if is_plain { step.to_owned() } else { quoted(step) }
}

#[cfg(test)]
mod tests {
    use super::{column_and_steps, without_operator};

    #[test]
    fn the_operator_stands_behind_the_last_two_underscores_outside_of_quotes() {
        assert_eq!(without_operator("mood_score__gte"), ("mood_score", Some("gte")));
        assert_eq!(without_operator("title"), ("title", None));
        assert_eq!(without_operator("__eq"), ("__eq", None));
        assert_eq!(without_operator(r#"raw_data."a__b""#), (r#"raw_data."a__b""#, None));
        assert_eq!(without_operator(r#"raw_data."a__b"__lt"#), (r#"raw_data."a__b""#, Some("lt")));
    }

    #[test]
    fn a_path_has_plain_and_quoted_steps() {
        let steps = |path: &str| column_and_steps(path).map(|(_, steps)| steps.join("|"));
        assert_eq!(steps("raw_data.a.b"), Ok("a|b".into()));
        assert_eq!(steps(r#"raw_data."a.b\"c".d"#), Ok(r#"a.b"c|d"#.into()));
        for broken in ["raw_data.", "raw_data..a", r#"raw_data."a"b"#, r#"raw_data."a"#] {
            assert!(steps(broken).is_err(), "{broken}");
        }
        assert!(steps(&format!("raw_data{}", ".a".repeat(16))).is_ok());
        assert!(steps(&format!("raw_data{}", ".a".repeat(17))).is_err());
    }
}
