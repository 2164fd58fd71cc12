//! Reading variables and collecting what is wrong with them.

use std::env::VarError;

use secrecy::SecretString;

use super::problem::Problem;
use super::values::{self, Value};

/// A setting that variables give.
pub(super) struct Variable<T> {
    names: &'static [&'static str],
    value: Value<T>,
}

impl<T> Variable<T> {
    /// `names` are its name and the other spellings of it.
    pub(super) const fn new(names: &'static [&'static str], value: Value<T>) -> Self {
        Self { names, value }
    }
}

/// A value, and where it is from.
pub(super) struct Given<T> {
    pub(super) variable: &'static str,
    /// As it was written.
    pub(super) text: String,
    pub(super) value: T,
}

/// The variables, and what was found wrong with those read so far.
pub(super) struct Variables<'a> {
    lookup: &'a dyn Fn(&str) -> Result<String, VarError>,
    problems: Vec<Problem>,
}

impl<'a> Variables<'a> {
    pub(super) fn new(lookup: &'a dyn Fn(&str) -> Result<String, VarError>) -> Self {
        Self { lookup, problems: Vec::new() }
    }

    pub(super) fn report(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    pub(super) fn into_problems(self) -> Vec<Problem> {
        self.problems
    }

    /// Whether any spelling of it is set, be its value allowed or not.
    pub(super) fn is_set<T>(&self, variable: &Variable<T>) -> bool {
        variable.names.iter().any(|name| match (self.lookup)(name) {
            Ok(text) => !text.trim().is_empty(),
            Err(error) => error != VarError::NotPresent,
        })
    }

    /// The value; `None` where it is not set, or is wrong and thus reported.
    pub(super) fn read<T: PartialEq>(&mut self, variable: &Variable<T>) -> Option<Given<T>> {
        let mut found: Option<Given<T>> = None;
        for name in variable.names {
            let Some(given) = self.read_spelling(name, variable) else {
                continue;
            };
            match &found {
                None => found = Some(given),
                Some(first) if first.value == given.value => {}
                Some(first) => self.report(Problem::Contradiction {
                    first: first.variable,
                    first_value: first.text.clone(),
                    second: given.variable,
                    second_value: given.text,
                }),
            }
        }
        found
    }

    /// As [`read`](Self::read), for those who need not know which spelling gave it.
    pub(super) fn value<T: PartialEq>(&mut self, variable: &Variable<T>) -> Option<T> {
        self.read(variable).map(|given| given.value)
    }

    /// A value that no message may show, as it is; `None` where it is not set.
    pub(super) fn read_secret(&mut self, name: &'static str) -> Option<SecretString> {
        self.text(name).filter(|text| !text.is_empty()).map(SecretString::from)
    }

    fn read_spelling<T>(&mut self, name: &'static str, variable: &Variable<T>) -> Option<Given<T>> {
        let text = self.text(name)?.trim().to_owned();
        if text.is_empty() {
            return None;
        }
        let Some(value) = (variable.value.parse)(&text) else {
            self.report(Problem::NotAllowed {
                variable: name,
                value: values::shown(text),
                allowed: variable.value.allowed,
            });
            return None;
        };
        Some(Given { variable: name, text, value })
    }

    fn text(&mut self, name: &'static str) -> Option<String> {
        match (self.lookup)(name) {
            Ok(text) => Some(text),
            Err(VarError::NotPresent) => None,
            Err(VarError::NotUnicode(_)) => {
                self.report(Problem::NotUnicode { variable: name });
                None
            }
        }
    }
}
