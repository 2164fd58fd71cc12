//! Agent runs in the database: the trait's operations on whatever executor they stand on.

use std::{ops::Range, time::Duration};

use annals_entity::values::{ExactJson, ExecutionStatus};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{
    AgentFilter, AgentRun, AgentStatistics, Agents, NewAgentRun, list, progress, start, statistics,
};
use crate::{
    cascade::{self, Deletion, Preview, Table},
    database::{Executor, store},
    error::Result,
    query::{Page, PageRequest},
};

static RUNS: Table = Table::annals("agent_executions");

store! {
    /// The agent runs of the account.
    AgentStore, agents
}

#[async_trait]
impl<X: Executor> Agents for AgentStore<X> {
    async fn start(&self, new: NewAgentRun) -> Result<AgentRun> {
        self.0.run(|tx| Box::pin(start::one(tx, new.clone(), ExecutionStatus::Running))).await
    }

    async fn queue(&self, new: NewAgentRun) -> Result<AgentRun> {
        self.0.run(|tx| Box::pin(start::one(tx, new.clone(), ExecutionStatus::Pending))).await
    }

    async fn begin(&self, id: Uuid) -> Result<AgentRun> {
        self.0.run(|tx| Box::pin(progress::begin(tx, id))).await
    }

    async fn finish(&self, id: Uuid, output: Option<ExactJson>) -> Result<AgentRun> {
        self.0.run(|tx| Box::pin(progress::finish(tx, id, output.clone()))).await
    }

    async fn fail(&self, id: Uuid, error: &str) -> Result<AgentRun> {
        self.0.run(|tx| Box::pin(progress::fail(tx, id, error))).await
    }

    async fn cancel(&self, id: Uuid) -> Result<AgentRun> {
        self.0.run(|tx| Box::pin(progress::cancel(tx, id))).await
    }

    async fn find(&self, id: Uuid) -> Result<Option<AgentRun>> {
        list::find(&self.0, id).await
    }

    async fn list(&self, filter: AgentFilter, page: PageRequest) -> Result<Page<AgentRun>> {
        list::page(&self.0, filter, &page).await
    }

    async fn list_by_correlation(
        &self,
        correlation_id: Uuid,
        page: PageRequest,
    ) -> Result<Page<AgentRun>> {
        list::page_by_correlation(&self.0, correlation_id, &page).await
    }

    async fn list_stuck(&self, longer_than: Duration, page: PageRequest) -> Result<Page<AgentRun>> {
        list::page_of_stuck(&self.0, longer_than, &page).await
    }

    async fn count(&self, filter: AgentFilter) -> Result<u64> {
        list::count(&self.0, filter).await
    }

    async fn statistics(&self, during: Range<DateTime<Utc>>) -> Result<Vec<AgentStatistics>> {
        statistics::of_time(&self.0, during).await
    }

    async fn preview_deletion(&self, id: Uuid) -> Result<Preview> {
        cascade::preview(&self.0, &RUNS, id).await
    }

    async fn delete(&self, id: Uuid) -> Result<Deletion> {
        self.0.run(|tx| Box::pin(cascade::soft(tx, &RUNS, id))).await
    }

    async fn restore(&self, deletion_id: Uuid) -> Result<Deletion> {
        self.0.run(|tx| Box::pin(cascade::restore(tx, deletion_id))).await
    }

    async fn delete_for_good(&self, id: Uuid) -> Result<()> {
        self.0.run(|tx| Box::pin(cascade::delete(tx, &RUNS, id))).await
    }
}
