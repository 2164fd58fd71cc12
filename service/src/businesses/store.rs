//! Businesses in the database: the trait's operations on whatever executor they stand on.

use async_trait::async_trait;
use serde_json::Value;
use uuid::Uuid;

use super::{
    Business, BusinessFilter, BusinessUpdate, Businesses, ContextPath, NewBusiness, context,
    create, list, update,
};
use crate::{
    cascade::{self, Deletion, Preview, Table},
    database::{Executor, store},
    error::Result,
    query::{OffsetPage, OffsetRequest, Page, PageRequest},
};

static BUSINESSES: Table = Table::annals("businesses");

store! {
    /// The businesses of the account.
    BusinessStore, businesses
}

#[async_trait]
impl<X: Executor> Businesses for BusinessStore<X> {
    async fn create(&self, new: NewBusiness) -> Result<Business> {
        self.0.run(|tx| Box::pin(create::one(tx, new.clone()))).await
    }

    async fn find(&self, id: Uuid) -> Result<Option<Business>> {
        list::find(&self.0, id).await
    }

    async fn list(&self, filter: BusinessFilter, page: PageRequest) -> Result<Page<Business>> {
        list::page(&self.0, filter, &page).await
    }

    async fn list_by_offset(
        &self,
        filter: BusinessFilter,
        page: OffsetRequest,
    ) -> Result<OffsetPage<Business>> {
        list::page_by_offset(&self.0, filter, &page).await
    }

    async fn count(&self, filter: BusinessFilter) -> Result<u64> {
        list::count(&self.0, filter).await
    }

    async fn update(
        &self,
        id: Uuid,
        expected_version: i64,
        change: BusinessUpdate,
    ) -> Result<Business> {
        self.0.run(|tx| Box::pin(update::versioned(tx, id, expected_version, change.clone()))).await
    }

    async fn change_stage(&self, id: Uuid, expected_version: i64, to: String) -> Result<Business> {
        self.0.run(|tx| Box::pin(update::stage(tx, id, expected_version, to.clone()))).await
    }

    async fn merge_context(&self, id: Uuid, path: ContextPath, value: Value) -> Result<Business> {
        self.0.run(|tx| Box::pin(context::merge(tx, id, &path, &value))).await
    }

    async fn remove_from_context(&self, id: Uuid, path: ContextPath) -> Result<Business> {
        self.0.run(|tx| Box::pin(context::remove(tx, id, &path))).await
    }

    async fn preview_deletion(&self, id: Uuid) -> Result<Preview> {
        cascade::preview(&self.0, &BUSINESSES, id).await
    }

    async fn delete(&self, id: Uuid) -> Result<Deletion> {
        self.0.run(|tx| Box::pin(cascade::soft(tx, &BUSINESSES, id))).await
    }

    async fn restore(&self, deletion_id: Uuid) -> Result<Deletion> {
        self.0.run(|tx| Box::pin(cascade::restore(tx, deletion_id))).await
    }

    async fn delete_for_good(&self, id: Uuid) -> Result<()> {
        self.0.run(|tx| Box::pin(cascade::delete(tx, &BUSINESSES, id))).await
    }
}
