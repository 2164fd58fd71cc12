//! Reading lists.

use sea_orm::{EntityTrait, QuerySelect, QueryTrait, Select, sea_query::Expr};

use super::Repository;
use crate::{
    database::Executor,
    error::Result,
    query::{
        self, Field, OffsetPage, OffsetRequest, Order, Page, PageRequest, Selection, TenantEntity,
    },
};

impl<E: TenantEntity, X: Executor> Repository<E, X> {
    /// A page of the rows that a filter means; of all, for `Filter::default()`. In the order that the
    /// request names; else newest first by id, for a `UUIDv7` says when it was made: so by the primary
    /// key, which every table has. One statement.
    ///
    /// # Errors
    /// `Invalid` with every fault of the filter, the order, the size or the cursor.
    pub async fn list(
        &self,
        selection: impl Into<Selection> + Send,
        page: PageRequest,
    ) -> Result<Page<E::Model>> {
        let selection = selection.into();
        let select = selection.select::<E>(&page.order)?;
        query::list(&self.executor, select, &own_order(), &selection.text(), &page).await
    }

    /// A page by its number, with the count of all: for those who must jump to the seventh. Its cost
    /// grows with the depth, which [`list`](Self::list)'s does not.
    ///
    /// # Errors
    /// `Invalid` as [`list`](Self::list), and for a page too deep.
    pub async fn list_by_offset(
        &self,
        selection: impl Into<Selection> + Send,
        page: OffsetRequest,
    ) -> Result<OffsetPage<E::Model>> {
        let select = selection.into().select::<E>(&page.order)?;
        query::list_by_offset(&self.executor, select, &own_order(), &page).await
    }

    /// How many rows a filter means.
    ///
    /// # Errors
    /// `Invalid` with every fault of the filter.
    pub async fn count(&self, selection: impl Into<Selection> + Send) -> Result<u64> {
        count::<E, X>(&self.executor, &selection.into()).await
    }

    /// Whether a filter means any row at all. Reads one at most.
    ///
    /// # Errors
    /// `Invalid` with every fault of the filter.
    pub async fn exists_any(&self, selection: impl Into<Selection> + Send) -> Result<bool> {
        let select = selection.into().select::<E>(&Order::own())?;
        let found = select.select_only().expr_as(Expr::val(true), "found").limit(1);
        Ok(!self.executor.fetch(found.into_query()).await?.is_empty())
    }
}

/// How many rows of an entity are meant. By the index of the filter; without one, by any that begins
/// with the account.
pub(crate) async fn count<E: EntityTrait, X: Executor>(
    executor: &X,
    selection: &Selection,
) -> Result<u64> {
    count_of(executor, selection.select::<E>(&Order::own())?).await
}

/// How many rows a query finds.
pub(crate) async fn count_of<E: EntityTrait, X: Executor>(
    executor: &X,
    select: Select<E>,
) -> Result<u64> {
    let id = Field::<E>::named("id")?;
    let counted = select.select_only();
    let counted = counted.expr(sea_orm::sea_query::ExprTrait::count(id.expr()));
    let rows = executor.fetch(counted.into_query()).await?;
    let count: i64 = rows.first().map_or(Ok(0), |row| row.try_get_by_index(0))?;
    Ok(count.unsigned_abs())
}

/// Newest first, by `pk_<table>`.
fn own_order() -> Order {
    Order::by("id").descending()
}
