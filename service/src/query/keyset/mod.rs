//! Lists by keyset: a page at any depth costs as much as the first one.
//!
//! By the index over the account, what the filter says to be equal, and the columns of the order:
//! `idx_<table>_created_at`, `idx_journal_entries_user_id_entry_date`,
//! `idx_conversations_user_id_session_type_last_message_at`. Each ends in the id, so that rows which are
//! equal in all else need no sorting.

mod looked_up;
mod segment;

use std::borrow::Borrow;

use sea_orm::{
    DbErr, EntityName, EntityTrait, FromQueryResult, Iterable, ModelTrait, QueryResult, QueryTrait,
    Select,
    sea_query::{Query, SelectStatement},
};

use super::{
    Cursor, Order, Page, PageRequest, Place, TenantEntity,
    cursor::{Fingerprint, SortValue},
    order::Sorting,
    page::checked_size,
};
use crate::{
    database::{Executor, fetch_models},
    error::{Error, Result},
};

/// A page of what a query finds, for a list of any entity with an `id`, an application's own
/// included. The query has neither order nor limit.
///
/// `own_order` holds where the request has none. `filtered_by` is a text of the query's filter, the same
/// for the same filter: a cursor is taken back under that one alone.
///
/// # Errors
/// `Invalid` on `size`, `order` or `cursor`; those of the database.
pub async fn list<E: EntityTrait, X: Executor>(
    executor: &X,
    select: Select<E>,
    own_order: &Order,
    filtered_by: &str,
    request: &PageRequest,
) -> Result<Page<E::Model>> {
    let paging = Paging::<E>::of(executor, own_order, filtered_by, request).await?;
    let items = fetch_models(executor, paging.read(select)).await?;
    paging.page_of(items, |row| row)
}

/// The same for rows that are read with more than the entity has.
pub(crate) async fn page<E, X, T>(
    executor: &X,
    select: Select<E>,
    own_order: &Order,
    filtered_by: &str,
    request: &PageRequest,
) -> Result<Page<T>>
where
    E: EntityTrait,
    X: Executor,
    T: FromQueryResult + Borrow<E::Model>,
{
    let paging = Paging::<E>::of(executor, own_order, filtered_by, request).await?;
    let rows = executor.fetch(paging.read(select).into_query()).await?;
    let items: std::result::Result<Vec<T>, DbErr> =
        rows.iter().map(|row| T::from_query_result(row, "")).collect();
    paging.page_of(items?, Borrow::borrow)
}

/// The same in one statement with what each row has beside it: `beside` joins it to a query of the
/// page's rows, which are there under the name of their table, and `read` takes it from a result.
pub(crate) async fn list_beside<E: TenantEntity, X: Executor, T>(
    executor: &X,
    select: Select<E>,
    own_order: &Order,
    filtered_by: &str,
    request: &PageRequest,
    beside: impl FnOnce(&mut SelectStatement) + Send,
    read: fn(&QueryResult) -> Result<T>,
) -> Result<Page<(E::Model, T)>> {
    let paging = Paging::<E>::of(executor, own_order, filtered_by, request).await?;
    let table = EntityName::table_name(&E::default());
    let mut statement = Query::select();
    statement
        .columns(E::Column::iter().map(|column| (table, column)))
        .from_subquery(paging.read(select).into_query(), table);
    beside(&mut statement);
    paging.direction().apply(&mut statement);
    let rows = executor.fetch(statement).await?;
    let items: Result<Vec<_>> =
        rows.iter().map(|row| Ok((E::Model::from_query_result(row, "")?, read(row)?))).collect();
    paging.page_of(items?, |(row, _)| row)
}

/// The cursor with every value at hand, if it is one of this query.
async fn row_of<E: EntityTrait>(
    executor: &impl Executor,
    sorting: &Sorting<E>,
    filtered_by: &str,
    cursor: &Cursor,
) -> Result<Cursor> {
    let is_of_query = cursor.query == Fingerprint::of::<E>(sorting, filtered_by)
        && cursor.values.len() == sorting.0.len()
        && sorting
            .0
            .iter()
            .zip(&cursor.values)
            .all(|(sort, value)| value.fits(sort.field.kind, sort.field.is_nullable));
    if !is_of_query {
        let rule = "is of another list, filter or order: ask as for the page it came with, or start the \
             list anew";
        return Err(Error::invalid("cursor", rule));
    }
    looked_up::complete(executor, sorting, cursor.clone()).await
}

/// What makes a query of a page, and a page of the rows that were read.
struct Paging<'a, E: EntityTrait> {
    sorting: Sorting<E>,
    filtered_by: &'a str,
    place: &'a Place,
    row: Option<Cursor>,
    size: u64,
}

impl<'a, E: EntityTrait> Paging<'a, E> {
    async fn of(
        executor: &impl Executor,
        own_order: &Order,
        filtered_by: &'a str,
        request: &'a PageRequest,
    ) -> Result<Self> {
        let size = checked_size(request.size)?;
        let sorting = Sorting::<E>::of(&request.order, own_order)?;
        let row = match request.place.cursor() {
            None => None,
            Some(cursor) => Some(row_of(executor, &sorting, filtered_by, cursor).await?),
        };
        Ok(Self { sorting, filtered_by, place: &request.place, row, size })
    }

    /// The order that the rows are read in.
    fn direction(&self) -> Sorting<E> {
        if self.place.is_backwards() { self.sorting.reversed() } else { self.sorting.clone() }
    }

    /// One row more than the page has tells whether another follows.
    fn read(&self, select: Select<E>) -> Select<E> {
        segment::read(select, &self.direction(), self.row.as_ref(), self.size + 1)
    }

    fn page_of<T>(&self, mut items: Vec<T>, row: impl Fn(&T) -> &E::Model) -> Result<Page<T>> {
        let size = usize::try_from(self.size).unwrap_or(usize::MAX);
        let is_cut = items.len() > size;
        items.truncate(size);
        let is_backwards = self.place.is_backwards();
        if is_backwards {
            items.reverse();
        }
        let has_next = if is_backwards { matches!(self.place, Place::Before(_)) } else { is_cut };
        let has_previous =
            if is_backwards { is_cut } else { matches!(self.place, Place::After(_)) };
        let next = if has_next { self.at(items.last().map(&row))? } else { None };
        let previous = if has_previous { self.at(items.first().map(&row))? } else { None };
        Ok(Page { items, next, previous })
    }

    /// The cursor at a row; on an empty page, the one that it was asked by, its row included.
    fn at(&self, row: Option<&E::Model>) -> Result<Option<Cursor>> {
        let Some(row) = row else {
            let back = |cursor: &Cursor| Cursor { is_inclusive: true, ..cursor.clone() };
            return Ok(self.place.cursor().map(back));
        };
        let query = Fingerprint::of::<E>(&self.sorting, self.filtered_by);
        let values: Result<Vec<SortValue>> = self
            .sorting
            .0
            .iter()
            .map(|sort| {
                SortValue::of(row.get(sort.field.column)).ok_or_else(|| {
                    let rule =
                        format!("has {}, whose values have no order here", sort.field.name());
                    Error::invalid("order", rule)
                })
            })
            .collect();
        Ok(Some(Cursor { query, is_inclusive: false, values: values? }))
    }
}
