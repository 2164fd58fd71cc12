//! Rows as arrays, one a column, for statements that take any number of rows through `unnest`.

use std::fmt::{Display, Write as _};

use sea_orm::{Value, sea_query::ValueType};

/// Rows, seen by column.
pub(crate) struct Columns<'a, R>(pub(crate) &'a [R]);

impl<'a, R> Columns<'a, R> {
    /// A column that holds no NULL, as an array.
    pub(crate) fn of<T>(&self, field: impl Fn(&'a R) -> T) -> Value
    where
        T: Into<Value> + ValueType,
    {
        let values = self.0.iter().map(|row| field(row).into()).collect();
        Value::Array(T::array_type(), Some(Box::new(values)))
    }

    /// A column that may hold NULL, as the text of an array, to be cast by the statement: an array
    /// value of `SeaORM` holds no NULL.
    pub(crate) fn nullable<T: Display>(&self, field: impl Fn(&'a R) -> Option<T>) -> Value {
        let mut literal = Literal::default();
        for row in self.0 {
            match field(row) {
                None => literal.null(),
                Some(value) => literal.quoted(&value),
            }
        }
        literal.finish()
    }
}

/// The text of an array, which grows by an element at a time.
#[derive(Clone, Debug, Default)]
pub(crate) struct Literal(String);

impl Literal {
    /// How long it is.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn null(&mut self) {
        self.separate();
        self.0.push_str("NULL");
    }

    /// An element whose text has nothing that an array's text gives a meaning to, and is not empty:
    /// a number, an id, a truth value, a time.
    pub(crate) fn plain(&mut self, value: &impl Display) {
        self.separate();
        self.write(value);
    }

    /// An element of any text.
    pub(crate) fn quoted(&mut self, value: &impl Display) {
        self.separate();
        self.0.push('"');
        let start = self.0.len();
        self.write(value);
        self.escape(start);
        self.0.push('"');
    }

    /// Puts a backslash before each character from there on that the text of an array gives a meaning to.
    fn escape(&mut self, start: usize) {
        let Some(first) = special(&self.0[start..]) else { return };
        let unescaped = self.0.split_off(start + first);
        let mut rest = unescaped.as_str();
        while let Some(at) = special(rest) {
            self.0.extend([&rest[..at], "\\", &rest[at..=at]]);
            rest = &rest[at + 1..];
        }
        self.0.push_str(rest);
    }

    /// The whole, as a value to be cast by the statement.
    pub(crate) fn finish(self) -> Value {
        self.into_text().into()
    }

    /// The whole, as text.
    pub(crate) fn into_text(mut self) -> String {
        self.0.push_str(if self.0.is_empty() { "{}" } else { "}" });
        self.0
    }

    fn separate(&mut self) {
        self.0.push(if self.0.is_empty() { '{' } else { ',' });
    }

    #[expect(clippy::expect_used, reason = "a String takes whatever is written")]
    fn write(&mut self, value: &impl Display) {
        write!(self.0, "{value}").expect("a String takes whatever is written");
    }
}

/// Where the first character is that ends the quoted text of an element, or escapes. It is of ASCII.
fn special(text: &str) -> Option<usize> {
    text.bytes().position(|byte| matches!(byte, b'"' | b'\\'))
}

#[cfg(test)]
mod tests {
    use super::Columns;

    #[test]
    fn an_array_with_nulls_is_quoted() {
        let rows = [Some(r#"a "b", \c {d}"#), None, Some("NULL"), Some(""), Some(r#"ü"é\\"#)];
        let literal = Columns(&rows).nullable(|row| *row);
        assert_eq!(literal, r#"{"a \"b\", \\c {d}",NULL,"NULL","","ü\"é\\\\"}"#.into());
    }
}
