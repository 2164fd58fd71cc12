//! `topics.json`: what entries name by an id, and is a category of them.

use std::{borrow::Cow, collections::HashMap};

use super::{super::record::Row, fields::Fields, values::text_of};
use crate::failure::Failure;

/// Topics, and bytes of their names, that are held.
const MOST: usize = 100_000;
const MOST_BYTES: usize = 16 << 20;

/// The names of topics, by their ids.
#[derive(Debug, Default)]
pub(super) struct Topics {
    names: HashMap<String, String>,
    bytes: usize,
}

impl Topics {
    /// Remembers a topic, which may have its id as its key.
    pub(super) fn add(
        &mut self,
        fields: &mut Fields<'_>,
        key: Option<&str>,
    ) -> Result<(), Failure> {
        let id = fields.look("id").map(id_text).or_else(|| key.map(ToOwned::to_owned));
        let name = fields.look("name").and_then(text_of);
        let (Some(id), Some(name)) = (id, name) else { return Ok(()) };
        if name.trim().is_empty() {
            return Ok(());
        }
        self.bytes += id.len() + name.len();
        self.names.entry(id).or_insert_with(|| name.into_owned());
        if self.names.len() > MOST || self.bytes > MOST_BYTES {
            return Err(Failure::Usage(format!(
                "topics.json has more than {MOST} topics, or {} MB of names: split the folder into several",
                MOST_BYTES >> 20
            )));
        }
        Ok(())
    }

    /// The category that an entry gets from its topic, unless it has it.
    pub(super) fn name_for(
        &self,
        topic: &str,
        categories: &[String],
        fields: &mut Fields<'_>,
    ) -> Option<String> {
        let id = id_text(topic);
        if id.trim().is_empty() {
            return None;
        }
        let Some(name) = self.names.get(&id) else {
            fields.adjust("topic_id", "names no topic of topics.json; it is kept in raw_data");
            return None;
        };
        (!categories.contains(name)).then(|| name.clone())
    }
}

/// A topic, whole.
pub(super) fn rows(json: &str, key: Option<&str>, fields: &mut Fields<'_>) -> Vec<Row> {
    let mut topic = fields.value("", json);
    if let (Some(key), Some(object)) = (key, topic.as_object_mut()) {
        object.entry("id").or_insert_with(|| key.into());
    }
    if fields.look("name").and_then(text_of).is_none_or(|name| name.trim().is_empty()) {
        fields.adjust("name", "is no text: no entry gets a category from it");
    }
    vec![Row::Topic(topic)]
}

/// An id as text, also where it is a number.
fn id_text(json: &str) -> String {
    text_of(json).map_or_else(|| json.to_owned(), Cow::into_owned)
}
