//! A run that goes on: it begins, and ends. Whether it may is a condition of the statement that says
//! so: of several who end it, or begin it, one does.

use annals_entity::{
    agent_executions::{ActiveModel, Column, Entity},
    values::{ExactJson, ExecutionStatus},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::AgentRun;
use crate::{
    database::Transaction,
    error::{Error, Result},
    rules::Rules,
    status,
    write::{is_living, living, update_with},
};

pub(super) async fn begin(tx: &Transaction<'_>, id: Uuid) -> Result<AgentRun> {
    go_on(tx, id, ActiveModel::default(), ExecutionStatus::Running).await
}

pub(super) async fn finish(
    tx: &Transaction<'_>,
    id: Uuid,
    output: Option<ExactJson>,
) -> Result<AgentRun> {
    if let Some(output) = &output {
        let mut rules = Rules::default();
        rules.json("output", output);
        rules.finish()?;
    }
    let row = ActiveModel { output_data: Set(output), ..Default::default() };
    go_on(tx, id, row, ExecutionStatus::Completed).await
}

pub(super) async fn fail(tx: &Transaction<'_>, id: Uuid, error: &str) -> Result<AgentRun> {
    let mut rules = Rules::default();
    rules.required("error", error, usize::MAX);
    rules.finish()?;
    let row = ActiveModel { error_message: Set(Some(error.to_owned())), ..Default::default() };
    go_on(tx, id, row, ExecutionStatus::Failed).await
}

pub(super) async fn cancel(tx: &Transaction<'_>, id: Uuid) -> Result<AgentRun> {
    go_on(tx, id, ActiveModel::default(), ExecutionStatus::Cancelled).await
}

/// The status and the time at which it came, which is the database's: of two machines' clocks a
/// duration may be negative.
async fn go_on(
    tx: &Transaction<'_>,
    id: Uuid,
    row: ActiveModel,
    to: ExecutionStatus,
) -> Result<AgentRun> {
    let row = ActiveModel {
        account_id: Set(tx.context().account_id),
        id: Set(id),
        status: Set(to.into()),
        ..row
    };
    let begins = to == ExecutionStatus::Running;
    let time = if begins { Column::StartedAt } else { Column::CompletedAt };
    let from = status::before(ExecutionStatus::ALL, ExecutionStatus::following, &to);
    let may = is_living::<Entity>().add(Column::Status.is_in(from));
    match update_with(tx, row, [(time, Expr::current_timestamp())], may).await? {
        Some(run) => Ok(run),
        None => Err(why_not(tx, id, to).await?),
    }
}

async fn why_not(tx: &Transaction<'_>, id: Uuid, to: ExecutionStatus) -> Result<Error> {
    let found = living(Entity::find()).filter(Column::Id.eq(id)).one(tx.connection()).await?;
    Ok(match found {
        Some(run) => status::refused(&run.status, ExecutionStatus::following, &to),
        None => Error::NotFound { entity: "agent_executions", id },
    })
}
