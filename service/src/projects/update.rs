//! Changing a project at the version the caller knows.

use uuid::Uuid;

use super::{Project, ProjectUpdate};
use crate::{database::Transaction, error::Result, rules::Rules, write::update_versioned};

pub(super) async fn versioned(
    tx: &Transaction<'_>,
    id: Uuid,
    expected: i64,
    change: ProjectUpdate,
) -> Result<Project> {
    let mut rules = Rules::default();
    change.check(&mut rules);
    rules.finish()?;
    let row = change.into_row(tx.context().account_id, id);
    update_versioned(tx, row, id, expected).await
}
