//! The grammar of a jsonpath, as PostgreSQL 15 has it, less what [`JsonFilter::jsonpath`] refuses: by
//! recursive descent, bounded in length and depth. What it takes, every supported server takes (a test
//! asks one).
//!
//! [`JsonFilter::jsonpath`]: super::JsonFilter::jsonpath

use super::lexer::{Token, tokens};

const MOST_CHARACTERS: usize = 2_000;
pub(super) const MOST_LEVELS: usize = 32;
const COMPARISONS: [&str; 6] = ["==", "!=", "<=", ">=", "<", ">"];

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Value,
    Predicate,
}

pub(super) type Parsed<T = ()> = Result<T, String>;

/// Says whether the jsonpath is a predicate.
///
/// # Errors
/// The rule that it breaks, with the position.
pub(super) fn check(text: &str) -> Parsed<bool> {
    let length = text.chars().count();
    if length > MOST_CHARACTERS {
        return Err(format!("has {length} characters: a jsonpath may have {MOST_CHARACTERS}"));
    }
    let mut parser = Parser { tokens: tokens(text)?, at: 0, level: 0, filters: 0, subscripts: 0 };
    if parser.is_word("lax") || parser.is_word("strict") {
        parser.at += 1;
    }
    let kind = parser.either()?;
    if parser.at < parser.tokens.len() {
        return Err(parser.expected("the end, or an operator between two values"));
    }
    Ok(kind == Kind::Predicate)
}

pub(super) struct Parser {
    pub(super) tokens: Vec<(usize, Token)>,
    pub(super) at: usize,
    pub(super) level: usize,
    /// Filters around: within them there is `@`.
    pub(super) filters: usize,
    /// Subscripts around: within them there is `last`.
    pub(super) subscripts: usize,
}

impl Parser {
    /// `a || b`
    pub(super) fn either(&mut self) -> Parsed<Kind> {
        self.level += 1;
        if self.level > MOST_LEVELS {
            return Err(self.expected(&format!("at most {MOST_LEVELS} levels of nesting")));
        }
        let kind = self.joined("||", |parser| parser.joined("&&", Self::comparison));
        self.level -= 1;
        kind
    }

    fn joined(&mut self, sign: &str, part: impl Fn(&mut Self) -> Parsed<Kind>) -> Parsed<Kind> {
        let mut kind = part(self)?;
        while self.is_sign(sign) {
            self.must_be(kind, Kind::Predicate)?;
            self.at += 1;
            kind = part(self)?;
            self.must_be(kind, Kind::Predicate)?;
        }
        Ok(kind)
    }

    fn comparison(&mut self) -> Parsed<Kind> {
        if self.takes("!") {
            return self.negated();
        }
        let left = self.sum()?;
        if left == Kind::Predicate {
            return Ok(left);
        }
        if COMPARISONS.iter().any(|sign| self.is_sign(sign)) {
            self.at += 1;
            let right = self.sum()?;
            self.must_be(right, Kind::Value)?;
        } else if self.takes_word("starts") {
            self.word("with")?;
            self.text()?;
        } else if self.takes_word("like_regex") {
            self.text()?;
            self.word("flag")?;
            self.literal_flag()?;
        } else {
            return Ok(Kind::Value);
        }
        Ok(Kind::Predicate)
    }

    /// What `!` may stand before: parentheses or `exists`.
    fn negated(&mut self) -> Parsed<Kind> {
        if self.takes_word("exists") {
            return self.exists();
        }
        self.sign("(")?;
        let kind = self.either()?;
        self.must_be(kind, Kind::Predicate)?;
        self.sign(")")?;
        Ok(kind)
    }

    /// `a + b * c`; the order of operations is the server's concern.
    pub(super) fn sum(&mut self) -> Parsed<Kind> {
        let kind = self.signed()?;
        while ["+", "-", "*", "/", "%"].iter().any(|sign| self.is_sign(sign)) {
            self.must_be(kind, Kind::Value)?;
            self.at += 1;
            let right = self.signed()?;
            self.must_be(right, Kind::Value)?;
        }
        Ok(kind)
    }

    fn signed(&mut self) -> Parsed<Kind> {
        if self.takes("-") || self.takes("+") {
            let kind = self.primary()?;
            self.must_be(kind, Kind::Value)?;
            return Ok(kind);
        }
        self.primary()
    }

    fn primary(&mut self) -> Parsed<Kind> {
        if self.takes_word("exists") {
            return self.exists();
        }
        if self.takes("(") {
            let kind = self.either()?;
            self.sign(")")?;
            if kind == Kind::Predicate && self.takes_word("is") {
                self.word("unknown")?;
                return Ok(kind);
            }
            return Ok(if self.accessors()? { Kind::Value } else { kind });
        }
        let is_value = match self.tokens.get(self.at).map(|(_, token)| token) {
            Some(Token::Text(_) | Token::Number(_) | Token::Sign("$")) => true,
            Some(Token::Sign("@")) => self.filters > 0,
            Some(Token::Word(word)) if word == "last" => self.subscripts > 0,
            Some(Token::Word(word)) => matches!(word.as_str(), "true" | "false" | "null"),
            _ => false,
        };
        if !is_value {
            return Err(self.expected(
                "a value: $, a number, a text in double quotes, true, false, null, @ in a filter, \
                 last in a subscript",
            ));
        }
        self.at += 1;
        self.accessors()?;
        Ok(Kind::Value)
    }

    fn exists(&mut self) -> Parsed<Kind> {
        self.sign("(")?;
        let kind = self.either()?;
        self.must_be(kind, Kind::Value)?;
        self.sign(")")?;
        Ok(Kind::Predicate)
    }

    fn literal_flag(&mut self) -> Parsed {
        match self.tokens.get(self.at) {
            Some((_, Token::Text(flag))) if flag == "q" || flag == "iq" => {
                self.at += 1;
                Ok(())
            }
            _ => Err(self.expected("the flag \"q\" or \"iq\", for patterns are not offered")),
        }
    }

    pub(super) fn must_be(&self, kind: Kind, must: Kind) -> Parsed {
        match (kind == must, must) {
            (true, _) => Ok(()),
            (_, Kind::Predicate) => Err(self.expected("a condition before this, not a value")),
            (_, Kind::Value) => Err(self.expected("a value before this, not a condition")),
        }
    }

    pub(super) fn is_sign(&self, sign: &str) -> bool {
        matches!(self.tokens.get(self.at), Some((_, Token::Sign(found))) if *found == sign)
    }

    fn is_word(&self, word: &str) -> bool {
        matches!(self.tokens.get(self.at), Some((_, Token::Word(found))) if found == word)
    }

    pub(super) fn takes(&mut self, sign: &str) -> bool {
        let takes = self.is_sign(sign);
        self.at += usize::from(takes);
        takes
    }

    pub(super) fn takes_word(&mut self, word: &str) -> bool {
        let takes = self.is_word(word);
        self.at += usize::from(takes);
        takes
    }

    pub(super) fn sign(&mut self, sign: &str) -> Parsed {
        if self.takes(sign) { Ok(()) } else { Err(self.expected(&format!("{sign:?}"))) }
    }

    fn word(&mut self, word: &str) -> Parsed {
        if self.takes_word(word) { Ok(()) } else { Err(self.expected(&format!("{word:?}"))) }
    }

    fn text(&mut self) -> Parsed {
        if matches!(self.tokens.get(self.at), Some((_, Token::Text(_)))) {
            self.at += 1;
            return Ok(());
        }
        Err(self.expected("a text in double quotes"))
    }

    pub(super) fn expected(&self, what: &str) -> String {
        match self.tokens.get(self.at) {
            Some((position, _)) => format!("at character {position}: expected {what}"),
            None => format!("at its end: expected {what}"),
        }
    }
}
