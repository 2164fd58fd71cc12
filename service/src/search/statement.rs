//! The statement of a page, from the inside out: the rows that match, with their ranks; of them those
//! of the page; their snippets.
//!
//! Its text is the same whatever is searched. By `idx_<table>_search`: the index is asked for the words
//! as any of the languages would have stemmed them, then each row as its own did.

use std::iter::once;

use sea_orm::{
    EntityName, EntityTrait, IdenStatic, Iterable, Order, QueryTrait,
    sea_query::{
        Alias, CommonTableExpression, Expr, ExprTrait, Query, SelectStatement, WithClause,
    },
};
use uuid::Uuid;

use super::{Search, SearchCursor, Searchable};

pub(super) const RANK: &str = "search_rank";
pub(super) const TITLE: &str = "search_title";
pub(super) const SNIPPET: &str = "search_snippet";
const CONFIG: &str = "search_config";
const QUERY: &str = "search_query";
const ASKED: &str = "asked";

/// Rows of a search after a place, one row more than the page has: it tells whether another follows.
pub(super) fn page<E: Searchable>(
    search: &Search,
    after: Option<&SearchCursor>,
    size: u64,
) -> SelectStatement {
    let mut select = E::find();
    QueryTrait::query(&mut select)
        .from_clear()
        .from_subquery(of_page::<E>(search, after, size), table::<E>())
        .expr_as(snippet::<E>(E::content(), false), SNIPPET)
        .column((table::<E>(), RANK))
        .order_by((table::<E>(), RANK), Order::Desc)
        .order_by((table::<E>(), "id"), Order::Desc);
    if let Some(title) = E::title() {
        QueryTrait::query(&mut select).expr_as(snippet::<E>(title, true), TITLE);
    }
    select.into_query()
}

pub(super) fn table<E: EntityTrait>() -> &'static str {
    EntityName::table_name(&E::default())
}

/// Reads the entity's rows that are the account's and not deleted, under the table's name.
pub(super) fn living<E: Searchable>() -> SelectStatement {
    let schema = E::default().schema_name().unwrap_or("public").to_owned();
    let source =
        if E::IS_TENANT { format!("scoped_{}", table::<E>()) } else { table::<E>().to_owned() };
    let mut select = Query::select();
    select.from_as((Alias::new(schema), Alias::new(source)), table::<E>());
    if let Some(deleted_at) = E::Column::iter().find(|column| column.as_str() == "deleted_at") {
        select.and_where(Expr::col((table::<E>(), deleted_at)).is_null());
    }
    select
}

/// `OFFSET 0` keeps the planner from taking the inner query apart, which would rank each row twice.
fn of_page<E: Searchable>(
    search: &Search,
    after: Option<&SearchCursor>,
    size: u64,
) -> SelectStatement {
    let (rank, id) = after.map_or((f32::INFINITY, Uuid::max()), |place| (place.rank, place.id));
    let columns = [Expr::col(RANK), Expr::col("id")];
    let place = [Expr::val(rank).cast_as("real"), Expr::val(id)];
    Query::select()
        .expr(Expr::cust("*"))
        .from_subquery(matching::<E>(search).offset(0).take(), "matching")
        .and_where(Expr::tuple(columns).lt(Expr::tuple(place)))
        .order_by(RANK, Order::Desc)
        .order_by("id", Order::Desc)
        .limit(size + 1)
        .take()
}

fn matching<E: Searchable>(search: &Search) -> SelectStatement {
    let vector = || Expr::col((table::<E>(), E::SEARCH));
    let config = Expr::cust_with_exprs(
        "annals.text_search_config(coalesce($1, $2))",
        [Expr::val(search.language.clone()).cast_as("text"), E::language()],
    );
    let query = Expr::cust_with_expr(
        "annals.search_query((SELECT queries FROM asked), $1)",
        config.clone(),
    );
    let rank = Expr::cust_with_exprs("ts_rank($1, $2)", [vector(), query.clone()]);
    let any = Expr::cust_with_expr("$1 @@ (SELECT queries[0] FROM asked)", vector());
    let own = Expr::cust_with_exprs("$1 @@ $2", [vector(), query.clone()]);
    let mut select = living::<E>();
    for column in E::Column::iter() {
        select.column((table::<E>(), column));
    }
    select
        .expr_as(rank, RANK)
        .expr_as(config, CONFIG)
        .expr_as(query, QUERY)
        .and_where(any)
        .and_where(own)
        .cond_where(search.filter.clone())
        .with_cte(WithClause::new().cte(asked(search)).to_owned())
        .take()
}

/// The queries, made once a statement.
fn asked(search: &Search) -> CommonTableExpression {
    let language = Expr::val(search.language.clone()).cast_as("text");
    let queries = Expr::cust_with_exprs(
        "annals.search_queries($1, $2, $3)",
        [Expr::val(search.text.clone()), Expr::val(search.is_prefix), language],
    );
    CommonTableExpression::new()
        .table_name(Alias::new(ASKED))
        .query(Query::select().expr_as(queries, "queries").take())
        .materialized(true)
        .to_owned()
}

fn snippet<E: Searchable>(text: Expr, is_title: bool) -> Expr {
    let config = Expr::col((table::<E>(), CONFIG));
    let query = Expr::col((table::<E>(), QUERY));
    let arguments = once(config).chain([text, query, Expr::val(is_title)]);
    Expr::cust_with_exprs("annals.search_snippet($1, $2, $3, $4)", arguments)
}
