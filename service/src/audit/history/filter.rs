//! Which entries of the log are meant.

use annals_entity::audit_log::{Column, Entity};
use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, QueryFilter, QueryTrait, Select,
    sea_query::{Expr, ExprTrait, SelectStatement},
};
use uuid::Uuid;

use crate::{
    error::Result,
    query::{Filter, scoped},
};

/// Which entries of the audit log; the default asks for all of the account. Of several conditions all
/// hold.
///
/// ```
/// use annals_service::prelude::*;
///
/// let deletions_in_the_journal = HistoryFilter {
///     table: Some("journal_entries".into()),
///     matching: Filter::field("operation").eq("delete"),
///     ..HistoryFilter::default()
/// };
/// let one_row = HistoryFilter::row("journal_entries", uuid::Uuid::nil());
/// # assert_ne!(deletions_in_the_journal, one_row);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HistoryFilter {
    /// Those of one table: Annals' are named bare, an application's with their schema
    /// (`public.notes`). `None`: of all tables.
    pub table: Option<String>,
    /// Those of one row; with `table`, for two tables may share an id. `None`: of all rows.
    pub row_id: Option<Uuid>,
    /// Those of what one user did. `None`: of whoever did it, nobody included.
    pub actor_id: Option<Uuid>,
    /// Those of one transaction of the database: `transaction_id` of an entry. `None`: of any.
    pub transaction_id: Option<i64>,
    /// Those of one request, in however many transactions. `None`: of any and none.
    pub request_id: Option<String>,
    /// Those of what was done under this name, [`Context::operation`](crate::Context::operation). No
    /// index has it: name a time, a user or a table as well where the log is long. `None`: under any.
    pub context_operation: Option<String>,
    /// Those of this time or later. `None`: of any.
    pub from: Option<DateTime<Utc>>,
    /// Those before this time. `None`: of any.
    pub before: Option<DateTime<Utc>>,
    /// Those that meet this as well: any test of any field, `context` and `image` included. The
    /// default: all.
    pub matching: Filter,
}

impl HistoryFilter {
    /// The entries of one row.
    #[must_use]
    pub fn row(table: impl Into<String>, row_id: Uuid) -> Self {
        Self { table: Some(table.into()), row_id: Some(row_id), ..Self::default() }
    }

    /// The entries of one request.
    #[must_use]
    pub fn request(request_id: impl Into<String>) -> Self {
        Self { request_id: Some(request_id.into()), ..Self::default() }
    }

    /// Through the scoped view, since `->>` is not LEAKPROOF. The keys of the context stand in the
    /// statement itself: under a generic plan an expression's index is found by constants alone.
    pub(super) fn select(&self) -> Result<Select<Entity>> {
        let mut select = scoped::<Entity>();
        if let Some(few) = self.few() {
            QueryTrait::query(&mut select).from_clear().from_subquery(few, Entity);
        }
        let tests = [
            self.table.as_ref().map(|table| Column::TableName.eq(table)),
            self.actor_id.map(|id| Column::ActorId.eq(id)),
            self.context_operation.as_ref().map(|name| said("operation", name)),
            self.from.map(|time| Column::OccurredAt.gte(time)),
            self.before.map(|time| Column::OccurredAt.lt(time)),
        ];
        let select = select.filter(self.matching.condition::<Entity>()?);
        Ok(tests.into_iter().flatten().fold(select, QueryFilter::filter))
    }

    /// The entries of a row, a transaction or a request: few, so that their index is the way to them.
    /// `OFFSET 0` keeps the planner from reading all that the account ever wrote, in the order of the
    /// page, until it has found as many as the page has. `None`: none of these is asked for.
    fn few(&self) -> Option<SelectStatement> {
        let tests = [
            self.row_id.map(|id| Column::RowId.eq(id)),
            self.transaction_id.map(|id| Column::TransactionId.eq(id)),
            self.request_id.as_ref().map(|id| said("request_id", id)),
        ];
        let tests = tests.into_iter().flatten().reduce(ExprTrait::and)?;
        let table = self.table.as_ref().map(|table| Column::TableName.eq(table));
        let mut few = scoped::<Entity>().filter(tests).into_query();
        few.clear_selects().expr(Expr::cust("*")).offset(0);
        Some(few.and_where_option(table).take())
    }

    /// What a cursor is bound to.
    pub(super) fn text(&self) -> String {
        let Self { matching, .. } = self;
        let own = Self { matching: Filter::default(), ..self.clone() };
        format!("{own:?} {matching}")
    }
}

fn said(key: &'static str, value: &str) -> Expr {
    Expr::cust(format!(r#""audit_log"."context" ->> '{key}'"#)).eq(value)
}
