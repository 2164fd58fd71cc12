//! How agents fare.

use std::{ops::Range, time::Duration};

use annals_entity::agent_executions::{Column, Entity};
use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QueryResult, QuerySelect, QueryTrait,
    sea_query::Expr,
};

use crate::{
    database::Executor,
    error::{Error, Result},
    write::living,
};

/// The runs of one type of agent in a time.
#[derive(Clone, Debug, PartialEq)]
pub struct AgentStatistics {
    /// The type.
    pub agent_type: String,
    /// All that started.
    pub runs: u64,
    /// Those of them that have completed.
    pub completed: u64,
    /// Those that have failed.
    pub failed: u64,
    /// Those that were called off.
    pub cancelled: u64,
    /// The completed ones among those that completed or failed, 0 to 1. `None`: none has yet.
    pub success_rate: Option<f64>,
    /// Half of the completed runs took no longer than this. `None`: none has completed.
    pub p50: Option<Duration>,
    /// 95 of 100 completed runs took no longer than this. `None`: none has completed.
    pub p95: Option<Duration>,
}

/// Name and SQL of each column beside the type.
const COLUMNS: [(&str, &str); 6] = [
    ("runs", "count(*)"),
    ("completed", "count(*) FILTER (WHERE status = 'completed')"),
    ("failed", "count(*) FILTER (WHERE status = 'failed')"),
    ("cancelled", "count(*) FILTER (WHERE status = 'cancelled')"),
    (
        "p50",
        "percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM completed_at - started_at)::float8)
         FILTER (WHERE status = 'completed')",
    ),
    (
        "p95",
        "percentile_cont(0.95) WITHIN GROUP (ORDER BY extract(epoch FROM completed_at - started_at)::float8)
         FILTER (WHERE status = 'completed')",
    ),
];

/// By `idx_agent_executions_started_at`.
pub(super) async fn of_time(
    executor: &impl Executor,
    during: Range<DateTime<Utc>>,
) -> Result<Vec<AgentStatistics>> {
    if during.start > during.end {
        let rule = format!("ends at {}, before it starts at {}", during.end, during.start);
        return Err(Error::invalid("during", rule));
    }
    let select = living(Entity::find())
        .filter(Column::StartedAt.gte(during.start))
        .filter(Column::StartedAt.lt(during.end))
        .select_only()
        .column(Column::AgentType)
        .group_by(Column::AgentType)
        .order_by_asc(Column::AgentType);
    let select =
        COLUMNS.iter().fold(select, |select, (name, sql)| select.expr_as(Expr::cust(*sql), *name));
    let rows = executor.fetch(select.into_query()).await?;
    let read: std::result::Result<_, DbErr> = rows.iter().map(AgentStatistics::read).collect();
    Ok(read?)
}

impl AgentStatistics {
    fn read(row: &QueryResult) -> std::result::Result<Self, DbErr> {
        let count = |name| row.try_get("", name).map(|count: i64| count.unsigned_abs());
        let time = |name| row.try_get("", name).map(duration);
        let (completed, failed) = (count("completed")?, count("failed")?);
        Ok(Self {
            agent_type: row.try_get("", "agent_type")?,
            runs: count("runs")?,
            completed,
            failed,
            cancelled: count("cancelled")?,
            success_rate: rate(completed, failed),
            p50: time("p50")?,
            p95: time("p95")?,
        })
    }
}

fn duration(seconds: Option<f64>) -> Option<Duration> {
    seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
}

#[expect(clippy::cast_precision_loss, reason = "nobody has 2^53 runs")]
fn rate(completed: u64, failed: u64) -> Option<f64> {
    let ended = completed + failed;
    (ended > 0).then(|| completed as f64 / ended as f64)
}
