//! Businesses: what is known of them, and the stage that they are in.

mod business;
mod context;
mod create;
mod filter;
mod list;
mod store;
mod update;

use annals_entity::businesses;
use async_trait::async_trait;
use uuid::Uuid;

pub use business::{BusinessUpdate, NewBusiness};
pub use context::ContextPath;
pub use filter::BusinessFilter;
pub use store::BusinessStore;

use crate::{
    cascade::{Deletion, Preview},
    error::Result,
    query::{OffsetPage, OffsetRequest, Page, PageRequest},
};

/// A business, as the table holds it.
pub type Business = businesses::Model;

/// The businesses of an account: what an advisor is asked about.
///
/// Made by `tx.businesses()`, `db.scope(&context).businesses()` and `db.read(&context).businesses()`.
/// A deleted business is not found unless it is asked for. Its conversations hang on it: they are
/// deleted and restored with it.
#[cfg_attr(feature = "mock", mockall::automock)]
#[async_trait]
pub trait Businesses: Send + Sync {
    /// Adds a business. Audited as an insert.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(businesses: &dyn Businesses, user: &User) -> annals_service::Result<()> {
    /// let industry = Some("retail".to_owned());
    /// let bakery = NewBusiness { industry, ..NewBusiness::of(user.id, "Bakery") };
    /// let bakery = businesses.create(bakery).await?;
    /// assert_eq!(bakery.stage, "idea");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` with every field at fault, `NotFound` when the user is not there, not the account's or
    /// deleted, `AlreadyExists` when the given id is taken.
    async fn create(&self, new: NewBusiness) -> Result<Business>;

    /// The business. `None`: it is not there, not the account's, or deleted.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(businesses: &dyn Businesses, id: uuid::Uuid) -> annals_service::Result<()> {
    /// let stage = businesses.find(id).await?.map(|business| business.stage);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of the database.
    async fn find(&self, id: Uuid) -> Result<Option<Business>>;

    /// The businesses that meet a filter, newest first unless the page names another order. One
    /// statement.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(businesses: &dyn Businesses) -> annals_service::Result<()> {
    /// let growing = BusinessFilter { stage: Some("growth".into()), ..BusinessFilter::default() };
    /// let page = businesses.list(growing, PageRequest::of(20)).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` with every fault of the filter, the size, the order or the cursor.
    async fn list(&self, filter: BusinessFilter, page: PageRequest) -> Result<Page<Business>>;

    /// A page of them by its number, with the count of all. Its cost grows with the depth, which that
    /// of [`list`](Self::list) does not.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(businesses: &dyn Businesses) -> annals_service::Result<()> {
    /// let third = OffsetRequest::page(3);
    /// let page = businesses.list_by_offset(BusinessFilter::default(), third).await?;
    /// println!("{} of {}", page.items.len(), page.total);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` as [`list`](Self::list), and for a page too deep.
    async fn list_by_offset(
        &self,
        filter: BusinessFilter,
        page: OffsetRequest,
    ) -> Result<OffsetPage<Business>>;

    /// How many businesses meet a filter.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(businesses: &dyn Businesses) -> annals_service::Result<()> {
    /// let ideas = BusinessFilter { stage: Some("idea".into()), ..BusinessFilter::default() };
    /// let number = businesses.count(ideas).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` with every fault of the filter.
    async fn count(&self, filter: BusinessFilter) -> Result<u64>;

    /// Changes a business that is at the version the caller knows. Audited as an update; one that
    /// changes nothing makes no version and no audit entry.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(businesses: &dyn Businesses, known: Business) -> annals_service::Result<()> {
    /// let name = Some("Bakery & Café".to_owned());
    /// let change = BusinessUpdate { name, ..BusinessUpdate::default() };
    /// let renamed = businesses.update(known.id, known.row_version, change).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `StaleVersion` when somebody else was first, `NotFound`, `Invalid`.
    async fn update(
        &self,
        id: Uuid,
        expected_version: i64,
        change: BusinessUpdate,
    ) -> Result<Business>;

    /// Puts a business that is at the version the caller knows into another stage. The application
    /// names its stages, and may go from any to any. Audited as an update.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(businesses: &dyn Businesses, known: Business) -> annals_service::Result<()> {
    /// let stage = "growth".to_owned();
    /// let grown = businesses.change_stage(known.id, known.row_version, stage).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`update`](Self::update).
    async fn change_stage(&self, id: Uuid, expected_version: i64, to: String) -> Result<Business>;

    /// Writes into the context of a business at a path of keys, in one statement: whoever writes at
    /// other paths at the same time loses nothing, so no version is asked for. What is missing on the
    /// way is made. Where an object stands at the path and an object is given, its keys are put over
    /// those there, one level deep; else the value takes the place of what stands there. An empty path
    /// is the whole context. Audited as an update, unless nothing changes.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # use serde_json::json;
    /// # async fn example(businesses: &dyn Businesses, id: uuid::Uuid) -> annals_service::Result<()> {
    /// // {} becomes {"goals": {"2027": {"revenue": 90000}}}
    /// businesses.merge_context(id, ["goals", "2027"].into(), json!({ "revenue": 90_000 })).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` when a text, number, truth value or list stands on the way, which is never replaced
    /// by an object: it says where, and what. `Invalid` for what JSON of `PostgreSQL` can't hold.
    /// `NotFound`.
    async fn merge_context(
        &self,
        id: Uuid,
        path: ContextPath,
        value: serde_json::Value,
    ) -> Result<Business>;

    /// Takes what stands at a path of keys out of the context of a business, in one statement. Where
    /// nothing stands, nothing changes. Audited as an update, unless nothing changes.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(businesses: &dyn Businesses, id: uuid::Uuid) -> annals_service::Result<()> {
    /// let business = businesses.remove_from_context(id, ["goals", "2026"].into()).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` for an empty path, and where [`merge_context`](Self::merge_context) finds no way.
    /// `NotFound`.
    async fn remove_from_context(&self, id: Uuid, path: ContextPath) -> Result<Business>;

    /// What [`delete_for_good`](Self::delete_for_good) would take and what stands against it, by
    /// table, an application's own tables included.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(businesses: &dyn Businesses, id: uuid::Uuid) -> annals_service::Result<()> {
    /// let rows = businesses.preview_deletion(id).await?.rows; // businesses 1, conversations 3 …
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `NotFound`.
    async fn preview_deletion(&self, id: Uuid) -> Result<Preview>;

    /// Marks a business, its conversations and their messages as deleted. They are not found any more,
    /// and stay. Audited as updates.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(businesses: &dyn Businesses, id: uuid::Uuid) -> annals_service::Result<()> {
    /// let deletion = businesses.delete(id).await?;
    /// println!("with {} conversations", deletion.of("conversations"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `NotFound`, also for a business that is deleted already.
    async fn delete(&self, id: Uuid) -> Result<Deletion>;

    /// Brings back exactly what one deletion took. Audited as updates.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(businesses: &dyn Businesses, id: uuid::Uuid) -> annals_service::Result<()> {
    /// let deletion = businesses.delete(id).await?;
    /// businesses.restore(deletion.deletion_id).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `NotFound` when no row bears that deletion; `RestoreConflicts` with the rows that can't come
    /// back: nothing is changed then.
    async fn restore(&self, deletion_id: Uuid) -> Result<Deletion>;

    /// Removes a business, deleted or not, and all that hangs on it. The audit log keeps their last
    /// images.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(businesses: &dyn Businesses, id: uuid::Uuid) -> annals_service::Result<()> {
    /// businesses.delete_for_good(id).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `NotFound`; `Blocked` with the rows of other tables that refer to it: nothing is changed then.
    async fn delete_for_good(&self, id: Uuid) -> Result<()>;
}
