//! The columns of an entity, under the names by which filters and orders know them.

use sea_orm::{
    ColumnTrait, ColumnType, EntityTrait, IdenStatic, Iterable,
    sea_query::{Expr, IntoColumnRef},
};

use super::spelling;
use crate::error::{Error, Result};

/// What the values of a column are, as far as comparing them goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Uuid,
    Text,
    /// `smallint`, `integer` or `bigint`.
    Integer,
    /// `numeric`, of any number of digits.
    Decimal,
    /// `real` or `double precision`.
    Float,
    Boolean,
    Date,
    /// `timestamptz`.
    Time,
    Json,
    /// Bytes and what else no operator but `is_null` is offered for.
    Opaque,
}

/// A column that filters and orders may name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Field<E: EntityTrait> {
    pub(crate) column: E::Column,
    pub(crate) kind: Kind,
    pub(crate) is_nullable: bool,
}

/// What no caller asks by: the account is the context's, and a signature means nothing to anybody.
const HIDDEN: [&str; 2] = ["account_id", "audit_id"];

impl<E: EntityTrait> Field<E> {
    /// The field of that name.
    ///
    /// # Errors
    /// `Invalid` with the name, the nearest one and all that there are.
    pub(crate) fn named(name: &str) -> Result<Self> {
        match Self::all().find(|field| field.name() == name) {
            Some(field) => Ok(field),
            None => Err(Self::unknown(name)),
        }
    }

    /// All of them, in the order of the columns.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        E::Column::iter().map(Self::of).filter(|field| !HIDDEN.contains(&field.name()))
    }

    pub(crate) fn of(column: E::Column) -> Self {
        let definition = column.def();
        let kind = Kind::of(definition.get_column_type());
        Self { column, kind, is_nullable: definition.is_null() }
    }

    /// Its name in the table.
    pub(crate) fn name(&self) -> &'static str {
        self.column.as_str()
    }

    /// The column, qualified by the entity's table, for a statement.
    pub(crate) fn expr(&self) -> Expr {
        Expr::col(self.column.as_column_ref().into_column_ref())
    }

    fn unknown(name: &str) -> Error {
        let shown: String = name.chars().take(64).collect();
        Error::invalid(
            shown,
            spelling::unknown("field", name, Self::all().map(|field| field.name())),
        )
    }
}

impl Kind {
    /// What a column of this type has.
    pub(crate) fn of(column_type: &ColumnType) -> Self {
        match column_type {
            ColumnType::Uuid => Self::Uuid,
            ColumnType::Char(_) | ColumnType::String(_) | ColumnType::Text => Self::Text,
            ColumnType::SmallInteger | ColumnType::Integer | ColumnType::BigInteger => {
                Self::Integer
            }
            ColumnType::Decimal(_) => Self::Decimal,
            ColumnType::Float | ColumnType::Double => Self::Float,
            ColumnType::Boolean => Self::Boolean,
            ColumnType::Date => Self::Date,
            ColumnType::TimestampWithTimeZone => Self::Time,
            ColumnType::Json | ColumnType::JsonBinary => Self::Json,
            _ => Self::Opaque,
        }
    }
}
