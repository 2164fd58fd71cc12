//! Agents: what was asked of them in a project, what came of it, and how long it took.

mod filter;
mod list;
mod progress;
mod run;
mod start;
mod statistics;
mod store;

use std::{ops::Range, time::Duration};

use annals_entity::{agent_executions, values::ExactJson};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;

pub use filter::AgentFilter;
pub use run::NewAgentRun;
pub use statistics::AgentStatistics;
pub use store::AgentStore;

use crate::{
    cascade::{Deletion, Preview},
    error::Result,
    query::{Page, PageRequest},
};

/// A run of an agent, as the table holds it.
pub type AgentRun = agent_executions::Model;

/// The agent runs of an account.
///
/// Made by `tx.agents()`, `db.scope(&context).agents()` and `db.read(&context).agents()`. A run goes
/// from pending to running, and ends once: completed, failed or cancelled
/// ([`ExecutionStatus::following`](annals_entity::values::ExecutionStatus::following)). Its times are
/// the database's. A deleted run is not found unless it is asked for.
#[cfg_attr(feature = "mock", mockall::automock)]
#[async_trait]
pub trait Agents: Send + Sync {
    /// Adds a run that has begun. Audited as an insert.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(agents: &dyn Agents, project: uuid::Uuid) -> annals_service::Result<()> {
    /// let input = serde_json::json!({ "chapter": 3 }).into();
    /// let new = NewAgentRun { input: Some(input), ..NewAgentRun::of(project, "writer") };
    /// let run = agents.start(new).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` with every field at fault; `NotFound` when the project is not there or deleted;
    /// `AlreadyExists` when the given id is taken.
    async fn start(&self, new: NewAgentRun) -> Result<AgentRun>;

    /// Adds a run that waits for a worker. Audited as an insert.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(agents: &dyn Agents, project: uuid::Uuid) -> annals_service::Result<()> {
    /// let waiting = agents.queue(NewAgentRun::of(project, "reviewer")).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`start`](Self::start).
    async fn queue(&self, new: NewAgentRun) -> Result<AgentRun>;

    /// Begins a pending run: of several workers that do, one gets it. It has started now. Audited as an
    /// update.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(agents: &dyn Agents, waiting: AgentRun) -> annals_service::Result<()> {
    /// let run = agents.begin(waiting.id).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` on `status` when it is not pending; `NotFound`.
    async fn begin(&self, id: Uuid) -> Result<AgentRun>;

    /// Ends a running run with its output, which may be any JSON; `None`: it has none. Audited as an
    /// update.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(agents: &dyn Agents, run: AgentRun) -> annals_service::Result<()> {
    /// let output = serde_json::json!(["Chapter 3", { "words": 1800 }]);
    /// let run = agents.finish(run.id, Some(output.into())).await?;
    /// assert_eq!(run.status, "completed");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` on `output` that `PostgreSQL` can't hold, and on `status` when it is not running, with
    /// what it is; `NotFound`.
    async fn finish(&self, id: Uuid, output: Option<ExactJson>) -> Result<AgentRun>;

    /// Ends a running run with an error, in words. Audited as an update.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(agents: &dyn Agents, run: AgentRun) -> annals_service::Result<()> {
    /// let run = agents.fail(run.id, "the model gave no answer in 60 s").await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` on an `error` that says nothing, and on `status` when it is not running; `NotFound`.
    async fn fail(&self, id: Uuid, error: &str) -> Result<AgentRun>;

    /// Calls off a run that has not ended. Audited as an update.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(agents: &dyn Agents, run: AgentRun) -> annals_service::Result<()> {
    /// let run = agents.cancel(run.id).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` on `status` when it has ended; `NotFound`.
    async fn cancel(&self, id: Uuid) -> Result<AgentRun>;

    /// The run. `None`: it is not there, not the account's, or deleted.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(agents: &dyn Agents, id: uuid::Uuid) -> annals_service::Result<()> {
    /// let output = agents.find(id).await?.and_then(|run| run.output_data);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of the database.
    async fn find(&self, id: Uuid) -> Result<Option<AgentRun>>;

    /// The runs that meet a filter, latest first by `started_at` unless the page names another order.
    /// One statement.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(agents: &dyn Agents, project: uuid::Uuid) -> annals_service::Result<()> {
    /// let failed = AgentFilter {
    ///     project_id: Some(project),
    ///     statuses: vec![ExecutionStatus::Failed],
    ///     ..AgentFilter::default()
    /// };
    /// let page = agents.list(failed, PageRequest::of(20)).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` with every fault of the filter, the size, the order or the cursor.
    async fn list(&self, filter: AgentFilter, page: PageRequest) -> Result<Page<AgentRun>>;

    /// The runs of one correlation, in the order in which they started unless the page names another:
    /// what one request made agents do.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(agents: &dyn Agents, run: AgentRun) -> annals_service::Result<()> {
    /// let page = agents.list_by_correlation(run.correlation_id, PageRequest::default()).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` with every fault of the size, the order or the cursor.
    async fn list_by_correlation(
        &self,
        correlation_id: Uuid,
        page: PageRequest,
    ) -> Result<Page<AgentRun>>;

    /// The runs that are running and started longer ago than that, by the clock of the database; the
    /// oldest first unless the page names another order.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(agents: &dyn Agents) -> annals_service::Result<()> {
    /// let hour = std::time::Duration::from_hours(1);
    /// for run in agents.list_stuck(hour, PageRequest::default()).await?.items {
    ///     agents.fail(run.id, "nothing was heard of it for an hour").await?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` with every fault of the size, the order or the cursor.
    async fn list_stuck(&self, longer_than: Duration, page: PageRequest) -> Result<Page<AgentRun>>;

    /// How many runs meet a filter.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(agents: &dyn Agents) -> annals_service::Result<()> {
    /// let waiting = AgentFilter { statuses: vec![ExecutionStatus::Pending], ..Default::default() };
    /// println!("{} runs wait", agents.count(waiting).await?);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` with every fault of the filter.
    async fn count(&self, filter: AgentFilter) -> Result<u64>;

    /// How each type of agent fared in the runs that started within a time, its end excluded: one line
    /// a type, by name. One statement.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(agents: &dyn Agents, now: chrono::DateTime<chrono::Utc>) -> annals_service::Result<()> {
    /// let last_week = now - chrono::TimeDelta::weeks(1)..now;
    /// for agent in agents.statistics(last_week).await? {
    ///     println!("{}: half of {} runs took {:?}", agent.agent_type, agent.runs, agent.p50);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` when the time ends before it starts.
    async fn statistics(&self, during: Range<DateTime<Utc>>) -> Result<Vec<AgentStatistics>>;

    /// What [`delete_for_good`](Self::delete_for_good) would take and what stands against it, by
    /// table, an application's own tables included.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(agents: &dyn Agents, id: uuid::Uuid) -> annals_service::Result<()> {
    /// let rows = agents.preview_deletion(id).await?.rows;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `NotFound`.
    async fn preview_deletion(&self, id: Uuid) -> Result<Preview>;

    /// Marks a run as deleted. It is not found any more, and stays. Audited as an update.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(agents: &dyn Agents, id: uuid::Uuid) -> annals_service::Result<()> {
    /// let deletion = agents.delete(id).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `NotFound`, also for a run that is deleted already.
    async fn delete(&self, id: Uuid) -> Result<Deletion>;

    /// Brings back exactly what one deletion took. Audited as updates.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(agents: &dyn Agents, deletion: Deletion) -> annals_service::Result<()> {
    /// agents.restore(deletion.deletion_id).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `NotFound` when no row bears that deletion; `RestoreConflicts` when the project is deleted:
    /// nothing is changed then.
    async fn restore(&self, deletion_id: Uuid) -> Result<Deletion>;

    /// Removes a run, deleted or not. The audit log keeps its last image, input and output included.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(agents: &dyn Agents, id: uuid::Uuid) -> annals_service::Result<()> {
    /// agents.delete_for_good(id).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `NotFound`; `Blocked` with the rows of other tables that refer to it: nothing is changed then.
    async fn delete_for_good(&self, id: Uuid) -> Result<()>;
}
