//! The operators, by name, and which of them a field has.

use crate::query::Kind;

/// How a field is tested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    Eq,
    Ne,
    Gt,
    Gte,
    Lt,
    Lte,
    In,
    NotIn,
    Between,
    Contains,
    IContains,
    StartsWith,
    IsNull,
    ContainedBy,
    HasKey,
    HasAny,
    HasAll,
    Any,
    All,
}

const TEXT: [Operator; 13] = [
    Operator::Eq,
    Operator::Ne,
    Operator::Gt,
    Operator::Gte,
    Operator::Lt,
    Operator::Lte,
    Operator::In,
    Operator::NotIn,
    Operator::Between,
    Operator::Contains,
    Operator::IContains,
    Operator::StartsWith,
    Operator::IsNull,
];
const ORDERED: [Operator; 10] = [
    Operator::Eq,
    Operator::Ne,
    Operator::Gt,
    Operator::Gte,
    Operator::Lt,
    Operator::Lte,
    Operator::In,
    Operator::NotIn,
    Operator::Between,
    Operator::IsNull,
];
const JSON: [Operator; 10] = [
    Operator::Eq,
    Operator::Ne,
    Operator::Contains,
    Operator::ContainedBy,
    Operator::HasKey,
    Operator::HasAny,
    Operator::HasAll,
    Operator::Any,
    Operator::All,
    Operator::IsNull,
];
const PATH: [Operator; 18] = [
    Operator::Eq,
    Operator::Ne,
    Operator::Gt,
    Operator::Gte,
    Operator::Lt,
    Operator::Lte,
    Operator::In,
    Operator::NotIn,
    Operator::Between,
    Operator::Contains,
    Operator::IContains,
    Operator::StartsWith,
    Operator::HasKey,
    Operator::HasAny,
    Operator::HasAll,
    Operator::Any,
    Operator::All,
    Operator::IsNull,
];

impl Operator {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Eq => "eq",
            Self::Ne => "ne",
            Self::Gt => "gt",
            Self::Gte => "gte",
            Self::Lt => "lt",
            Self::Lte => "lte",
            Self::In => "in",
            Self::NotIn => "not_in",
            Self::Between => "between",
            Self::Contains => "contains",
            Self::IContains => "icontains",
            Self::StartsWith => "startswith",
            Self::IsNull => "is_null",
            Self::ContainedBy => "contained_by",
            Self::HasKey => "has_key",
            Self::HasAny => "has_any",
            Self::HasAll => "has_all",
            Self::Any => "any",
            Self::All => "all",
        }
    }

    /// Those of a field: of a JSON column, of a place within it, or of any other.
    pub(crate) const fn of(kind: Kind, has_path: bool) -> &'static [Self] {
        match kind {
            Kind::Text => &TEXT,
            Kind::Uuid | Kind::Integer | Kind::Decimal | Kind::Float | Kind::Date | Kind::Time => {
                &ORDERED
            }
            Kind::Boolean => &[Self::Eq, Self::Ne, Self::IsNull],
            Kind::Json if has_path => &PATH,
            Kind::Json => &JSON,
            Kind::Opaque => &[Self::IsNull],
        }
    }

    /// Does it take a list?
    pub(crate) const fn takes_list(self) -> bool {
        matches!(
            self,
            Self::In
                | Self::NotIn
                | Self::Between
                | Self::HasAny
                | Self::HasAll
                | Self::Any
                | Self::All
        )
    }

    /// Does it take names, not values of the field?
    pub(crate) const fn takes_texts(self) -> bool {
        matches!(
            self,
            Self::HasKey | Self::HasAny | Self::HasAll | Self::IContains | Self::StartsWith
        )
    }

    /// In jsonpath, and in SQL but for equality.
    pub(crate) const fn comparison(self) -> &'static str {
        match self {
            Self::Gt => ">",
            Self::Gte => ">=",
            Self::Lt => "<",
            Self::Lte => "<=",
            _ => "==",
        }
    }
}
