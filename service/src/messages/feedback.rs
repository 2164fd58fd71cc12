//! What a person thinks of a message: the one part of it that changes.

use annals_entity::messages::{ActiveModel, Entity};
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::Message;
use crate::{
    database::Transaction,
    error::{Error, Result},
    rules::Rules,
    write::{is_living, update_where},
};

pub(super) async fn record(
    tx: &Transaction<'_>,
    id: Uuid,
    feedback: Option<i16>,
) -> Result<Message> {
    let mut rules = Rules::default();
    if let Some(feedback) = feedback {
        rules.number("user_feedback", feedback.into(), -1, 5);
    }
    rules.finish()?;
    let row = ActiveModel {
        account_id: Set(tx.context().account_id),
        id: Set(id),
        user_feedback: Set(feedback),
        ..Default::default()
    };
    let updated = update_where(tx, row, is_living::<Entity>()).await?;
    updated.ok_or(Error::NotFound { entity: "messages", id })
}
