//! The value of a row in a column of its order.

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use sea_orm::Value;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::query::Kind;

/// A text this long is held as it is. A longer one is looked up when it is needed, by the row's id.
const LONGEST_TEXT: usize = 2_000;

pub(crate) type Digest = [u8; 32];

/// A value that rows are ordered by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SortValue {
    Null,
    Uuid(Uuid),
    Text(String),
    /// The digest of a text too long to be held.
    LongText(Digest),
    /// `smallint` and `integer` compare with it as they are.
    Integer(i64),
    Decimal(Decimal),
    /// The bits, so that NaN is equal to itself, as in `PostgreSQL`.
    Float(u64),
    Boolean(bool),
    Date(NaiveDate),
    Time(DateTime<Utc>),
}

impl SortValue {
    /// What a row has. `None`: nothing that is ordered by.
    pub(crate) fn of(value: Value) -> Option<Self> {
        Some(match value {
            Value::Uuid(Some(id)) => Self::Uuid(id),
            Value::String(Some(text)) => Self::text(text),
            Value::SmallInt(Some(number)) => Self::Integer(number.into()),
            Value::Int(Some(number)) => Self::Integer(number.into()),
            Value::BigInt(Some(number)) => Self::Integer(number),
            Value::Decimal(Some(number)) => Self::Decimal(number),
            Value::Float(Some(number)) => Self::Float(f64::from(number).to_bits()),
            Value::Double(Some(number)) => Self::Float(number.to_bits()),
            Value::Bool(Some(truth)) => Self::Boolean(truth),
            Value::ChronoDate(Some(date)) => Self::Date(date),
            Value::ChronoDateTimeUtc(Some(time)) => Self::Time(time),
            Value::ChronoDateTimeWithTimeZone(Some(time)) => Self::Time(time.to_utc()),
            value if value == value.as_null() => Self::Null,
            _ => return None,
        })
    }

    fn text(text: String) -> Self {
        if text.len() > LONGEST_TEXT { Self::LongText(digest(&text)) } else { Self::Text(text) }
    }

    /// The value to bind, of the type that the column compares with by its index.
    pub(crate) fn bound(&self) -> Option<Value> {
        Some(match self {
            Self::Null | Self::LongText(_) => return None,
            Self::Uuid(id) => (*id).into(),
            Self::Text(text) => text.clone().into(),
            Self::Integer(number) => (*number).into(),
            Self::Decimal(number) => (*number).into(),
            Self::Float(bits) => f64::from_bits(*bits).into(),
            Self::Boolean(truth) => (*truth).into(),
            Self::Date(date) => (*date).into(),
            Self::Time(time) => (*time).into(),
        })
    }

    /// Could a column of that kind have it?
    pub(crate) fn fits(&self, kind: Kind, is_nullable: bool) -> bool {
        match self {
            Self::Null => is_nullable,
            Self::Uuid(_) => kind == Kind::Uuid,
            Self::Text(_) | Self::LongText(_) => kind == Kind::Text,
            Self::Integer(_) => kind == Kind::Integer,
            Self::Decimal(_) => kind == Kind::Decimal,
            Self::Float(_) => kind == Kind::Float,
            Self::Boolean(_) => kind == Kind::Boolean,
            Self::Date(_) => kind == Kind::Date,
            Self::Time(_) => kind == Kind::Time,
        }
    }
}

pub(crate) fn digest(text: &str) -> Digest {
    Sha256::digest(text).into()
}
