//! New conversations.

use annals_entity::{businesses, users};

use super::{Conversation, NewConversation};
use crate::{
    database::Transaction, error::Result, parents::insert_under, rules::Rules,
    write::require_living,
};

pub(super) async fn one(tx: &Transaction<'_>, new: NewConversation) -> Result<Conversation> {
    let mut rules = Rules::default();
    new.check(&mut rules);
    rules.finish()?;
    if let Some(business_id) = new.business_id {
        require_living::<businesses::Entity>(tx, business_id).await?;
    }
    let user = new.user_id;
    insert_under::<users::Entity, _>(tx, user, new.into_row(tx.context().account_id)).await
}
