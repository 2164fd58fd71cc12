//! Whose records they are, and the ids that the records get from it.

use uuid::Uuid;

use super::{
    exact,
    fields::Fields,
    ids::{Repeats, derived},
    topics::Topics,
    values::text_of,
};

/// What reading a record needs beside it.
pub(super) struct Owner<'s> {
    pub(super) user_id: Uuid,
    pub(super) topics: &'s Topics,
    pub(super) repeats: &'s mut Repeats,
    /// The record's key, where its file is an object.
    pub(super) key: Option<&'s str>,
    /// The record's own JSON.
    pub(super) json: &'s str,
}

/// Whether records of a kind usually have an id, so that one without is worth telling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ids {
    Usual,
    Unusual,
}

impl Owner<'_> {
    /// A record's id: its `id`, or else its key; one that is no UUID becomes one, and so does the
    /// content of a record that has none.
    pub(super) fn id(&mut self, fields: &mut Fields<'_>, kind: &str, ids: Ids) -> Uuid {
        let json = fields.take("id").filter(|json| json.trim_matches('"').trim() != "");
        let own = json.map(|json| text_of(json).map_or_else(|| json.to_owned(), Into::into));
        if let (Some(key), Some(own)) = (self.key, &own)
            && key != own
        {
            fields.adjust(
                "id",
                format!("is {own:?}, and its key in the file {key:?}: the key is set aside"),
            );
            fields.keep_silently("key", exact::quoted(key));
        }
        let Some(text) = own.as_deref().or(self.key) else { return self.made(fields, kind, ids) };
        if let Ok(id) = Uuid::try_parse(text.trim()) {
            return id;
        }
        let id = derived(self.user_id, kind, text);
        fields.adjust("id", format!("is no UUID, and becomes {id}; the original is kept"));
        fields.keep_silently("id", exact::quoted(text));
        id
    }

    /// The id of a session that a record names.
    pub(super) fn session(&self, text: &str) -> Uuid {
        Uuid::try_parse(text.trim()).unwrap_or_else(|_| derived(self.user_id, SESSION, text))
    }

    /// An id for a record that has none: made of its content, so that it gets the same again. The same
    /// content for the second time is another record.
    fn made(&mut self, fields: &mut Fields<'_>, kind: &str, ids: Ids) -> Uuid {
        let content = fields.canonical();
        let mut id = derived(self.user_id, kind, &content);
        match self.repeats.before(id) {
            0 => {}
            before => id = derived(self.user_id, kind, &format!("{id}/{before}")),
        }
        if ids == Ids::Usual {
            fields.adjust("id", format!("is absent: {id} is made of the record's content"));
        }
        id
    }
}

/// The kinds whose ids are derived, as they go into them.
pub(super) const SESSION: &str = "session";
pub(super) const ENTRY: &str = "entry";
pub(super) const MESSAGE: &str = "message";
