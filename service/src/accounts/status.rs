//! From one status of an account to another, along the edges that there are.

use annals_entity::{
    accounts::{ActiveModel, Column, Entity},
    values::AccountStatus::{self, Active, Closed, Suspended},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QuerySelect};

use super::Account;
use crate::{
    database::Transaction,
    error::{Error, Result},
    write::update_where,
};

/// From which statuses an account gets to one.
const fn before(status: AccountStatus) -> &'static [AccountStatus] {
    match status {
        Active => &[Suspended, Closed],
        Suspended => &[Active],
        Closed => &[Active, Suspended],
    }
}

/// The statement that writes decides: of two who were to suspend an account, one did.
pub(super) async fn set(tx: &Transaction<'_>, status: AccountStatus) -> Result<Account> {
    let row = ActiveModel {
        id: Set(tx.context().account_id),
        status: Set(status.into()),
        ..Default::default()
    };
    let from = before(status).iter().map(|status| status.as_str());
    let allowed = Condition::all().add(Column::Status.is_in(from));
    match update_where(tx, row, allowed).await? {
        Some(account) => Ok(account),
        None => Err(why_not(tx, status).await?),
    }
}

async fn why_not(tx: &Transaction<'_>, wanted: AccountStatus) -> Result<Error> {
    let id = tx.context().account_id;
    let status: Option<String> = Entity::find_by_id(id)
        .select_only()
        .column(Column::Status)
        .into_tuple()
        .one(tx.connection())
        .await?;
    let from: Vec<&str> = before(wanted).iter().map(|status| status.as_str()).collect();
    Ok(match status {
        None => Error::NotFound { entity: "accounts", id },
        Some(status) => Error::invalid(
            "status",
            format!("is {status}: an account becomes {wanted} when it is {}", from.join(" or ")),
        ),
    })
}
