//! The classes of Annals' columns, and of an application's own.

use std::collections::BTreeMap;

use super::{Class, columns};

/// The class of each column that somebody has classified.
///
/// Tables are called as in the audit log: Annals' own by their name, others with their schema, such as
/// `public.notes`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Classification {
    classes: BTreeMap<(String, String), Class>,
}

impl Classification {
    /// That of Annals' own tables.
    #[must_use]
    pub fn annals() -> Self {
        let own = columns().map(|(table, column, class)| ((table.into(), column.into()), class));
        Self { classes: own.collect() }
    }

    /// With columns of a table, in place of what was said of them before.
    #[must_use]
    pub fn with<S: Into<String>>(
        mut self,
        table: &str,
        class: Class,
        columns: impl IntoIterator<Item = S>,
    ) -> Self {
        for column in columns {
            self.classes.insert((table.to_owned(), column.into()), class);
        }
        self
    }

    /// With what a text says, a line for each table and class: the table, the class, and the columns.
    /// Empty lines, and what follows a `#`, say nothing.
    ///
    /// ```
    /// use annals_entity::personal::{Class, Classification};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let classes = Classification::annals().with_lines(
    ///     "public.notes  none       times_read
    ///      public.notes  sensitive  body        # what was written",
    /// )?;
    /// assert_eq!(classes.of("public.notes", "body"), Class::Sensitive);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The first line that is not of this form.
    pub fn with_lines(self, text: &str) -> Result<Self, ClassificationError> {
        text.lines().enumerate().try_fold(self, |classes, (number, line)| {
            let mut words = line.split('#').next().unwrap_or_default().split_whitespace();
            let Some(table) = words.next() else { return Ok(classes) };
            let wrong = |what: String| ClassificationError { line: number + 1, what };
            let class = words.next().unwrap_or_default();
            let class = class.parse::<Class>().map_err(|error| wrong(error.to_string()))?;
            let columns: Vec<&str> = words.collect();
            if columns.is_empty() {
                return Err(wrong(format!("no column of {table} is named")));
            }
            Ok(classes.with(table, class, columns))
        })
    }

    /// The class of a column; [`Class::Personal`] where nobody has said.
    #[must_use]
    pub fn of(&self, table: &str, column: &str) -> Class {
        self.said(table, column).unwrap_or_default()
    }

    /// What was said of a column. `None`: nothing.
    #[must_use]
    pub fn said(&self, table: &str, column: &str) -> Option<Class> {
        self.classes.get(&(table.to_owned(), column.to_owned())).copied()
    }

    /// All that was said: the table, the column, its class.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str, Class)> {
        self.classes.iter().map(|((table, column), class)| (&**table, &**column, *class))
    }
}

/// A line that classifies nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}; a line is a table, a class, and columns")]
pub struct ClassificationError {
    /// Which, counted from 1.
    pub line: usize,
    what: String,
}

#[cfg(test)]
mod tests {
    use super::{Class, Classification};

    #[test]
    fn what_is_said_later_holds() {
        let classes = Classification::annals().with("users", Class::Sensitive, ["name"]);
        assert_eq!(classes.of("users", "name"), Class::Sensitive);
        assert_eq!(classes.of("users", "email"), Class::Personal);
    }

    #[test]
    fn a_line_that_says_nothing_or_nonsense_is_told_apart() {
        let told = |text| Classification::default().with_lines(text).map(|it| it.iter().count());
        assert_eq!(told("\n  # nothing\n"), Ok(0));
        assert_eq!(told("public.notes none a b"), Ok(2));
        assert_eq!(told("\npublic.notes hidden a").map_err(|error| error.line), Err(2));
        assert_eq!(told("public.notes none").map_err(|error| error.line), Err(1));
        assert_eq!(told("public.notes").map_err(|error| error.line), Err(1));
    }
}
