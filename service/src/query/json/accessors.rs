//! The part of a jsonpath's grammar that stands behind a value: members, methods, subscripts, filters.

use super::{
    grammar::{Kind, MOST_LEVELS, Parsed, Parser},
    lexer::Token,
};

/// Levels of `.**{…}`.
const DEEPEST: i64 = 1_000;
const METHODS: [&str; 7] = ["type", "size", "double", "ceiling", "floor", "abs", "keyvalue"];

impl Parser {
    /// Says whether there is any.
    pub(super) fn accessors(&mut self) -> Parsed<bool> {
        let start = self.at;
        loop {
            if self.takes(".") {
                self.member()?;
            } else if self.takes("[") {
                self.subscript()?;
            } else if self.takes("?") {
                self.sign("(")?;
                self.filters += 1;
                let kind = self.either()?;
                self.filters -= 1;
                self.must_be(kind, Kind::Predicate)?;
                self.sign(")")?;
            } else {
                return Ok(self.at > start);
            }
        }
    }

    /// Behind a dot: a key, a method, `*` or `**`.
    fn member(&mut self) -> Parsed {
        if self.takes("**") {
            return if self.takes("{") { self.levels() } else { Ok(()) };
        }
        if self.takes("*") {
            return Ok(());
        }
        let word = match self.tokens.get(self.at).map(|(_, token)| token) {
            Some(Token::Text(_)) => None,
            Some(Token::Word(word)) => Some(word.clone()),
            _ => return Err(self.expected("a key, a method, * or **")),
        };
        let is_method = word.is_some_and(|word| METHODS.contains(&word.as_str()));
        self.at += 1;
        if !self.is_sign("(") {
            return Ok(());
        }
        if !is_method {
            return Err(self.expected(&format!(
                "no parenthesis, for the methods offered are {} (datetime() is not: comparing a \
                 date with a time that has a zone is an error)",
                METHODS.join(", ")
            )));
        }
        self.at += 1;
        self.sign(")")
    }

    /// Behind `**{`: `2}`, `1 to 3}`, `last}`.
    fn levels(&mut self) -> Parsed {
        self.one_level()?;
        if self.takes_word("to") {
            self.one_level()?;
        }
        self.sign("}")
    }

    fn one_level(&mut self) -> Parsed {
        match self.tokens.get(self.at).map(|(_, token)| token) {
            Some(Token::Number(Some(level))) if *level <= DEEPEST => {}
            Some(Token::Word(word)) if word == "last" => {}
            _ => return Err(self.expected(&format!("a level from 0 to {DEEPEST}, or last"))),
        }
        self.at += 1;
        Ok(())
    }

    /// Behind `[`: `*]`, or values and ranges of them.
    fn subscript(&mut self) -> Parsed {
        if self.takes("*") {
            return self.sign("]");
        }
        self.subscripts += 1;
        loop {
            self.index()?;
            if self.takes_word("to") {
                self.index()?;
            }
            if !self.takes(",") {
                break;
            }
        }
        self.subscripts -= 1;
        self.sign("]")
    }

    fn index(&mut self) -> Parsed {
        self.level += 1;
        if self.level > MOST_LEVELS {
            return Err(self.expected(&format!("at most {MOST_LEVELS} levels of nesting")));
        }
        let kind = self.sum()?;
        self.level -= 1;
        self.must_be(kind, Kind::Value)
    }
}
