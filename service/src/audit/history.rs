//! All that happened to a row.

use annals_entity::audit_log::{Column, Entity};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::AuditEntry;
use crate::{
    database::{Executor, fetch_models},
    error::Result,
};

/// By `idx_audit_log_table_name_row_id_row_version`, in each partition.
pub(super) async fn of_row(
    executor: &impl Executor,
    table: &str,
    row_id: Uuid,
) -> Result<Vec<AuditEntry>> {
    let select = Entity::find()
        .filter(Column::TableName.eq(table))
        .filter(Column::RowId.eq(row_id))
        .order_by_asc(Column::OccurredAt)
        .order_by_asc(Column::RowVersion);
    fetch_models(executor, select).await
}
