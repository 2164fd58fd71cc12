//! Conversations in the database: the trait's operations on whatever executor they stand on.

use async_trait::async_trait;
use uuid::Uuid;

use super::{
    Conversation, ConversationFilter, ConversationSummary, ConversationUpdate, Conversations,
    NewConversation, archive, list, open, summary, update,
};
use crate::{
    cascade::{self, Deletion, Preview, Table},
    database::{Executor, store},
    error::Result,
    query::{OffsetPage, OffsetRequest, Page, PageRequest},
};

static CONVERSATIONS: Table = Table::annals("conversations");

store! {
    /// The conversations of the account.
    ConversationStore, conversations
}

#[async_trait]
impl<X: Executor> Conversations for ConversationStore<X> {
    async fn open(&self, new: NewConversation) -> Result<Conversation> {
        self.0.run(|tx| Box::pin(open::one(tx, new.clone()))).await
    }

    async fn find(&self, id: Uuid) -> Result<Option<Conversation>> {
        list::find(&self.0, id).await
    }

    async fn list(
        &self,
        filter: ConversationFilter,
        page: PageRequest,
    ) -> Result<Page<Conversation>> {
        list::page(&self.0, filter, &page).await
    }

    async fn list_with_last_message(
        &self,
        filter: ConversationFilter,
        page: PageRequest,
    ) -> Result<Page<ConversationSummary>> {
        summary::page(&self.0, filter, &page).await
    }

    async fn list_by_offset(
        &self,
        filter: ConversationFilter,
        page: OffsetRequest,
    ) -> Result<OffsetPage<Conversation>> {
        list::page_by_offset(&self.0, filter, &page).await
    }

    async fn count(&self, filter: ConversationFilter) -> Result<u64> {
        list::count(&self.0, filter).await
    }

    async fn update(
        &self,
        id: Uuid,
        expected_version: i64,
        change: ConversationUpdate,
    ) -> Result<Conversation> {
        self.0.run(|tx| Box::pin(update::versioned(tx, id, expected_version, change.clone()))).await
    }

    async fn archive(&self, id: Uuid) -> Result<Conversation> {
        self.0.run(|tx| Box::pin(archive::archive(tx, id))).await
    }

    async fn reopen(&self, id: Uuid) -> Result<Conversation> {
        self.0.run(|tx| Box::pin(archive::reopen(tx, id))).await
    }

    async fn preview_deletion(&self, id: Uuid) -> Result<Preview> {
        cascade::preview(&self.0, &CONVERSATIONS, id).await
    }

    async fn delete(&self, id: Uuid) -> Result<Deletion> {
        self.0.run(|tx| Box::pin(cascade::soft(tx, &CONVERSATIONS, id))).await
    }

    async fn restore(&self, deletion_id: Uuid) -> Result<Deletion> {
        self.0.run(|tx| Box::pin(cascade::restore(tx, deletion_id))).await
    }

    async fn delete_for_good(&self, id: Uuid) -> Result<()> {
        self.0.run(|tx| Box::pin(cascade::delete(tx, &CONVERSATIONS, id))).await
    }
}
