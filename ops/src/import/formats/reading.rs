//! From a record's bytes to its rows, or to why it has none.

use std::sync::Arc;

use uuid::Uuid;

use super::{
    super::record::{Adjustment, Kind, Reading, Row},
    articles, dumped, entries,
    escapes::{self, Replaced},
    fields::{Fields, Keeper},
    ids::Repeats,
    messages,
    owner::Owner,
    refusal, sessions,
    split::{End, Piece},
    topics::{self, Topics},
    values::what,
};

/// The most fields of a record.
const MOST_FIELDS: usize = 10_000;

/// How a file's records are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Topics,
    Sessions,
    Entries,
    Articles,
    Messages,
    /// The dump of an in-memory store.
    Dumped,
}

impl Form {
    /// What the records are.
    pub(super) const fn kind(self) -> Kind {
        match self {
            Self::Topics => Kind::Topic,
            Self::Sessions => Kind::Session,
            Self::Entries | Self::Dumped => Kind::Entry,
            Self::Articles => Kind::Article,
            Self::Messages => Kind::Message,
        }
    }

    const fn keeper(self) -> Keeper {
        match self {
            Self::Entries | Self::Dumped => Keeper::RawData,
            Self::Sessions => Keeper::Context,
            Self::Messages => Keeper::Metadata,
            Self::Topics | Self::Articles => Keeper::Report,
        }
    }
}

/// Reads the records of a file.
pub(super) struct Reader {
    pub(super) form: Form,
    pub(super) user_id: Uuid,
    pub(super) topics: Arc<Topics>,
    pub(super) repeats: Repeats,
}

impl Reader {
    /// What a record is.
    pub(super) fn read(&mut self, piece: Piece<'_>) -> Reading {
        let Piece { spot, key, bytes, length, end, .. } = piece;
        let refused = |reason| refusal::of(reason, bytes);
        match end {
            End::TooLong => return refused(refusal::too_long(length)),
            End::Cut => return refused(refusal::CUT.to_owned()),
            End::Whole => {}
        }
        if let Err(error) = std::str::from_utf8(bytes) {
            return refused(refusal::not_utf8(spot, error));
        }
        let replaced = escapes::replace(bytes);
        // It was UTF-8 before, and escapes are ASCII.
        let Ok(json) = std::str::from_utf8(bytes) else { return refusal::of(String::new(), bytes) };
        let mut fields = match Fields::of(json, self.form.keeper()) {
            Ok(fields) if fields.len() <= MOST_FIELDS => fields,
            Ok(_) => return refusal::of(refusal::too_many_fields(MOST_FIELDS), bytes),
            Err(_) if refusal::is_other_json(json) => {
                return refusal::of(refusal::no_record(what(json)), bytes);
            }
            Err(error) => return refusal::of(refusal::no_json(&error, spot, bytes, length), bytes),
        };
        tell_replaced(&replaced, json, spot.byte, &mut fields);
        match self.rows(json, key, &mut fields) {
            Ok(rows) => Reading::Rows { rows, adjustments: fields.adjustments },
            Err(reason) => refusal::of(reason, bytes),
        }
    }

    fn rows(
        &mut self,
        json: &str,
        key: Option<&str>,
        fields: &mut Fields<'_>,
    ) -> Result<Vec<Row>, String> {
        let (topics, repeats) = (self.topics.as_ref(), &mut self.repeats);
        let owner = &mut Owner { user_id: self.user_id, topics, repeats, key, json };
        match self.form {
            Form::Topics => Ok(topics::rows(json, key, fields)),
            Form::Sessions => Ok(sessions::rows(owner, fields)),
            Form::Entries => Ok(entries::rows(owner, fields)),
            Form::Articles => articles::rows(fields),
            Form::Messages => messages::rows(owner, fields),
            Form::Dumped => Ok(dumped::rows(owner, fields)),
        }
    }
}

/// Tells of each field what was replaced in it, and where the first of it stood.
fn tell_replaced(replaced: &Replaced, json: &str, start: u64, fields: &mut Fields<'_>) {
    let mut told: Vec<(String, usize, usize)> = Vec::new();
    for place in &replaced.places {
        let field = fields.at(json, *place).unwrap_or_default();
        match told.iter_mut().find(|(name, ..)| name == field) {
            Some((_, _, count)) => *count += 1,
            None => told.push((field.to_owned(), *place, 1)),
        }
    }
    let untold = replaced.count - replaced.places.len();
    for (number, (field, place, count)) in told.into_iter().enumerate() {
        let more = if number == 0 && untold > 0 {
            format!(" (and {untold} more in the record)")
        } else {
            String::new()
        };
        let byte = start + place as u64;
        fields.adjustments.push(Adjustment {
            field,
            what: format!(
                "{count} × U+0000 or half of a surrogate pair, which no text of PostgreSQL can hold: \
                 U+FFFD stands in its place, first at byte {byte}{more}"
            ),
        });
    }
}
