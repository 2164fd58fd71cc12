//! Input rules: checked all at once, so that a caller hears of every field at fault.

use annals_entity::values::ExactJson;
use rust_decimal::Decimal;

use crate::error::{Error, InvalidField, Result};

/// What was found wrong so far, below a path such as `[3].`.
#[derive(Clone, Default)]
pub(crate) struct Rules {
    prefix: String,
    faults: Vec<InvalidField>,
}

impl Rules {
    /// From here on, fields are named below a path.
    pub(crate) fn below(&mut self, prefix: String) {
        self.prefix = prefix;
    }

    /// The verdict.
    pub(crate) fn finish(self) -> Result<()> {
        if self.faults.is_empty() {
            return Ok(());
        }
        Err(Error::Invalid { fields: self.faults })
    }

    /// A text of some length at most, counted in characters, as `varchar` counts.
    pub(crate) fn text(&mut self, field: &str, text: &str, most: usize) {
        let length = text.chars().count();
        if length > most {
            self.fault(field, format!("has {length} characters: it may have {most}"));
        }
        self.storable(field, text);
    }

    /// A text that must say something.
    pub(crate) fn required(&mut self, field: &str, text: &str, most: usize) {
        if text.trim().is_empty() {
            self.fault(field, "is empty: it must be given".to_owned());
        }
        self.text(field, text, most);
    }

    /// A text of any length that `PostgreSQL` can hold.
    pub(crate) fn storable(&mut self, field: &str, text: &str) {
        if let Some(position) = text.find('\0') {
            let rule =
                format!("has the character U+0000 at byte {position}: PostgreSQL can't hold it");
            self.fault(field, rule);
        }
    }

    /// JSON that `jsonb` can hold.
    pub(crate) fn json(&mut self, field: &str, json: &ExactJson) {
        if let Err(refusal) = json.check() {
            self.fault(field, format!("holds what PostgreSQL can't: {refusal}"));
        }
    }

    /// A number between two others, both included, of at most two decimals.
    pub(crate) fn number(&mut self, field: &str, number: Decimal, least: i64, most: i64) {
        if number < Decimal::from(least) || number > Decimal::from(most) {
            self.fault(field, format!("is {number}: it goes from {least} to {most}"));
        } else if number.normalize().scale() > 2 {
            self.fault(field, format!("is {number}: it has two decimals at most"));
        }
    }

    /// A rule of its own.
    pub(crate) fn fault(&mut self, field: &str, rule: String) {
        self.faults.push(InvalidField { field: format!("{}{field}", self.prefix), rule });
    }
}
