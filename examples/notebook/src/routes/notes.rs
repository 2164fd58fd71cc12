//! Notes in the margin of an entry, by the repository of any table.

use annals::prelude::*;
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use sea_orm::{ActiveValue::Set, prelude::Uuid};
use serde::{Deserialize, Serialize};

use crate::{
    Problem,
    caller::Caller,
    notes::{ActiveModel, Entity, Model},
};

#[derive(Deserialize)]
pub(super) struct NewNote {
    body: String,
}

#[derive(Serialize)]
pub(super) struct Note {
    id: Uuid,
    body: String,
}

impl From<Model> for Note {
    fn from(Model { id, body, .. }: Model) -> Self {
        Self { id, body }
    }
}

/// In one transaction: looks for the entry, writes the note, and tags the entry.
pub(super) async fn create(
    State(db): State<Database>,
    caller: Caller,
    Path(entry_id): Path<Uuid>,
    Json(new): Json<NewNote>,
) -> Result<(StatusCode, Json<Note>), Problem> {
    let body = &new.body;
    let note = db
        .transaction(&caller.context, |tx| {
            Box::pin(async move {
                let entry = tx.journal().find(entry_id).await?;
                let entry =
                    entry.ok_or(Error::NotFound { entity: "journal_entries", id: entry_id })?;
                let row = ActiveModel {
                    entry_id: Set(entry_id),
                    body: Set(body.clone()),
                    ..Default::default()
                };
                let note = tx.repository::<Entity>().insert(row).await?;
                tx.journal().update(entry_id, entry.row_version, with_tag(&entry, "noted")).await?;
                Ok::<_, Error>(note)
            })
        })
        .await?;
    Ok((StatusCode::CREATED, Json(note.into())))
}

fn with_tag(entry: &Entry, tag: &str) -> EntryUpdate {
    let tags = entry.tags.as_array().into_iter().flatten();
    let mut tags: Vec<String> = tags.filter_map(|it| it.as_str().map(Into::into)).collect();
    if !tags.iter().any(|it| it == tag) {
        tags.push(tag.to_owned());
    }
    EntryUpdate { tags: Some(tags), ..EntryUpdate::default() }
}

/// By the index of `entry_id`; those of a deleted entry are deleted with it.
pub(super) async fn list(
    State(db): State<Database>,
    caller: Caller,
    Path(entry_id): Path<Uuid>,
) -> Result<Json<Vec<Note>>, Problem> {
    let of_entry = Filter::field("entry_id").eq(entry_id);
    let notes = db.read(&caller.context).repository::<Entity>();
    let page = notes.list(of_entry, PageRequest::of(100)).await?;
    Ok(Json(page.items.into_iter().map(Into::into).collect()))
}
