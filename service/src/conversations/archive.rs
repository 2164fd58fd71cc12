//! Putting a conversation away, and taking it up again.
//!
//! A conversation is open or archived; it goes from each to the other, and from neither to itself.

use annals_entity::conversations::{ActiveModel, Column, Entity};
use chrono::Utc;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::Conversation;
use crate::{
    database::Transaction,
    error::{Error, Result},
    write::{is_living, living, update_where},
};

pub(super) async fn archive(tx: &Transaction<'_>, id: Uuid) -> Result<Conversation> {
    let row = ActiveModel {
        archived_at: Set(Some(Utc::now().fixed_offset())),
        is_active: Set(false),
        ..of(tx, id)
    };
    let is_open = is_living::<Entity>().add(Column::ArchivedAt.is_null());
    match update_where(tx, row, is_open).await? {
        Some(conversation) => Ok(conversation),
        None => Err(why_not(tx, id).await?),
    }
}

pub(super) async fn reopen(tx: &Transaction<'_>, id: Uuid) -> Result<Conversation> {
    let row = ActiveModel { archived_at: Set(None), is_active: Set(true), ..of(tx, id) };
    let is_archived = is_living::<Entity>().add(Column::ArchivedAt.is_not_null());
    match update_where(tx, row, is_archived).await? {
        Some(conversation) => Ok(conversation),
        None => Err(why_not(tx, id).await?),
    }
}

fn of(tx: &Transaction<'_>, id: Uuid) -> ActiveModel {
    ActiveModel { account_id: Set(tx.context().account_id), id: Set(id), ..Default::default() }
}

/// The conversation is where it was to go already, or is not there.
async fn why_not(tx: &Transaction<'_>, id: Uuid) -> Result<Error> {
    let by_id = Entity::find().filter(Column::Id.eq(id));
    let found = living(by_id).one(tx.connection()).await?;
    Ok(match found.map(|conversation| conversation.archived_at) {
        None => Error::NotFound { entity: "conversations", id },
        Some(Some(since)) => {
            let rule =
                format!("is {since} already: the conversation is archived, it can be reopened");
            Error::invalid("archived_at", rule)
        }
        Some(None) => {
            let rule = "is not set: the conversation is open already, it can be archived";
            Error::invalid("archived_at", rule)
        }
    })
}
