//! A read that carries its own context: one statement, one round trip.
//!
//! The policies see what `set_config` sets in a CTE of the same statement, provided that it is
//! evaluated before the tables are read. The condition on it becomes a One-Time Filter, which
//! PostgreSQL evaluates first; without it the statement would silently see no row. Measured: 62 µs,
//! where a transaction with its own statement for the settings takes 127 to 131.

use sea_orm::sea_query::{
    Alias, CommonTableExpression, Expr, ExprTrait, Func, Query, SelectStatement, WithClause,
};

use crate::context::Context;

const GATE: &str = "context";

/// Makes a statement set the account it reads for.
pub(super) fn gated(mut statement: SelectStatement, context: &Context) -> SelectStatement {
    let set = Func::cust("set_config")
        .arg("annals.account_id")
        .arg(context.account_id.to_string())
        .arg(true);
    let settings = Query::select().expr_as(set, "account_id").take();
    let gate = CommonTableExpression::new()
        .table_name(Alias::new(GATE))
        .query(settings)
        .materialized(true)
        .to_owned();
    let is_set = Query::select().column("account_id").from(GATE).take();
    statement
        .and_where(Expr::from(is_set).is_not_null())
        .with_cte(WithClause::new().cte(gate).to_owned());
    statement
}
