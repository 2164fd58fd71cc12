//! Entries. What a handler decides is a function of `&dyn Journal`, which a mock is too.

use annals::{prelude::*, service::query::CursorError};
use axum::{
    Json,
    extract::{Path, Query, State},
    http::StatusCode,
};
use sea_orm::prelude::Uuid;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{Problem, caller::Caller};

/// What a client sends of an entry.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Draft {
    pub title: Option<String>,
    pub content: Option<String>,
    pub tags: Vec<String>,
    /// The version that the client has seen, where there is one.
    pub row_version: i64,
}

/// What a client is shown of an entry.
#[derive(Debug, PartialEq, Serialize)]
pub struct Shown {
    pub id: Uuid,
    pub title: Option<String>,
    pub content: Option<String>,
    pub tags: Value,
    pub row_version: i64,
}

impl From<Entry> for Shown {
    fn from(Entry { id, title, content, tags, row_version, .. }: Entry) -> Self {
        Self { id, title, content, tags, row_version }
    }
}

pub(super) async fn create(
    State(db): State<Database>,
    caller: Caller,
    Json(draft): Json<Draft>,
) -> Result<(StatusCode, Json<Shown>), Problem> {
    let Draft { title, content, tags, .. } = draft;
    let new = NewEntry { title, content, tags, ..NewEntry::by(caller.user.id) };
    let entry = db.scope(&caller.context).journal().create(new).await?;
    Ok((StatusCode::CREATED, Json(entry.into())))
}

pub(super) async fn find(
    State(db): State<Database>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<Json<Shown>, Problem> {
    Ok(Json(shown(&db.read(&caller.context).journal(), id).await?))
}

pub(super) async fn list(
    State(db): State<Database>,
    caller: Caller,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<Value>, Problem> {
    Ok(Json(page(&db.read(&caller.context).journal(), pairs).await?))
}

pub(super) async fn update(
    State(db): State<Database>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Json(draft): Json<Draft>,
) -> Result<Json<Shown>, Problem> {
    Ok(Json(revised(&db.scope(&caller.context).journal(), id, draft).await?))
}

pub(super) async fn delete(
    State(db): State<Database>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<Json<Value>, Problem> {
    let deletion = db.scope(&caller.context).journal().delete(id).await?;
    Ok(Json(json!({ "deletion_id": deletion.deletion_id })))
}

/// An entry; one that is not there is a problem here.
pub async fn shown(journal: &dyn Journal, id: Uuid) -> Result<Shown, Problem> {
    let entry = journal.find(id).await?;
    Ok(entry.ok_or(Error::NotFound { entity: "journal_entries", id })?.into())
}

/// A page: `size` and `after` say which, all other pairs are a filter, such as `tags__contains=work`.
pub async fn page(
    journal: &dyn Journal,
    mut pairs: Vec<(String, String)>,
) -> Result<Value, Problem> {
    let mut take = |name: &str| {
        let place = pairs.iter().position(|(key, _)| key == name)?;
        Some(pairs.remove(place).1)
    };
    let size = take("size").map(|size| size.parse::<u64>()).transpose();
    let size = size.map_err(|error| unreadable("size", error))?;
    let mut request = PageRequest::of(size.unwrap_or(20));
    if let Some(cursor) = take("after") {
        request =
            request.after(cursor.parse().map_err(|error: CursorError| unreadable("after", error))?);
    }
    let filter = EntryFilter { matching: Filter::from_pairs(pairs)?, ..EntryFilter::default() };
    let page = journal.list(filter, request).await?;
    let entries: Vec<Shown> = page.items.into_iter().map(Into::into).collect();
    Ok(json!({ "entries": entries, "next": page.next.map(|cursor| cursor.to_string()) }))
}

fn unreadable(field: &'static str, error: impl std::error::Error) -> Problem {
    Problem::Unreadable { field, rule: error.to_string() }
}

/// Takes the draft over, if the client has seen the entry as it stands.
pub async fn revised(journal: &dyn Journal, id: Uuid, draft: Draft) -> Result<Shown, Problem> {
    let change = EntryUpdate {
        title: Some(draft.title),
        content: Some(draft.content),
        tags: Some(draft.tags),
        ..EntryUpdate::default()
    };
    Ok(journal.update(id, draft.row_version, change).await?.into())
}
