//! Changing an account at the version the caller knows.

use annals_entity::accounts::ActiveModel;
use sea_orm::ActiveValue::Set;

use super::Account;
use crate::{database::Transaction, error::Result, rules::Rules, write::update_versioned};

/// What to change of an account. `None` leaves a field as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountUpdate {
    /// The person's name, or the team's: at most 255 characters.
    pub name: Option<String>,
}

impl AccountUpdate {
    fn check(&self) -> Result<()> {
        let mut rules = Rules::default();
        if let Some(name) = &self.name {
            rules.required("name", name, 255);
        }
        rules.finish()
    }
}

pub(super) async fn versioned(
    tx: &Transaction<'_>,
    expected: i64,
    change: AccountUpdate,
) -> Result<Account> {
    change.check()?;
    let id = tx.context().account_id;
    let row = ActiveModel {
        id: Set(id),
        name: change.name.map_or_else(Default::default, Set),
        ..Default::default()
    };
    update_versioned(tx, row, id, expected).await
}
