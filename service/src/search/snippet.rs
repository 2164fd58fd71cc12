//! A piece of text with what was found in it.

use std::ops::Range;

/// A piece of a found row's text, and where in it the search's words are.
///
/// Tags in the text were left out, except in a title. It is text, not HTML: print it through
/// [`to_html`](Self::to_html).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snippet {
    /// The piece, of 1,000 characters at most.
    pub text: String,
    /// Where the words are, in bytes of `text`, in order. Empty where they are not in this piece: a
    /// search looks further into a text than a snippet does.
    pub matches: Vec<Range<usize>>,
}

/// What `annals.search_snippet` puts around a word, after it removed both from the text.
const START: char = '\u{2}';
const STOP: char = '\u{3}';
const LONGEST: usize = 1_000;

impl Snippet {
    /// The piece as HTML: the words in `<mark>`, all else escaped, whatever the text holds. It may
    /// stand in an element or in a quoted attribute's place of its own.
    #[must_use]
    pub fn to_html(&self) -> String {
        let mut html = String::with_capacity(self.text.len() * 2);
        let mut written = 0;
        for place in &self.matches {
            escape(&mut html, self.text.get(written..place.start));
            html.push_str("<mark>");
            escape(&mut html, self.text.get(place.clone()));
            html.push_str("</mark>");
            written = place.end;
        }
        escape(&mut html, self.text.get(written..));
        html
    }

    pub(super) fn read(marked: &str) -> Self {
        let mut snippet = Self::default();
        let mut start = None;
        let mut length = 0;
        for character in marked.trim().chars() {
            match character {
                START => start = Some(snippet.text.len()),
                STOP => snippet.mark(start.take()),
                _ if length == LONGEST => break,
                _ => {
                    snippet.text.push(character);
                    length += 1;
                }
            }
        }
        snippet.mark(start);
        snippet
    }

    fn mark(&mut self, start: Option<usize>) {
        let end = self.text.len();
        self.matches.extend(start.filter(|start| *start < end).map(|start| start..end));
    }
}

fn escape(html: &mut String, text: Option<&str>) {
    for character in text.unwrap_or_default().chars() {
        match character {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            other => html.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Snippet;

    #[test]
    fn words_are_marked_and_all_else_is_escaped() {
        let snippet = Snippet::read(" 1 < 2 & \u{2}Gärten\u{3} 'x' \u{2}\"y\"\u{3}");
        assert_eq!(snippet.text, "1 < 2 & Gärten 'x' \"y\"");
        assert_eq!(&snippet.text[snippet.matches[0].clone()], "Gärten");
        assert_eq!(
            snippet.to_html(),
            "1 &lt; 2 &amp; <mark>Gärten</mark> &#39;x&#39; <mark>&quot;y&quot;</mark>"
        );
    }

    #[test]
    fn a_long_piece_is_cut_and_its_last_word_with_it() {
        let snippet = Snippet::read(&format!("a \u{2}{}\u{3} b", "ü".repeat(5_000)));
        assert_eq!(snippet.text.chars().count(), 1_000);
        let word = snippet.matches.first().expect("the long one");
        assert_eq!((word.start, word.end), (2, snippet.text.len()));
    }
}
