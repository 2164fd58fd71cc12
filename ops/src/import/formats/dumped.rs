//! The records of a dump of an in-memory store: entries with the state of their analysis.

use annals_entity::{journal_entries, values::ProcessingStatus};
use sea_orm::ActiveValue::Set;

use super::{
    super::record::Row,
    entries::analysis,
    exact,
    fields::{Fields, split},
    owner::{ENTRY, Ids, Owner},
    set,
    values::{text_of, what},
};

/// How many fields the format lets the metadata have.
const MOST_METADATA: usize = 20;
/// The task of the one analysis that it knows.
const SENTIMENT: &str = "sentiment_analysis";

pub(super) fn rows(owner: &mut Owner<'_>, fields: &mut Fields<'_>) -> Vec<Row> {
    let id = owner.id(fields, ENTRY, Ids::Usual);
    let metadata = fields.object("metadata");
    if metadata.len() > MOST_METADATA {
        let what = format!(
            "has {} fields, more than the format's {MOST_METADATA}: all are kept",
            metadata.len()
        );
        fields.adjust("metadata", what);
    }
    let timestamp = fields.look("timestamp");
    let written = fields.written("timestamp");
    if let (Some(json), Some(_)) = (timestamp, written) {
        fields.keep_silently("timestamp", json);
    }
    let moment = written.map(|written| written.moment.fixed_offset());
    let content = fields.text("content");
    if content.as_ref().is_none_or(String::is_empty) {
        fields.adjust("content", "is absent or empty: the entry has none");
    }
    let status = status(fields);
    let (sentiment, error) = result(fields);
    let analysis = sentiment.map(|json| analysis(owner.user_id, id, SENTIMENT, json, fields));
    let mut row = journal_entries::ActiveModel {
        id: Set(id),
        user_id: Set(owner.user_id),
        title: Set(None),
        content: Set(content),
        entry_date: Set(written.map(|written| written.day)),
        tags: Set(serde_json::json!([])),
        categories: Set(serde_json::json!([])),
        metadata: Set(metadata.into()),
        processing_status: set(status.map(Into::into)),
        error_message: Set(error),
        created_at: set(fields.moment("created_at").or(moment)),
        updated_at: set(fields.moment("updated_at")),
        ..Default::default()
    };
    row.raw_data = Set(fields.rest_exactly());
    std::iter::once(Row::Entry(Box::new(row))).chain(analysis).collect()
}

/// Where its analysis stands. One that was under way is nobody's now, and waits again.
fn status(fields: &mut Fields<'_>) -> Option<ProcessingStatus> {
    let json = fields.take("processing_status")?;
    let text = text_of(json).unwrap_or_default();
    match text.trim().to_ascii_lowercase().parse() {
        Ok(ProcessingStatus::Processing) => {
            fields.keep("processing_status", json, "is taken as pending: nobody works on it now");
            Some(ProcessingStatus::Pending)
        }
        Ok(status) => Some(status),
        Err(_) => {
            let all = ProcessingStatus::ALL.join(", ");
            fields.keep("processing_status", json, format!("is none of {all}: taken as pending"));
            Some(ProcessingStatus::Pending)
        }
    }
}

/// The sentiment that was found, and the error, of what the analysis came to. The rest of it is kept.
fn result<'a>(fields: &mut Fields<'a>) -> (Option<&'a str>, Option<String>) {
    let Some(json) = fields.take("processing_result") else { return (None, None) };
    let Ok(parts) = split(json) else {
        fields.keep("processing_result", json, format!("is no object but {}", what(json)));
        return (None, None);
    };
    let mut sentiment = None;
    let mut rest = Vec::with_capacity(parts.len());
    let mut error = None;
    for (name, part) in parts {
        if name == "sentiment_result" && sentiment.is_none() && part != "null" {
            sentiment = Some(part);
            continue;
        }
        if name == "error" {
            error = text_of(part).filter(|error| !error.trim().is_empty()).map(Into::into);
        }
        rest.push((name.as_ref().to_owned(), part));
    }
    if !rest.is_empty() {
        fields.keep_silently("processing_result", exact::written(&rest));
    }
    (sentiment, error)
}
