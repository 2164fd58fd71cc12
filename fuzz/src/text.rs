//! Texts of people: what they search for, and the tokens of their sessions.

use annals_service::fuzzing;

/// What is searched for is short, has nothing that `PostgreSQL` can't hold, and is what is searched for.
pub(crate) fn search(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    let searched = fuzzing::searched(text);
    assert!(searched.chars().count() <= 1_000 && !searched.contains('\0'));
    assert!(!searched.contains("--"), "{searched:?}");
    assert_eq!(fuzzing::searched(&searched), searched);
    assert!(!fuzzing::is_token(text) || text.len() == 80);
}
