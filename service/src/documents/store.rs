//! Documents in the database: the trait's operations on whatever executor they stand on.

use async_trait::async_trait;
use uuid::Uuid;

use super::{
    Document, DocumentFilter, DocumentUpdate, DocumentVersion, DocumentWithContent, Documents,
    NewDocument, Revision, VersionDiff, VersionSummary, create, list, revise, update, versions,
};
use crate::{
    cascade::{self, Deletion, Preview, Table},
    database::{Executor, store},
    error::Result,
    query::{Page, PageRequest},
};

static DOCUMENTS: Table = Table::annals("documents");

store! {
    /// The documents of the account.
    DocumentStore, documents
}

#[async_trait]
impl<X: Executor> Documents for DocumentStore<X> {
    async fn create(&self, new: NewDocument) -> Result<DocumentWithContent> {
        self.0.run(|tx| Box::pin(create::one(tx, new.clone()))).await
    }

    async fn find(&self, id: Uuid) -> Result<Option<Document>> {
        list::find(&self.0, id).await
    }

    async fn find_with_content(&self, id: Uuid) -> Result<Option<DocumentWithContent>> {
        list::find_with_content(&self.0, id).await
    }

    async fn find_by_type(
        &self,
        project_id: Uuid,
        document_type: &str,
    ) -> Result<Option<Document>> {
        list::find_by_type(&self.0, project_id, document_type).await
    }

    async fn list(&self, filter: DocumentFilter, page: PageRequest) -> Result<Page<Document>> {
        list::page(&self.0, filter, &page).await
    }

    async fn count(&self, filter: DocumentFilter) -> Result<u64> {
        list::count(&self.0, filter).await
    }

    async fn update(
        &self,
        id: Uuid,
        expected_version: i64,
        change: DocumentUpdate,
    ) -> Result<Document> {
        self.0.run(|tx| Box::pin(update::versioned(tx, id, expected_version, change.clone()))).await
    }

    async fn revise(
        &self,
        id: Uuid,
        base_version: i32,
        revision: Revision,
    ) -> Result<DocumentWithContent> {
        self.0.run(|tx| Box::pin(revise::revise(tx, id, base_version, revision.clone()))).await
    }

    async fn restore_version(
        &self,
        id: Uuid,
        base_version: i32,
        version: i32,
        created_by: Option<Uuid>,
    ) -> Result<DocumentWithContent> {
        self.0.run(|tx| Box::pin(revise::restore(tx, id, base_version, version, created_by))).await
    }

    async fn list_versions(&self, id: Uuid, page: PageRequest) -> Result<Page<VersionSummary>> {
        versions::page(&self.0, id, &page).await
    }

    async fn find_version(&self, id: Uuid, version: i32) -> Result<Option<DocumentVersion>> {
        versions::find(&self.0, id, version).await
    }

    async fn diff(&self, id: Uuid, from: i32, to: i32) -> Result<Option<VersionDiff>> {
        versions::diff(&self.0, id, from, to).await
    }

    async fn preview_deletion(&self, id: Uuid) -> Result<Preview> {
        cascade::preview(&self.0, &DOCUMENTS, id).await
    }

    async fn delete(&self, id: Uuid) -> Result<Deletion> {
        self.0.run(|tx| Box::pin(cascade::soft(tx, &DOCUMENTS, id))).await
    }

    async fn restore(&self, deletion_id: Uuid) -> Result<Deletion> {
        self.0.run(|tx| Box::pin(cascade::restore(tx, deletion_id))).await
    }

    async fn delete_for_good(&self, id: Uuid) -> Result<()> {
        self.0.run(|tx| Box::pin(cascade::delete(tx, &DOCUMENTS, id))).await
    }
}
