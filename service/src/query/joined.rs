//! A row that an outer join may have brought along.

use sea_orm::{FromQueryResult, QueryResult};
use uuid::Uuid;

use crate::error::Result;

/// The row whose columns have this prefix; `None` where the join found none. SeaORM's
/// `from_query_result_optional` takes a row that it can't read for one that is not there.
pub(crate) fn joined<M: FromQueryResult>(row: &QueryResult, prefix: &str) -> Result<Option<M>> {
    let id: Option<Uuid> = row.try_get(prefix, "id")?;
    Ok(id.map(|_| M::from_query_result(row, prefix)).transpose()?)
}
