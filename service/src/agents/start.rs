//! New runs.

use annals_entity::{projects, values::ExecutionStatus};

use super::{AgentRun, NewAgentRun};
use crate::{database::Transaction, error::Result, parents::insert_under, rules::Rules};

/// A run that is pending, or running already.
pub(super) async fn one(
    tx: &Transaction<'_>,
    new: NewAgentRun,
    status: ExecutionStatus,
) -> Result<AgentRun> {
    let mut rules = Rules::default();
    new.check(&mut rules);
    rules.finish()?;
    let project = new.project_id;
    let row = new.into_row(tx.context().account_id, status);
    insert_under::<projects::Entity, _>(tx, project, row).await
}
