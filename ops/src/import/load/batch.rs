//! The records of one statement a table: some thousands, of which no two have the same id.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::Arc,
};

use annals_entity::{
    conversations, journal_entries, knowledge_articles, messages, processed_content,
};
use uuid::Uuid;

use super::{
    super::record::{Reading, Record, Row},
    fate::Fate,
    stored::{Item, Stored},
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
    /// Where the rows stand, by the first letter of the table and id.
    places: HashMap<(Table, Uuid), usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Table {
    Conversations,
    Entries,
    Analyses,
    Messages,
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
        match row {
            Row::Conversation(row) => self.compare::<conversations::Entity>(
                Table::Conversations,
                row,
                &self.conversations,
            ),
            Row::Entry(row) => {
                self.compare::<journal_entries::Entity>(Table::Entries, row, &self.entries)
            }
            Row::Analysis(row) => {
                self.compare::<processed_content::Entity>(Table::Analyses, row, &self.analyses)
            }
            Row::Message(row) => {
                self.compare::<messages::Entity>(Table::Messages, row, &self.messages)
            }
            Row::Article(_) | Row::Topic(_) => None,
        }
    }

    fn compare<E: Stored>(
        &self,
        table: Table,
        row: &E::ActiveModel,
        items: &[Item<E::ActiveModel>],
    ) -> Option<bool> {
        let place = *self.places.get(&(table, E::id(row)))?;
        Some(items.get(place).is_some_and(|item| item.row == *row))
    }

    pub(super) fn push(&mut self, record: Record) {
        let mut fate = Fate::new(record.place, record.kind);
        let number = self.fates.len();
        match record.reading {
            Reading::Refused { reason, excerpt } => fate.refuse(reason, excerpt),
            Reading::Rows { rows, adjustments } => {
                fate.adjustments = adjustments;
                fate.is_empty = rows.is_empty();
                for row in rows {
                    if let Some(first) = self.add(number, row) {
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
    fn add(&mut self, record: usize, row: Row) -> Option<usize> {
        match row {
            Row::Conversation(mut row) => {
                // They are what the messages say.
                row.message_count.take();
                row.last_message_at.take();
                let at = place::<conversations::Entity>(
                    &mut self.places,
                    Table::Conversations,
                    &row,
                    &self.conversations,
                );
                keep(at, &mut self.conversations, record, *row)
            }
            Row::Entry(row) => {
                let at = place::<journal_entries::Entity>(
                    &mut self.places,
                    Table::Entries,
                    &row,
                    &self.entries,
                );
                keep(at, &mut self.entries, record, *row)
            }
            Row::Analysis(row) => {
                let at = place::<processed_content::Entity>(
                    &mut self.places,
                    Table::Analyses,
                    &row,
                    &self.analyses,
                );
                keep(at, &mut self.analyses, record, *row)
            }
            Row::Message(row) => {
                let at = place::<messages::Entity>(
                    &mut self.places,
                    Table::Messages,
                    &row,
                    &self.messages,
                );
                keep(at, &mut self.messages, record, *row)
            }
            Row::Article(row) => keep(None, &mut self.articles, record, *row),
            Row::Topic(topic) => keep(None, &mut self.topics, record, topic),
        }
    }
}

/// What is said of a record that says what another has said.
fn same_as(file: &Arc<str>, position: u64) -> String {
    format!("the same as record {position} of {file}")
}

/// Where a row of the id stands already; where there is none, the next one will.
fn place<E: Stored>(
    places: &mut HashMap<(Table, Uuid), usize>,
    table: Table,
    row: &E::ActiveModel,
    items: &[Item<E::ActiveModel>],
) -> Option<usize> {
    match places.entry((table, E::id(row))) {
        Entry::Occupied(taken) => Some(*taken.get()),
        Entry::Vacant(free) => {
            free.insert(items.len());
            None
        }
    }
}

fn keep<R>(at: Option<usize>, items: &mut Vec<Item<R>>, record: usize, row: R) -> Option<usize> {
    if let Some(item) = at.and_then(|at| items.get(at)) {
        return Some(item.record);
    }
    items.push(Item { record, row });
    None
}
