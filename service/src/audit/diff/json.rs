//! The difference of two JSON values, as texts: no number loses a digit.

use std::collections::BTreeMap;

use annals_entity::values::ExactJson;
use serde_json::{Result, value::RawValue};

use super::{Change, ChangePath, Step, text};

/// What an entry says itself.
const OWN: [&str; 3] = ["account_id", "id", "row_version"];

/// Deeper values are compared as a whole: each level is read once more.
const DEEPEST: usize = 32;

type Object<'a> = BTreeMap<String, &'a RawValue>;

pub(super) fn between(
    before: Option<&ExactJson>,
    after: Option<&ExactJson>,
) -> Result<Vec<Change>> {
    let mut changes = Vec::new();
    let root = ChangePath::default();
    let (from, to) = (columns(before)?, columns(after)?);
    if before.is_some() && after.is_some() {
        objects(&root, &from, &to, &mut changes)?;
        changes.sort_by(|one, other| one.path.cmp(&other.path));
        return Ok(changes);
    }
    for (name, value) in from {
        let path = root.then(Step::Key(name));
        changes.push(Change { path, from: Some(exact(value)?), to: None, unified: None });
    }
    for (name, value) in to {
        let path = root.then(Step::Key(name));
        changes.push(Change { path, from: None, to: Some(exact(value)?), unified: None });
    }
    changes.retain(|change| ![&change.from, &change.to].iter().any(|side| is_null(side.as_ref())));
    Ok(changes)
}

fn columns(image: Option<&ExactJson>) -> Result<Object<'_>> {
    let Some(image) = image else { return Ok(Object::new()) };
    let mut columns: Object<'_> = serde_json::from_str(image.as_str())?;
    columns.retain(|name, _| !OWN.contains(&name.as_str()));
    Ok(columns)
}

fn is_null(value: Option<&ExactJson>) -> bool {
    value.is_some_and(|value| value.as_str() == "null")
}

fn objects(
    path: &ChangePath,
    from: &Object<'_>,
    to: &Object<'_>,
    changes: &mut Vec<Change>,
) -> Result<()> {
    for (key, before) in from {
        let path = path.then(Step::Key(key.clone()));
        match to.get(key) {
            Some(after) => values(path, before, after, changes)?,
            None => {
                changes.push(Change { path, from: Some(exact(before)?), to: None, unified: None });
            }
        }
    }
    for (key, after) in to.iter().filter(|(key, _)| !from.contains_key(*key)) {
        let path = path.then(Step::Key(key.clone()));
        changes.push(Change { path, from: None, to: Some(exact(after)?), unified: None });
    }
    Ok(())
}

fn values(
    path: ChangePath,
    from: &RawValue,
    to: &RawValue,
    changes: &mut Vec<Change>,
) -> Result<()> {
    let (before, after) = (from.get(), to.get());
    if before == after {
        return Ok(());
    }
    if path.steps().len() < DEEPEST {
        if before.starts_with('{') && after.starts_with('{') {
            let (from, to) = (serde_json::from_str(before)?, serde_json::from_str(after)?);
            return objects(&path, &from, &to, changes);
        }
        if before.starts_with('[') && after.starts_with('[') {
            let from: Vec<&RawValue> = serde_json::from_str(before)?;
            let to: Vec<&RawValue> = serde_json::from_str(after)?;
            if from.len() == to.len() {
                let pairs = from.into_iter().zip(to).enumerate();
                return pairs.into_iter().try_for_each(|(index, (from, to))| {
                    values(path.then(Step::Index(index)), from, to, changes)
                });
            }
        }
    }
    let unified = text::unified(before, after)?;
    changes.push(Change { path, from: Some(exact(from)?), to: Some(exact(to)?), unified });
    Ok(())
}

fn exact(value: &RawValue) -> Result<ExactJson> {
    value.get().parse()
}

#[cfg(test)]
mod tests {
    use annals_entity::values::ExactJson;

    use super::between;

    fn told(before: &str, after: &str) -> Vec<String> {
        let parse = |text: &str| text.parse::<ExactJson>().ok();
        let changes = between(parse(before).as_ref(), parse(after).as_ref());
        changes.unwrap_or_default().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn objects_are_compared_by_key_and_lists_of_one_length_by_position() {
        let before = r#"{"a": {"b": [1, {"c": 2}], "d": 1}, "tags": ["x"], "same": 1}"#;
        let after = r#"{"a": {"b": [1, {"c": 3}], "e": null}, "tags": ["x", "y"], "same": 1}"#;
        assert_eq!(
            told(before, after),
            ["a.b[1].c: 2 → 3", "a.d: 1 is gone", "a.e: null", r#"tags: ["x"] → ["x", "y"]"#]
        );
    }

    #[test]
    fn numbers_keep_their_digits_and_odd_keys_are_quoted() {
        let before = r#"{"a.b": {"": 1208925819614629174706176}}"#;
        let after = r#"{"a.b": {"": 1208925819614629174706177}}"#;
        let change = r#""a.b"."": 1208925819614629174706176 → 1208925819614629174706177"#;
        assert_eq!(told(before, after), [change]);
    }

    #[test]
    fn an_insertion_sets_what_has_a_value_and_a_deletion_takes_it() {
        let image = r#"{"id": "7", "row_version": 1, "title": "One", "mood": null}"#;
        assert_eq!(told("", image), [r#"title: "One""#]);
        assert_eq!(told(image, ""), [r#"title: "One" is gone"#]);
    }

    #[test]
    fn texts_of_several_lines_are_compared_by_line() {
        let before = r#"{"content": "one\ntwo\nthree"}"#;
        let after = r#"{"content": "one\n2\nthree"}"#;
        assert_eq!(told(before, after), ["content:\n@@ -1,3 +1,3 @@\n one\n-two\n+2\n three\n"]);
    }

    #[test]
    fn what_changes_its_kind_changes_as_a_whole() {
        assert_eq!(told(r#"{"a": {"b": 1}}"#, r#"{"a": [1]}"#), [r#"a: {"b": 1} → [1]"#]);
        assert_eq!(told(r#"{"a": 1.0}"#, r#"{"a": 1.00}"#), ["a: 1.0 → 1.00"]);
        assert_eq!(told(r#"{"a": null}"#, r#"{"a": "x"}"#), [r#"a: null → "x""#]);
    }
}
