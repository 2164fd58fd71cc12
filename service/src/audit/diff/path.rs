//! Where in a row something changed.

use std::fmt;

use serde::{Serialize, Serializer};

/// A place in a row: a column, then keys and positions within its JSON.
///
/// As text, keys are separated by dots, and quoted as JSON where they are not plain words; positions
/// stand in brackets: `raw_data.days[2]."7 pm"`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChangePath(Vec<Step>);

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// A column, or a key of an object.
    Key(String),
    /// A position in a list, from 0.
    Index(usize),
}

impl ChangePath {
    /// The steps: the column first.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    pub(super) fn then(&self, step: Step) -> Self {
        let mut steps = self.0.clone();
        steps.push(step);
        Self(steps)
    }
}

impl fmt::Display for ChangePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, step) in self.0.iter().enumerate() {
            match step {
                Step::Index(index) => write!(f, "[{index}]")?,
                Step::Key(key) => {
                    f.write_str(if position == 0 { "" } else { "." })?;
                    write_key(f, key)?;
                }
            }
        }
        Ok(())
    }
}

fn write_key(f: &mut fmt::Formatter<'_>, key: &str) -> fmt::Result {
    let is_word = |letter: char| letter.is_alphanumeric() || "_-".contains(letter);
    if !key.is_empty() && key.chars().all(is_word) {
        return f.write_str(key);
    }
    write!(f, "{}", serde_json::Value::from(key))
}

impl Serialize for ChangePath {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
