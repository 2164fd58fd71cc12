//! What somebody may have meant by a name that is none.

/// Says that a name is unknown, what may have been meant, and what there is.
pub(crate) fn unknown<'a>(
    what: &str,
    given: &str,
    valid: impl IntoIterator<Item = &'a str>,
) -> String {
    let valid: Vec<&str> = valid.into_iter().collect();
    let given: String = given.chars().take(LONGEST).collect();
    let guess =
        nearest(&given, &valid).map(|name| format!("did you mean {name:?}? ")).unwrap_or_default();
    format!("is no {what}: {guess}There is {}", valid.join(", "))
}

/// The valid name that a given one is nearest to, if it is near at all.
pub(crate) fn nearest<'a>(given: &str, valid: &[&'a str]) -> Option<&'a str> {
    let given = given.to_lowercase();
    let distance = |name: &str| strsim::damerau_levenshtein(&given, name);
    let name = valid.iter().copied().min_by_key(|name| distance(name))?;
    (distance(name) <= 1 + name.chars().count() / 3).then_some(name)
}

/// Longer names are cut before they are compared and printed: the cost of comparing grows with the
/// length, and a name of this length is none of ours.
const LONGEST: usize = 64;

#[cfg(test)]
mod tests {
    use super::unknown;

    #[test]
    fn a_misspelling_is_told_what_it_is_near_to() {
        let said = unknown("field", "titel", ["id", "title"]);
        assert_eq!(said, r#"is no field: did you mean "title"? There is id, title"#);
    }

    #[test]
    fn what_is_near_to_nothing_is_told_what_there_is() {
        let said = unknown("field", &"ß".repeat(100_000), ["id", "title"]);
        assert_eq!(said, "is no field: There is id, title");
    }
}
