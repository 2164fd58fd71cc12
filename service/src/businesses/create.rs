//! New businesses.

use annals_entity::users;

use super::{Business, NewBusiness};
use crate::{database::Transaction, error::Result, parents::insert_under, rules::Rules};

pub(super) async fn one(tx: &Transaction<'_>, new: NewBusiness) -> Result<Business> {
    let mut rules = Rules::default();
    new.check(&mut rules);
    rules.finish()?;
    let user = new.user_id;
    insert_under::<users::Entity, _>(tx, user, new.into_row(tx.context().account_id)).await
}
