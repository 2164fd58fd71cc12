//! Changing a business at the version the caller knows.

use annals_entity::businesses;
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::{Business, BusinessUpdate};
use crate::{database::Transaction, error::Result, rules::Rules, write::update_versioned};

pub(super) async fn versioned(
    tx: &Transaction<'_>,
    id: Uuid,
    expected: i64,
    change: BusinessUpdate,
) -> Result<Business> {
    let mut rules = Rules::default();
    change.check(&mut rules);
    rules.finish()?;
    let row = change.into_row(tx.context().account_id, id);
    update_versioned(tx, row, id, expected).await
}

pub(super) async fn stage(
    tx: &Transaction<'_>,
    id: Uuid,
    expected: i64,
    to: String,
) -> Result<Business> {
    let mut rules = Rules::default();
    rules.required("stage", &to, 50);
    rules.finish()?;
    let row = businesses::ActiveModel {
        account_id: Set(tx.context().account_id),
        id: Set(id),
        stage: Set(to),
        ..Default::default()
    };
    update_versioned(tx, row, id, expected).await
}
