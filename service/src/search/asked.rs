//! What is asked.

use sea_orm::Condition;

/// A full-text search. Any text is one: nothing in it is an error.
///
/// Of the text the first 1,000 characters count.
#[derive(Clone, Debug)]
pub struct Search {
    pub(super) text: String,
    pub(super) is_prefix: bool,
    pub(super) language: Option<String>,
    pub(super) filter: Condition,
}

impl Search {
    /// As people type into a search field: words that must all be there, `"words in this order"`, `or`
    /// between alternatives, `-` before what must not be there. Exclusions alone find nothing.
    #[must_use]
    pub fn web(text: &str) -> Self {
        Self { text: tidied(text), is_prefix: false, language: None, filter: Condition::all() }
    }

    /// While somebody types: the words must all be there, and the last one begins a word.
    #[must_use]
    pub fn prefix(text: &str) -> Self {
        Self { is_prefix: true, ..Self::web(text) }
    }

    /// Takes the words as those of a language, by its BCP 47 tag, whatever the rows are written in. By
    /// default each row is asked in its own language. An unknown tag stems nothing.
    #[must_use]
    pub fn in_language(mut self, tag: &str) -> Self {
        self.language = Some(tag.chars().filter(|c| *c != '\0').take(LONGEST_TAG).collect());
        self
    }

    /// Finds only rows that meet a condition on the entity's columns too, such as
    /// `journal_entries::Column::UserId.eq(user_id)`. Several must all be met.
    #[must_use]
    pub fn filter(mut self, condition: impl Into<Condition>) -> Self {
        self.filter = self.filter.add(condition.into());
        self
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The same, by another text.
    pub(super) fn by(&self, text: &str) -> Self {
        Self { text: tidied(text), ..self.clone() }
    }
}

const LONGEST_TEXT: usize = 1_000;
const LONGEST_TAG: usize = 35;

/// Without U+0000, which `PostgreSQL` can't hold, with one space where there was any white space, and with
/// one hyphen of several: each negates the one after it, and it gives up at 32 ("tsquery stack too small").
fn tidied(text: &str) -> String {
    let mut last = ' ';
    let text: String = text
        .chars()
        .filter(|c| *c != '\0')
        .take(LONGEST_TEXT)
        .filter(|c| {
            let is_kept = !(*c == '-' && last == '-');
            if !c.is_whitespace() {
                last = *c;
            }
            is_kept
        })
        .collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::Search;

    #[test]
    fn of_a_long_text_the_beginning_counts() {
        let search = Search::web(&format!("\0a \t\n b{}", "ü".repeat(1_000_000)));
        assert!(search.text.starts_with("a b") && search.text.chars().count() <= 1_000);
    }

    #[test]
    fn of_several_hyphens_one_is_left() {
        assert_eq!(Search::web("well-known --- - -rain - sun").text, "well-known - rain - sun");
    }
}
