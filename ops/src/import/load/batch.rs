//! The records of one statement a table: some thousands, of which no two have the same id.

use std::{collections::HashMap, sync::Arc};

use annals_entity::{
    conversations, journal_entries, knowledge_articles, messages, processed_content,
};
use uuid::Uuid;

use super::{
    super::record::{Reading, Record, Row},
    fate::Fate,
    seen::{Seen, Table, key},
    stored::Item,
};

/// Records at most, and bytes of the file: a batch in memory is several times as large.
const MOST_RECORDS: usize = 2_000;
const MOST_BYTES: u64 = 2 << 20;

/// Records, and their rows by table.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub(super) fates: Vec<Fate>,
    pub(super) conversations: Vec<Item<conversations::ActiveModel>>,
    pub(super) entries: Vec<Item<journal_entries::ActiveModel>>,
    pub(super) analyses: Vec<Item<processed_content::ActiveModel>>,
    pub(super) messages: Vec<Item<messages::ActiveModel>>,
    pub(super) articles: Vec<Item<knowledge_articles::ActiveModel>>,
    pub(super) topics: Vec<Item<serde_json::Value>>,
    /// Of the file, up to the record after the last.
    pub(super) bytes: u64,
    /// Where the rows stand.
    places: HashMap<(Table, Uuid), Place>,
}

/// Which record a row is of, and its number among those of its table.
#[derive(Clone, Copy, Debug)]
struct Place {
    record: usize,
    item: usize,
}

impl Batch {
    pub(super) fn is_full(&self) -> bool {
        self.fates.len() >= MOST_RECORDS || self.bytes >= MOST_BYTES
    }

    /// Has it another row under an id of the record? Then the record belongs to the next batch, when
    /// the database knows the first.
    pub(super) fn contradicts(&self, record: &Record) -> bool {
        let Reading::Rows { rows, .. } = &record.reading else { return false };
        rows.iter().any(|row| self.twin(row) == Some(false))
    }

    /// Whether the row of the same id is the same. `None`: there is none.
    fn twin(&self, row: &Row) -> Option<bool> {
        let place = *self.places.get(&key(row)?)?;
        Some(match row {
            Row::Conversation(row) => is_same(&self.conversations, place, row),
            Row::Entry(row) => is_same(&self.entries, place, row),
            Row::Analysis(row) => is_same(&self.analyses, place, row),
            Row::Message(row) => is_same(&self.messages, place, row),
            Row::Article(_) | Row::Topic(_) => false,
        })
    }

    /// Adds a record. `seen`: the ids of the file before it.
    pub(super) fn push(&mut self, record: Record, seen: &mut Seen) {
        let mut fate = Fate::new(record.place, record.kind);
        let number = self.fates.len();
        match record.reading {
            Reading::Refused { reason, excerpt } => fate.refuse(reason, excerpt),
            Reading::Rows { rows, adjustments } => {
                fate.adjustments = adjustments;
                fate.is_empty = rows.is_empty();
                for row in rows {
                    if let Some(first) = self.add(number, row, seen) {
                        fate.note(same_as(
                            &self.fates[first].place.file,
                            self.fates[first].place.position,
                        ));
                    }
                }
            }
        }
        self.fates.push(fate);
    }

    /// Adds a row, or says which record has it already.
    fn add(&mut self, record: usize, row: Row, seen: &mut Seen) -> Option<usize> {
        let key = key(&row);
        if let Some(first) = key.and_then(|key| self.places.get(&key)) {
            return Some(first.record);
        }
        let is_first = key.is_none_or(|key| seen.is_first(key));
        let item = match row {
            Row::Conversation(mut row) => {
                // They are what the messages say.
                row.message_count.take();
                row.last_message_at.take();
                put(&mut self.conversations, Item { record, is_first, row: *row })
            }
            Row::Entry(row) => put(&mut self.entries, Item { record, is_first, row: *row }),
            Row::Analysis(row) => put(&mut self.analyses, Item { record, is_first, row: *row }),
            Row::Message(row) => put(&mut self.messages, Item { record, is_first, row: *row }),
            Row::Article(row) => put(&mut self.articles, Item { record, is_first, row: *row }),
            Row::Topic(row) => put(&mut self.topics, Item { record, is_first, row }),
        };
        self.places.extend(key.map(|key| (key, Place { record, item })));
        None
    }
}

/// What is said of a record that says what another has said.
fn same_as(file: &Arc<str>, position: u64) -> String {
    format!("the same as record {position} of {file}")
}

/// Puts an item behind the others. Returns where.
fn put<R>(items: &mut Vec<Item<R>>, item: Item<R>) -> usize {
    items.push(item);
    items.len() - 1
}

fn is_same<R: PartialEq>(items: &[Item<R>], place: Place, row: &R) -> bool {
    items.get(place.item).is_some_and(|item| item.row == *row)
}
