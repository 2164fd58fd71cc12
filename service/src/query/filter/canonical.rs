//! The one text of a filter.

use std::fmt;

use super::{
    Filter, Node,
    test::{Given, Test},
};

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Node::All(all) if all.is_empty() => f.write_str("{}"),
            Node::All(all) => group(f, "and", all),
            Node::Any(any) => group(f, "or", any),
            Node::Not(inner) => write!(f, r#"{{"not":{inner}}}"#),
            Node::Test(test) => test.fmt(f),
            Node::Json(column, json) => write!(f, "{{{}:{json}}}", quoted(column)),
        }
    }
}

fn group(f: &mut fmt::Formatter<'_>, name: &str, filters: &[Filter]) -> fmt::Result {
    write!(f, r#"{{"{name}":["#)?;
    list(f, filters)?;
    f.write_str("]}")
}

fn list<T: fmt::Display>(f: &mut fmt::Formatter<'_>, items: &[T]) -> fmt::Result {
    for (position, item) in items.iter().enumerate() {
        let separator = if position == 0 { "" } else { "," };
        write!(f, "{separator}{item}")?;
    }
    Ok(())
}

impl fmt::Display for Test {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = quoted(&format!("{}__{}", self.field, self.operator));
        match &self.given {
            Given::Raw(raw) => write!(f, r#"{{"pairs":{{{key}:{}}}}}"#, quoted(raw)),
            Given::One(value) => write!(f, "{{{key}:{}}}", value.0),
            Given::Many(values) => {
                write!(f, "{{{key}:[")?;
                let values: Vec<_> = values.iter().map(|value| &value.0).collect();
                list(f, &values)?;
                f.write_str("]}")
            }
        }
    }
}

pub(in crate::query) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
