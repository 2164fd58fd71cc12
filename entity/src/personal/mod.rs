//! Which columns tell something about a person: the one place where each column of each table has its
//! class.
//!
//! A masked copy goes by it, and so does whoever decides what a log or a report may show. A column that
//! is not named here counts as personal, so that a forgotten one is hidden rather than shown.
//!
//! ```
//! use annals_entity::personal::{Class, Classification, class_of};
//!
//! assert_eq!(class_of("journal_entries", "content"), Class::Sensitive);
//! assert_eq!(class_of("journal_entries", "language"), Class::None);
//!
//! // An application's own tables, by the names that the audit log has for them:
//! let classes = Classification::annals().with("public.notes", Class::None, ["times_read"]);
//! assert_eq!(classes.of("public.notes", "times_read"), Class::None);
//! assert_eq!(classes.of("public.notes", "body"), Class::Personal);
//! ```

mod classification;
mod columns;

pub use classification::{Classification, ClassificationError};

use std::{fmt, str::FromStr};

/// What a column tells about a person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Nothing: keys, times of the protocol, statuses, settings of the work.
    None,
    /// Who somebody is, or something about them. What a column is until somebody says otherwise.
    #[default]
    Personal,
    /// What hurts most when it gets out: health, thoughts, what was said in confidence, credentials.
    Sensitive,
}

impl Class {
    /// The word for it: `none`, `personal` or `sensitive`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Personal => "personal",
            Self::Sensitive => "sensitive",
        }
    }

    /// Whether a value of it may be shown to somebody who is not the person.
    #[must_use]
    pub const fn is_none(self) -> bool {
        matches!(self, Self::None)
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Class {
    type Err = UnknownClass;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let all = [Self::None, Self::Personal, Self::Sensitive];
        all.into_iter()
            .find(|class| class.as_str() == word)
            .ok_or_else(|| UnknownClass(word.into()))
    }
}

/// A word that is no [`Class`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no class: write none, personal or sensitive")]
pub struct UnknownClass(String);

/// The class of a column of Annals' own tables. One that is not known is [`Class::Personal`].
#[must_use]
pub fn class_of(table: &str, column: &str) -> Class {
    columns().find(|it| it.0 == table && it.1 == column).map_or(Class::Personal, |it| it.2)
}

/// Every column of Annals' tables: the table, the column, its class.
pub fn columns() -> impl Iterator<Item = (&'static str, &'static str, Class)> {
    columns::TABLES.iter().flat_map(|table| {
        let of = |class: Class, names: &'static str| {
            names.split_whitespace().map(move |column| (table.name, column, class))
        };
        of(Class::None, table.none)
            .chain(of(Class::Personal, table.personal))
            .chain(of(Class::Sensitive, table.sensitive))
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Class, columns};

    #[test]
    fn no_column_has_two_classes() {
        let named: Vec<_> = columns().map(|(table, column, _)| (table, column)).collect();
        assert_eq!(named.iter().collect::<BTreeSet<_>>().len(), named.len());
    }

    #[test]
    fn each_class_is_read_as_it_is_written() {
        for class in [Class::None, Class::Personal, Class::Sensitive] {
            assert_eq!(class.to_string().parse(), Ok(class));
        }
        assert!("secret".parse::<Class>().is_err());
    }
}
