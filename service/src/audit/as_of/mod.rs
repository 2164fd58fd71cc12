//! Rows as they were.

mod moment;
mod source;

use sea_orm::{EntityTrait, QueryFilter};
use uuid::Uuid;

pub use moment::Moment;

use super::AuditStore;
use crate::{
    database::{Executor, fetch_models},
    error::Result,
    query::{self, Filter, Order, Page, PageRequest, Selection, TenantEntity},
    write::living,
};

/// The rows of an account as they were at a moment: made by [`AuditStore::as_of`].
///
/// A row reads as its entity even where the table has changed since: a column that came later has its
/// default, or nothing; one that is gone is left out. `docs/audit.md` tells what else is known of the
/// past, and what is not: `updated_at` is the entry's time; untracked columns have their defaults; a
/// JSON null in a column that may be NULL is read as NULL.
#[derive(Clone, Copy, Debug)]
pub struct AsOf<X> {
    executor: X,
    moment: Moment,
}

impl<X: Executor + Copy> AuditStore<X> {
    /// The rows of the account as they were at a time, or before or after a transaction.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # use annals_entity::{conversations, messages};
    /// # use chrono::{DateTime, Utc};
    /// # async fn example(db: &Database, context: &Context, talk: uuid::Uuid, last_week: DateTime<Utc>) -> annals_service::Result<()> {
    /// let past = db.read(context).audit().as_of(last_week);
    /// if let Some(talk) = past.find::<conversations::Entity>(talk).await? {
    ///     let page = PageRequest::of(100).ordered(Order::by("position"));
    ///     let said = past.children::<messages::Entity>("conversation_id", talk.id, page).await?;
    ///     println!("{}: {} messages", talk.title, said.items.len());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn as_of(&self, moment: impl Into<Moment>) -> AsOf<X> {
        AsOf { executor: self.0, moment: moment.into() }
    }
}

impl<X: Executor> AsOf<X> {
    /// The row. `None`: it was not there then, or deleted. One statement, by
    /// `idx_audit_log_table_name_row_id_row_version`.
    ///
    /// # Errors
    /// `Invalid` when the table is not tracked.
    pub async fn find<E: TenantEntity>(&self, id: Uuid) -> Result<Option<E::Model>> {
        Ok(self.find_many::<E>([id]).await?.pop())
    }

    /// Those of these rows that were there then, in no order. One statement, whatever their number.
    ///
    /// # Errors
    /// As [`find`](Self::find).
    pub async fn find_many<E: TenantEntity>(
        &self,
        ids: impl IntoIterator<Item = Uuid> + Send,
    ) -> Result<Vec<E::Model>> {
        let ids = ids.into_iter().collect();
        let select = living(source::select::<E>(self.moment, Some(ids)));
        fetch_models(&self.executor, select).await
    }

    /// A page of the rows that a filter meant then, in the order that the request names; else newest
    /// first by id. One statement, which reads the entries of the whole table up to then.
    ///
    /// # Errors
    /// `Invalid` with every fault of the filter, the order, the size or the cursor, and when the table
    /// is not tracked.
    pub async fn list<E: TenantEntity>(
        &self,
        selection: impl Into<Selection> + Send,
        page: PageRequest,
    ) -> Result<Page<E::Model>> {
        let selection = selection.into();
        let select = self.selected::<E>(&selection)?;
        let text = format!("{:?} {}", self.moment, selection.text());
        query::list(&self.executor, select, &Order::by("id").descending(), &text, &page).await
    }

    /// A page of the rows that referred to another one then: `children::<messages::Entity>(
    /// "conversation_id", …)` are what a conversation was.
    ///
    /// # Errors
    /// As [`list`](Self::list).
    pub async fn children<E: TenantEntity>(
        &self,
        parent_column: &str,
        parent: Uuid,
        page: PageRequest,
    ) -> Result<Page<E::Model>> {
        self.list::<E>(Filter::field(parent_column).eq(parent), page).await
    }

    fn selected<E: EntityTrait>(&self, selection: &Selection) -> Result<sea_orm::Select<E>> {
        let select = source::select::<E>(self.moment, None);
        let select = select.filter(selection.filter.condition::<E>()?);
        Ok(selection.deleted.narrow(select))
    }
}
