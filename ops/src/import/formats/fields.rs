//! The fields of a record, taken one by one; what is left over is kept.

use std::{borrow::Cow, collections::HashMap, fmt};

use annals_entity::values::ExactJson;
use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::{Map, Value, value::RawValue};

use super::{super::record::Adjustment, exact};

/// Where a record's row keeps what no column of it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keeper {
    RawData,
    Context,
    Metadata,
    /// The row has no such column: the report has it.
    Report,
}

/// A field of a record.
struct Field<'a> {
    name: Cow<'a, str>,
    json: &'a str,
    taken: bool,
}

/// The fields of a record.
pub(super) struct Fields<'a> {
    given: Vec<Field<'a>>,
    keeper: Keeper,
    /// Originals that a column holds otherwise.
    kept: Vec<(String, Cow<'a, str>)>,
    pub(super) adjustments: Vec<Adjustment>,
}

impl<'a> Fields<'a> {
    /// Those of a record, which is a JSON object.
    pub(super) fn of(json: &'a str, keeper: Keeper) -> serde_json::Result<Self> {
        let fields = split(json)?.into_iter();
        let given = fields.map(|(name, json)| Field { name, json, taken: false }).collect();
        Ok(Self { given, keeper, kept: Vec::new(), adjustments: Vec::new() })
    }

    /// The value of a field, which counts as used from here on. `None`: it is absent, or null. Of two
    /// fields of a name the last counts, as in most programs; the other is left over.
    pub(super) fn take(&mut self, name: &str) -> Option<&'a str> {
        let field = self.given.iter_mut().rev().find(|field| field.name == name)?;
        field.taken = true;
        (field.json != "null").then_some(field.json)
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.given.len()
    }

    /// Whether there is such a field, null or not.
    pub(super) fn has(&self, name: &str) -> bool {
        self.given.iter().any(|field| field.name == name)
    }

    /// Its JSON, where it has one that is not null, without using it.
    pub(super) fn look(&self, name: &str) -> Option<&'a str> {
        let field = self.given.iter().rev().find(|field| field.name == name)?;
        (field.json != "null").then_some(field.json)
    }

    /// The name of the field whose value, or name, covers a byte of the record.
    pub(super) fn at(&self, record: &str, byte: usize) -> Option<&str> {
        let end = |field: &Field<'_>| {
            field.json.as_ptr() as usize - record.as_ptr() as usize + field.json.len()
        };
        self.given.iter().find(|field| byte < end(field)).map(|field| field.name.as_ref())
    }

    /// The record as one text, whatever the order of its fields and the spaces between them.
    pub(super) fn canonical(&self) -> String {
        let mut fields: Vec<_> = self.given.iter().map(|it| (it.name.as_ref(), it.json)).collect();
        fields.sort_unstable();
        let mut text = String::new();
        for (name, json) in fields {
            text.push_str(name);
            text.push('\0');
            push_compact(&mut text, json);
            text.push('\0');
        }
        text
    }

    /// Tells that something is not as the file has it.
    pub(super) fn adjust(&mut self, field: &str, what: impl Into<String>) {
        self.adjustments.push(Adjustment { field: field.to_owned(), what: what.into() });
    }

    /// Tells that a column has a value otherwise, or not at all, and keeps the original.
    pub(super) fn keep(&mut self, field: &str, json: &'a str, why: impl fmt::Display) {
        let told = match self.keeper {
            Keeper::Report => format!("{why}; in the file it is {json}"),
            keeper => format!("{why}; the original is kept in {keeper}"),
        };
        self.adjust(field, told);
        self.keep_silently(field, json);
    }

    /// Keeps an original that says more than its column.
    pub(super) fn keep_silently(&mut self, field: &str, json: impl Into<Cow<'a, str>>) {
        if self.keeper != Keeper::Report {
            self.kept.push((field.to_owned(), json.into()));
        }
    }

    /// What is left over, as an object for a column that keeps every digit.
    pub(super) fn rest_exactly(&mut self) -> ExactJson {
        let rest = self.rest(&Map::new());
        let (object, as_text) = exact::object(&rest);
        for field in as_text {
            self.adjust(&field, exact::AS_TEXT);
        }
        object
    }

    /// What is left over, beside what is there.
    pub(super) fn rest_beside(&mut self, mut there: Map<String, Value>) -> Value {
        for (name, json) in self.rest(&there) {
            let value = self.value(&name, &json);
            there.insert(name, value);
        }
        Value::Object(there)
    }

    /// Tells what is left over, where no column can keep it.
    pub(super) fn report_rest(&mut self) {
        for (name, json) in self.rest(&Map::new()) {
            self.adjust(&name, format!("has no column: in the file it is {json}"));
        }
    }

    /// A value for a JSON column.
    pub(super) fn value(&mut self, field: &str, json: &str) -> Value {
        let (value, as_text) = exact::value(json);
        if as_text {
            self.adjust(field, exact::AS_TEXT);
        }
        value
    }

    fn rest(&mut self, there: &Map<String, Value>) -> Vec<(String, Cow<'a, str>)> {
        let mut rest = std::mem::take(&mut self.kept);
        let left = self.given.iter().filter(|field| !field.taken);
        rest.extend(left.map(|field| (field.name.to_string(), Cow::Borrowed(field.json))));
        let mut names: HashMap<String, u32> = there.keys().map(|name| (name.clone(), 1)).collect();
        let mut renamed = Vec::new();
        for (name, _) in &mut rest {
            while let Some(count) = names.get_mut(name.as_str()) {
                *count += 1;
                let free = format!("{name}_{count}");
                renamed.push((std::mem::replace(name, free.clone()), free));
            }
            names.insert(name.clone(), 1);
        }
        for (name, free) in renamed {
            self.adjust(&name, format!("its name is taken: it is kept as {free}"));
        }
        rest
    }
}

impl fmt::Display for Keeper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::RawData => "raw_data",
            Self::Context => "context",
            Self::Metadata => "metadata",
            Self::Report => "the report",
        })
    }
}

/// Adds JSON without the spaces between its tokens.
fn push_compact(text: &mut String, json: &str) {
    let (mut in_string, mut escaped) = (false, false);
    for character in json.chars() {
        if in_string || !character.is_ascii_whitespace() {
            text.push(character);
        }
        if escaped {
            escaped = false;
        } else if character == '"' {
            in_string = !in_string;
        } else {
            escaped = in_string && character == '\\';
        }
    }
}

/// The fields of a JSON object, in its order, each with its value's JSON. Names may repeat.
pub(super) fn split(json: &str) -> serde_json::Result<Vec<(Cow<'_, str>, &str)>> {
    serde_json::from_str::<Split<'_>>(json).map(|split| split.0)
}

struct Split<'a>(Vec<(Cow<'a, str>, &'a str)>);

#[derive(Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de> Deserialize<'de> for Split<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(SplitVisitor)
    }
}

struct SplitVisitor;

impl<'de> Visitor<'de> for SplitVisitor {
    type Value = Split<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of fields")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut fields = Vec::with_capacity(16);
        while let Some((name, value)) = map.next_entry::<Name<'de>, &'de RawValue>()? {
            fields.push((name.0, value.get()));
        }
        Ok(Split(fields))
    }
}
