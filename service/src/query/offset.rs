//! Pages by number, for those who need to jump to the seventh.
//!
//! Their cost grows with the depth, and rows that come or go between two pages shift the rest, so that
//! some are seen twice or never: a list that is read through goes by cursor. The indexes are those of
//! that list.

use sea_orm::{
    EntityTrait, FromQueryResult, QuerySelect, QueryTrait, Select,
    sea_query::{Expr, ExprTrait},
};

use super::{Field, Order, order::Sorting, page::checked_size};
use crate::{
    database::Executor,
    error::{Error, Result},
};

/// Rows before a page. The database reads each of them to throw it away.
const DEEPEST: u64 = 10_000_000;
/// Not the name of anybody's column.
const TOTAL: &str = "annals_total";

/// Which page of a list, by its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OffsetRequest {
    /// The page, from 1; no more than 10,000,000 rows may come before it.
    pub page: u64,
    /// How many rows at most: 1 to 1,000, by default 50.
    pub size: u64,
    /// In which order. Empty: the list's own.
    pub order: Order,
}

impl Default for OffsetRequest {
    fn default() -> Self {
        Self { page: 1, size: 50, order: Order::own() }
    }
}

impl OffsetRequest {
    /// A page by its number, from 1.
    #[must_use]
    pub fn page(page: u64) -> Self {
        Self { page, ..Self::default() }
    }

    fn skipped(&self) -> Result<u64> {
        let size = checked_size(self.size)?;
        if self.page == 0 {
            return Err(Error::invalid("page", "is 0: the first page is 1"));
        }
        (self.page - 1).checked_mul(size).filter(|skipped| *skipped <= DEEPEST).ok_or_else(|| {
            let rule = format!(
                "is {}, so more than {DEEPEST} rows come before it: page by cursor, which costs the \
                 same at any depth, or filter",
                self.page
            );
            Error::invalid("page", rule)
        })
    }
}

/// A page of a list, with its number and how many there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OffsetPage<T> {
    /// The rows, in the list's order. Empty beyond the last page.
    pub items: Vec<T>,
    /// The page's number, from 1.
    pub page: u64,
    /// How many pages there are; 0 where there is no row.
    pub pages: u64,
    /// How many rows there are on all pages.
    pub total: u64,
}

/// A page by number of what a query finds, with the count of all, in one statement; one more counts
/// where the page is beyond the end. The query has neither order nor limit.
///
/// # Errors
/// `Invalid` on `page`, `size` or `order`; those of the database.
pub async fn list_by_offset<E: EntityTrait, X: Executor>(
    executor: &X,
    select: Select<E>,
    own_order: &Order,
    request: &OffsetRequest,
) -> Result<OffsetPage<E::Model>> {
    let skipped = request.skipped()?;
    let sorting = Sorting::<E>::of(&request.order, own_order)?;
    let count = counted(select.clone())?;
    let mut read = at(select, skipped, request.size);
    let statement = QueryTrait::query(&mut read);
    statement.expr_as(Expr::from(count.as_query().clone()), TOTAL);
    sorting.apply(statement);
    let rows = executor.fetch(read.into_query()).await?;
    let total: i64 = if let Some(row) = rows.first() {
        row.try_get("", TOTAL)?
    } else {
        let counts = executor.fetch(count.into_query()).await?;
        counts.first().map_or(Ok(0), |row| row.try_get_by_index(0))?
    };
    let total = total.unsigned_abs();
    let items: std::result::Result<_, _> =
        rows.iter().map(|row| E::Model::from_query_result(row, "")).collect();
    let pages = total.div_ceil(request.size);
    Ok(OffsetPage { items: items?, page: request.page, pages, total })
}

fn counted<E: EntityTrait>(select: Select<E>) -> Result<Select<E>> {
    let id = Field::<E>::named("id")?;
    Ok(select.select_only().expr(id.expr().count()))
}

#[expect(clippy::disallowed_methods, reason = "the depth is bounded, and asked for by number")]
fn at<E: EntityTrait>(select: Select<E>, skipped: u64, size: u64) -> Select<E> {
    select.offset(skipped).limit(size)
}
