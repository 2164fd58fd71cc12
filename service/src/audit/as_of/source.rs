//! The rows of a table as they were, in the place of the table.

use sea_orm::{
    ColumnTrait, EntityName, EntityTrait, IdenStatic, Iterable, QueryTrait, Select,
    sea_query::{Expr, ExprTrait, Func, Query, SelectStatement},
};
use uuid::Uuid;

use super::Moment;
use crate::{cascade::Table, query::Kind};

/// A query of an entity that reads, under the entity's own name, its rows as they were: of these ids, or
/// all. So filters and orders apply as they do to the table.
pub(super) fn select<E: EntityTrait>(moment: Moment, ids: Option<Vec<Uuid>>) -> Select<E> {
    let mut select = E::find();
    QueryTrait::query(&mut select)
        .from_clear()
        .from_subquery(rows::<E>(moment, ids), EntityName::table_name(&E::default()));
    select
}

/// An image becomes a row of the table as it is today. Its name is the entity's, never input.
fn rows<E: EntityTrait>(moment: Moment, ids: Option<Vec<Uuid>>) -> SelectStatement {
    let table = Table::of::<E>().quoted();
    let record = Func::cust("jsonb_populate_record")
        .arg(Expr::cust(format!("NULL::{table}")))
        .arg(Expr::col(("past", "image")));
    let images = Func::cust("annals.past_images")
        .arg(Expr::val(table).cast_as("regclass"))
        .arg(moment.expr())
        .arg(Expr::val(ids).cast_as("uuid[]"));
    let mut rows = Query::select();
    rows.from_function(images, "past").from_function(record, "known");
    for column in E::Column::iter() {
        let definition = column.def();
        let value = Expr::col(("known", column.as_str()));
        let is_required_json =
            Kind::of(definition.get_column_type()) == Kind::Json && !definition.is_null();
        // An image says null for a JSON null as for NULL; where NULL can't be, it was the former.
        let value = if is_required_json {
            Expr::cust_with_expr("coalesce($1, 'null')", value)
        } else {
            value
        };
        rows.expr_as(value, column.as_str());
    }
    rows
}
