//! What the columns of a table ask of values, looked at before the database does: so a caller hears of
//! every value at fault, by name, and the transaction can go on.
//!
//! The catalogue says what a column holds, since an entity that was generated does not: it leaves out
//! the lengths of texts.

use std::str::FromStr;

use annals_entity::values::ExactJson;
use rust_decimal::{Decimal, RoundingStrategy};
use sea_orm::{ActiveModelTrait, ActiveValue, EntityTrait, Value, sea_query::OptionEnum};

use super::table::{Column, Table};
use crate::{database::Transaction, error::Result, rules::Rules};

/// Checks a row that is written by itself, beside what is wrong with it already. What is known of the
/// table may be older than a migration that made a column wider, so a fault is looked at twice.
pub(super) async fn check<E: EntityTrait>(
    tx: &Transaction<'_>,
    row: &E::ActiveModel,
    rules: Rules,
) -> Result<()> {
    let known = Table::<E>::known(tx).await?;
    if known.check(row, rules.clone()).is_ok() {
        return Ok(());
    }
    Table::<E>::looked_at(tx).await?.check(row, rules)
}

impl<E: EntityTrait> Table<E> {
    fn check(&self, row: &E::ActiveModel, mut rules: Rules) -> Result<()> {
        for column in &self.columns {
            if let Some(value) = given(row.get(column.of)) {
                column.check(&column.written(value), &mut rules);
            }
        }
        rules.finish()
    }
}

impl<E: EntityTrait> Column<E> {
    /// The value as it travels: JSON is text, and checked as that.
    pub(super) fn written(&self, value: Value) -> Value {
        match value {
            Value::Json(Some(json)) if self.is_json => json.to_string().into(),
            value => value,
        }
    }

    /// Checks a value that is [`written`](Self::written).
    pub(super) fn check(&self, value: &Value, rules: &mut Rules) {
        match value {
            Value::String(Some(text)) if self.is_json => self.check_json(text, rules),
            Value::String(Some(text)) => self.check_text(text, rules),
            Value::Char(Some(letter)) => self.check_text(letter.encode_utf8(&mut [0; 4]), rules),
            Value::Enum(OptionEnum::Some(it)) => self.check_text(&it.value, rules),
            Value::Decimal(Some(number)) => self.check_number(*number, rules),
            Value::Array(_, Some(elements)) => self.check_elements(elements, rules),
            value if self.is_required && *value == value.as_null() => {
                rules.fault(self.name, "is NULL: it must be given".to_owned());
            }
            _ => {}
        }
    }

    fn check_text(&self, text: &str, rules: &mut Rules) {
        match self.length {
            Some(most) => rules.text(self.name, text, most),
            None => rules.storable(self.name, text),
        }
    }

    fn check_json(&self, text: &str, rules: &mut Rules) {
        match ExactJson::from_str(text) {
            Ok(json) => rules.json(self.name, &json),
            Err(error) => rules.fault(self.name, format!("is no JSON: {error}")),
        }
    }

    /// Digits beyond the scale are rounded, as `PostgreSQL` does; those before the point must fit.
    fn check_number(&self, number: Decimal, rules: &mut Rules) {
        let Some((digits, scale)) = self.precision else { return };
        let most = digits.checked_sub(scale).and_then(|whole| 10_i128.checked_pow(whole));
        let most = most.and_then(|most| Decimal::try_from_i128_with_scale(most, 0).ok());
        let rounded = number.round_dp_with_strategy(scale, RoundingStrategy::MidpointAwayFromZero);
        if let Some(most) = most.filter(|most| rounded.abs() >= *most) {
            rules.fault(
                self.name,
                format!("is {number}: it must be below {most}, either side of 0"),
            );
        }
    }

    fn check_elements(&self, elements: &[Value], rules: &mut Rules) {
        for element in elements {
            match element {
                Value::String(Some(text)) => rules.storable(self.name, text),
                Value::Array(_, Some(elements)) => self.check_elements(elements, rules),
                _ => {}
            }
        }
    }
}

/// The value that a row gives to a column.
pub(super) fn given(value: ActiveValue<Value>) -> Option<Value> {
    match value {
        ActiveValue::Set(value) | ActiveValue::Unchanged(value) => Some(value),
        ActiveValue::NotSet => None,
    }
}
