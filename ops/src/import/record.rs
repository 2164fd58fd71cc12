//! A record of a source, and what it is in Annals.

use std::sync::Arc;

use annals_entity::{
    conversations, journal_entries, knowledge_articles, messages, processed_content,
};
use serde::Serialize;

use crate::failure::Failure;

/// Where a record stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Place {
    /// The file, by its name in the folder.
    pub(crate) file: Arc<str>,
    /// The record's number in the file, from 1. 0: the file as a whole.
    pub(crate) position: u64,
    /// Its first byte, from 0.
    pub(crate) byte: u64,
    /// Its first line, from 1.
    pub(crate) line: u64,
}

/// What kind of record it is; `Ord` is the order in which kinds are written, parents first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    Topic,
    Session,
    Entry,
    Article,
    Message,
}

/// A record that was read.
#[derive(Debug)]
pub(crate) struct Record {
    pub(crate) place: Place,
    pub(crate) kind: Kind,
    pub(crate) reading: Reading,
}

/// What came of reading it.
#[derive(Debug)]
pub(crate) enum Reading {
    /// What it is in Annals, the record's own row first.
    Rows {
        /// None: it says nothing (an exchange without a message), which an adjustment tells.
        rows: Vec<Row>,
        /// What was set aside, replaced or made up.
        adjustments: Vec<Adjustment>,
    },
    /// It can't be had.
    Refused {
        /// Which rule it breaks, and what to do.
        reason: String,
        /// Its beginning, at most 200 characters, unreadable bytes as U+FFFD.
        excerpt: String,
    },
}

/// Something about a record that is not as the file has it; nothing is lost by it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Adjustment {
    /// The field, as the file names it.
    pub(crate) field: String,
    /// What was done, why, and where the original is kept.
    pub(crate) what: String,
}

/// A row to be written: the columns that the source tells are set, and compared when it is read back.
/// Ids are set, and are the same whenever the source is read; `account_id` is not set.
#[derive(Clone, Debug)]
pub(crate) enum Row {
    Entry(Box<journal_entries::ActiveModel>),
    /// What an entry's analysis found. Comes with its entry.
    Analysis(Box<processed_content::ActiveModel>),
    Conversation(Box<conversations::ActiveModel>),
    /// `position` is not set: the conversation's next, in the order of the source. Nor is the
    /// conversation known to be there.
    Message(Box<messages::ActiveModel>),
    Article(Box<knowledge_articles::ActiveModel>),
    /// Kept whole in the account of the run.
    Topic(serde_json::Value),
}

/// A source, which can be read any number of times and reads the same each time.
pub(crate) trait Source: Send + Sync {
    /// The files, in the order in which they are read: parents before their children.
    fn files(&self) -> &[SourceFile];

    /// JSON files beside them that the format has no name for, and which are not read.
    fn unread(&self) -> &[String] {
        &[]
    }

    /// The records of a file. An `Err` says that it can't be read on.
    fn records(&self, file: &SourceFile) -> Result<Records, Failure>;
}

/// The records of a file, one after the other, in bounded memory.
pub(crate) type Records = Box<dyn Iterator<Item = Result<Record, Failure>> + Send>;

/// A file of a source.
#[derive(Clone, Debug)]
pub(crate) struct SourceFile {
    /// Its name in the folder.
    pub(crate) name: Arc<str>,
    pub(crate) path: std::path::PathBuf,
    pub(crate) kind: Kind,
    /// In bytes: what progress is measured by.
    pub(crate) size: u64,
}
