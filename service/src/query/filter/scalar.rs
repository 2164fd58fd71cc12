//! Values of columns that hold no JSON: read for their type, and compared.

use annals_entity::values::ExactJson;
use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Utc};
use rust_decimal::{Decimal, prelude::ToPrimitive};
use sea_orm::{
    EntityTrait, Value,
    sea_query::{
        ArrayType, BinOper, Expr, ExprTrait,
        extension::postgres::{PgBinOper, PgFunc},
    },
};
use uuid::Uuid;

use super::{FilterValue, Operator, not_true};
use crate::query::{Field, Kind};

/// A value as it was given.
pub(super) enum Operand {
    Raw(String),
    Json(FilterValue),
}

/// The condition on a column.
///
/// # Errors
/// The rule that a value breaks.
pub(super) fn condition<E: EntityTrait>(
    field: Field<E>,
    operator: Operator,
    operands: &[Operand],
) -> Result<Expr, String> {
    let (column, kind) = (field.expr(), field.kind);
    if operator == Operator::IsNull {
        let is_null = operands.first().map_or(Err(()), |operand| boolean(operand).ok_or(()));
        let is_null = is_null.map_err(|()| "takes true or false".to_owned())?;
        return Ok(if is_null { column.is_null() } else { column.is_not_null() });
    }
    let values: Result<Vec<Value>, String> =
        operands.iter().map(|operand| value(kind, operand)).collect();
    let values = values?;
    match (operator, values.as_slice()) {
        (Operator::In, _) => Ok(column.eq(any(kind, values))),
        (Operator::NotIn, _) => Ok(not_true(column.eq(any(kind, values)))),
        (Operator::Between, [least, most]) => {
            let (least, most) = (bound(kind, least), bound(kind, most));
            Ok(column.clone().gte(least).and(column.lte(most)))
        }
        (Operator::Contains, [part]) => Ok(like(column, BinOper::Like, "%", part)),
        (Operator::IContains, [part]) => Ok(like(column, PgBinOper::ILike, "%", part)),
        (Operator::StartsWith, [part]) => Ok(like(column, BinOper::Like, "", part)),
        (Operator::Ne, [value]) if !field.is_nullable => Ok(column.ne(bound(kind, value))),
        (Operator::Ne, [value]) => Ok(not_true(column.eq(bound(kind, value)))),
        (_, [value]) => Ok(column.binary(comparison(operator), bound(kind, value))),
        _ => Err(format!("takes no {}", operator.name())),
    }
}

fn comparison(operator: Operator) -> BinOper {
    match operator {
        Operator::Gt => BinOper::GreaterThan,
        Operator::Gte => BinOper::GreaterThanOrEqual,
        Operator::Lt => BinOper::SmallerThan,
        Operator::Lte => BinOper::SmallerThanOrEqual,
        _ => BinOper::Equal,
    }
}

/// One array however many values: with a placeholder each, the statement's text would change with
/// their number, and the cache of prepared statements would turn over.
fn any(kind: Kind, values: Vec<Value>) -> Expr {
    let array_type = match kind {
        Kind::Uuid => ArrayType::Uuid,
        Kind::Integer => ArrayType::BigInt,
        Kind::Float => ArrayType::Double,
        Kind::Boolean => ArrayType::Bool,
        Kind::Date => ArrayType::ChronoDate,
        Kind::Time => ArrayType::ChronoDateTimeUtc,
        Kind::Text | Kind::Decimal | Kind::Json | Kind::Opaque => ArrayType::String,
    };
    let array = Expr::val(Value::Array(array_type, Some(Box::new(values))));
    let array = if kind == Kind::Decimal { array.cast_as("numeric[]") } else { array };
    PgFunc::any(array).into()
}

/// A `numeric` is bound as its text: Rust's decimals have 28 digits.
fn bound(kind: Kind, value: &Value) -> Expr {
    let value = Expr::val(value.clone());
    if kind == Kind::Decimal { value.cast_as("numeric") } else { value }
}

fn like(column: Expr, operator: impl Into<BinOper>, before: &str, part: &Value) -> Expr {
    let mut pattern = before.to_owned();
    if let Value::String(Some(part)) = part {
        for c in part.chars() {
            if matches!(c, '%' | '_' | '\\') {
                pattern.push('\\');
            }
            pattern.push(c);
        }
    }
    pattern.push('%');
    column.binary(operator, Expr::val(pattern))
}

fn value(kind: Kind, operand: &Operand) -> Result<Value, String> {
    let (read, what) = match kind {
        Kind::Text => (text(operand).map(Value::from), "a text"),
        Kind::Uuid => (
            text(operand).and_then(|text| Uuid::try_parse(&text).ok()).map(Value::from),
            "an id such as 01980000-0000-7000-8000-000000000000",
        ),
        Kind::Integer => {
            (integer(operand).map(Value::from), "a whole number from -2^63 to 2^63 - 1")
        }
        Kind::Decimal => (
            number(operand).map(Value::from),
            "a number, of 131072 digits before the point and 16383 after it at most",
        ),
        Kind::Float => (
            number(operand)
                .and_then(|text| text.parse().ok())
                .filter(|number: &f64| number.is_finite())
                .map(Value::from),
            "a number within double precision",
        ),
        Kind::Boolean => (boolean(operand).map(Value::from), "true or false"),
        Kind::Date => (
            date(operand).map(Value::from),
            "a date such as 2026-11-21, from -4712 (4713 BC) to 262142",
        ),
        Kind::Time => (
            time(operand).map(Value::from),
            "a time such as 2026-11-21T08:00:00Z, or a date, which begins at 00:00 UTC; of the years \
             0 to 9999",
        ),
        Kind::Json | Kind::Opaque => (None, "nothing"),
    };
    read.ok_or_else(|| match operand {
        Operand::Json(json) if json.is_null() => {
            format!("takes {what}, and null is none: ask for it with is_null")
        }
        _ => format!("takes {what}, and {} is none", operand.shown()),
    })
}

fn text(operand: &Operand) -> Option<String> {
    match operand {
        Operand::Raw(raw) => Some(raw.clone()),
        Operand::Json(json) => json.as_text(),
    }
}

fn boolean(operand: &Operand) -> Option<bool> {
    match operand {
        Operand::Raw(raw) => raw.parse().ok(),
        Operand::Json(json) => serde_json::from_str(json.0.as_str()).ok(),
    }
}

/// A JSON number that `numeric` holds, as it was written.
fn number(operand: &Operand) -> Option<String> {
    let number = match operand {
        Operand::Raw(raw) => FilterValue(raw.parse::<ExactJson>().ok()?),
        Operand::Json(json) => json.clone(),
    };
    number.0.check().ok()?;
    number.as_number().map(ToOwned::to_owned)
}

fn integer(operand: &Operand) -> Option<i64> {
    let text = number(operand)?;
    text.parse().ok().or_else(|| {
        let decimal: Decimal = text.parse().or_else(|_| Decimal::from_scientific(&text)).ok()?;
        decimal.is_integer().then(|| decimal.to_i64()).flatten()
    })
}

/// `PostgreSQL` counts from 4713 BC, which is the year -4712; chrono ends before `PostgreSQL` does.
fn date(operand: &Operand) -> Option<NaiveDate> {
    let date: NaiveDate = text(operand)?.parse().ok()?;
    (date.year() >= -4712).then_some(date)
}

fn time(operand: &Operand) -> Option<DateTime<Utc>> {
    let text = text(operand)?;
    if let Ok(time) = DateTime::parse_from_rfc3339(&text) {
        return Some(time.to_utc());
    }
    let date: NaiveDate = text.parse().ok()?;
    (0..=9999).contains(&date.year()).then(|| date.and_time(NaiveTime::MIN).and_utc())
}

impl Operand {
    fn shown(&self) -> String {
        let text = match self {
            Self::Raw(raw) => raw,
            Self::Json(json) => json.0.as_str(),
        };
        let shown: String = text.chars().take(40).collect();
        if shown.len() < text.len() { format!("{shown:?}…") } else { format!("{shown:?}") }
    }
}
