//! A read that is clearer as SQL than as a built query, in its two forms.

use sea_orm::{QueryResult, Value};

use super::Executor;
use crate::error::Result;

/// A `SELECT`: as it runs within a transaction, and setting its own context.
pub(crate) struct Sql {
    plain: String,
    gated: String,
}

impl Sql {
    /// A `SELECT` with parameters from `$1` to a last one. The account becomes the one after.
    ///
    /// The condition on it stands outside of the query and becomes a One-Time Filter above its plan, so
    /// that the context is set before any table is read. The order of the query's rows stays.
    pub(crate) fn new(select: String, parameters: usize) -> Self {
        let account = parameters + 1;
        let gated = format!(
            "WITH context AS MATERIALIZED (SELECT set_config('annals.account_id', ${account}, true) AS account_id) \
             SELECT answer.* FROM ({select}) AS answer WHERE (SELECT account_id FROM context) IS NOT NULL"
        );
        Self { plain: select, gated }
    }

    /// The rows.
    pub(crate) async fn fetch(
        &self,
        executor: &impl Executor,
        values: Vec<Value>,
    ) -> Result<Vec<QueryResult>> {
        executor.fetch_sql(&self.plain, &self.gated, values).await
    }
}
