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
        let mut literal = String::from("{");
        for (position, row) in self.0.iter().enumerate() {
            if position > 0 {
                literal.push(',');
            }
            match field(row) {
                None => literal.push_str("NULL"),
                Some(value) => push_quoted(&mut literal, &value),
            }
        }
        literal.push('}');
        literal.into()
    }
}

fn push_quoted(literal: &mut String, value: &impl Display) {
    literal.push('"');
    let start = literal.len();
    #[expect(clippy::expect_used, reason = "a String takes whatever is written")]
    write!(literal, "{value}").expect("a String takes whatever is written");
    if literal[start..].contains(['"', '\\']) {
        let escaped = literal[start..].replace('\\', "\\\\").replace('"', "\\\"");
        literal.replace_range(start.., &escaped);
    }
    literal.push('"');
}

#[cfg(test)]
mod tests {
    use super::Columns;

    #[test]
    fn an_array_with_nulls_is_quoted() {
        let rows = [Some(r#"a "b", \c {d}"#), None, Some("NULL"), Some("")];
        let literal = Columns(&rows).nullable(|row| *row);
        assert_eq!(literal, r#"{"a \"b\", \\c {d}",NULL,"NULL",""}"#.into());
    }
}
