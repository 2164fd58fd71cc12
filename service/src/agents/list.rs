//! Reading runs.

use std::{sync::LazyLock, time::Duration};

use annals_entity::{
    agent_executions::{Column, Entity},
    values::ExecutionStatus,
};
use sea_orm::{
    ColumnTrait, DbErr, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use super::{AgentFilter, AgentRun};
use crate::{
    database::{ById, Executor},
    error::Result,
    query::{self, Filter, Order, Page, PageRequest, Selection},
    repository,
    write::living,
};

static BY_ID: LazyLock<Result<ById<Entity>, DbErr>> = LazyLock::new(ById::living);

/// A thousand years: no run is that old, and `PostgreSQL` can still subtract it.
const OLDEST: Duration = Duration::from_hours(1_000 * 365 * 24);

/// By `pk_agent_executions`.
pub(super) async fn find(executor: &impl Executor, id: Uuid) -> Result<Option<AgentRun>> {
    BY_ID.as_ref().map_err(Clone::clone)?.find(executor, id).await
}

/// By `idx_agent_executions_started_at`; one project's by `idx_agent_executions_project_id_started_at`,
/// those of one status by `idx_agent_executions_status_started_at`, of one correlation by
/// `idx_agent_executions_correlation_id`.
pub(super) async fn page(
    executor: &impl Executor,
    filter: AgentFilter,
    page: &PageRequest,
) -> Result<Page<AgentRun>> {
    let selection = filter.into_selection();
    let select = selection.select::<Entity>(&page.order)?;
    let latest_first = Order::by("started_at").descending();
    query::list(executor, select, &latest_first, &selection.text(), page).await
}

/// By `idx_agent_executions_correlation_id`.
pub(super) async fn page_by_correlation(
    executor: &impl Executor,
    correlation_id: Uuid,
    page: &PageRequest,
) -> Result<Page<AgentRun>> {
    let selection = Selection::from(Filter::field("correlation_id").eq(correlation_id));
    let select = selection.select::<Entity>(&page.order)?;
    query::list(executor, select, &Order::by("started_at"), &selection.text(), page).await
}

/// By `idx_agent_executions_status_started_at`.
pub(super) async fn page_of_stuck(
    executor: &impl Executor,
    longer_than: Duration,
    page: &PageRequest,
) -> Result<Page<AgentRun>> {
    let seconds = longer_than.min(OLDEST).as_secs_f64();
    let since = Expr::cust_with_values("now() - make_interval(secs => $1)", [seconds]);
    let select = living(Entity::find())
        .filter(Column::Status.eq(ExecutionStatus::Running))
        .filter(Expr::col((Entity, Column::StartedAt)).lt(since));
    let filtered_by = format!("stuck for {seconds}");
    query::list(executor, select, &Order::by("started_at"), &filtered_by, page).await
}

pub(super) async fn count(executor: &impl Executor, filter: AgentFilter) -> Result<u64> {
    repository::count::<Entity, _>(executor, &filter.into_selection()).await
}
