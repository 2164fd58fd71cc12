//! Who comes into an account, and who leaves it.

use annals_entity::{accounts, users};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, sea_query::LockType};
use uuid::Uuid;

use crate::{
    cascade::{self, Deletion},
    database::Transaction,
    error::{Error, Result},
    users::{self as people, NewUser, User},
    write::living,
};

pub(super) async fn invite(tx: &Transaction<'_>, new: &NewUser) -> Result<User> {
    new.check()?;
    people::add(tx, Uuid::now_v7(), new).await
}

pub(super) async fn remove(tx: &Transaction<'_>, user_id: Uuid) -> Result<Deletion> {
    if is_last(tx, user_id).await? {
        let rule = "is the account's last user, without whom nobody could act for it: invite somebody \
             first, or close the account";
        return Err(Error::invalid("user_id", rule));
    }
    cascade::soft(tx, &people::TABLE, user_id).await
}

/// Is nobody else there? Asked with the account locked, so that of two removals the second one sees what
/// the first one did. By any index of `users` that begins with the account.
async fn is_last(tx: &Transaction<'_>, user_id: Uuid) -> Result<bool> {
    let account_id = tx.context().account_id;
    let _: Option<Uuid> = accounts::Entity::find_by_id(account_id)
        .select_only()
        .column(accounts::Column::Id)
        .lock(LockType::NoKeyUpdate)
        .into_tuple()
        .one(tx.connection())
        .await?;
    let two: Vec<Uuid> = living(users::Entity::find())
        .select_only()
        .column(users::Column::Id)
        .filter(users::Column::AccountId.eq(account_id))
        .limit(2)
        .into_tuple()
        .all(tx.connection())
        .await?;
    Ok(two == [user_id])
}
