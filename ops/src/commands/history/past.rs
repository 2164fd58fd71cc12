//! A row as it was.

use annals_entity::values::ExactJson;
use annals_service::prelude::*;
use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use uuid::Uuid;

use super::{super::whose, entry};
use crate::{
    desk::Desk,
    failure::{Exit, Failure},
    terminal::time,
};

/// What the log knows of the row at a time. No image: it was not there then.
#[derive(Serialize)]
struct Past<'a> {
    table: &'a str,
    row_id: Uuid,
    as_of: DateTime<Utc>,
    row_version: Option<i64>,
    since: Option<DateTime<Utc>>,
    image: Option<&'a ExactJson>,
}

/// The image of the last entry up to the time, whatever the table: bulky columns are not in it.
pub(super) async fn show(
    desk: &Desk,
    db: &Database,
    context: &Context,
    row: HistoryFilter,
    at: DateTime<Utc>,
) -> Result<Exit, Failure> {
    let audit = db.read(context).audit();
    let up_to = HistoryFilter { before: Some(at + TimeDelta::microseconds(1)), ..row.clone() };
    let last = audit.trail(up_to, PageRequest::of(1)).await.map_err(whose::refused)?.items.pop();
    let (table, row_id) = (row.table.unwrap_or_default(), row.row_id.unwrap_or_default());
    if last.is_none() {
        audit.history(&table, row_id).await.map_err(whose::refused)?;
    }
    let lives = last.as_ref().filter(|entry| entry.operation != "delete");
    desk.terminal.give(&Past {
        table: &table,
        row_id,
        as_of: at,
        row_version: lives.map(|entry| entry.row_version),
        since: last.as_ref().map(|entry| entry.occurred_at.to_utc()),
        image: lives.map(|entry| &entry.image),
    })?;
    desk.terminal.say(head(&table, row_id, at, last.as_ref()))?;
    if let Some(entry) = lives {
        say_image(desk, &entry.image)?;
    }
    Ok(Exit::Done)
}

fn head(table: &str, id: Uuid, at: DateTime<Utc>, last: Option<&AuditEntry>) -> String {
    let at = time(&at);
    match last {
        None => format!("{table} {id}\nwas not there at {at}"),
        Some(entry) if entry.operation == "delete" => {
            let since = time(&entry.occurred_at.to_utc());
            format!("{table} {id}\nwas not there at {at}: it was deleted at {since}")
        }
        Some(entry) => {
            let since = time(&entry.occurred_at.to_utc());
            format!("{table} {id}\nas of {at}: version {}, since {since}", entry.row_version)
        }
    }
}

fn say_image(desk: &Desk, image: &ExactJson) -> Result<(), Failure> {
    let columns = Change::between(None, Some(image))
        .map_err(|error| Failure::Other(format!("the image can't be read: {error}")))?;
    let width = desk.terminal.width();
    for line in columns.iter().flat_map(|column| entry::of_change(column, width - 2)) {
        desk.terminal.say(format!("  {line}"))?;
    }
    Ok(())
}
