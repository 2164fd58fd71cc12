//! Messages in the database: the trait's operations on whatever executor they stand on.

use async_trait::async_trait;
use uuid::Uuid;

use super::{
    Message, MessageFilter, MessageWindow, Messages, NewMessage, WindowRequest, append, feedback,
    list, window,
};
use crate::{
    database::{Executor, store},
    error::Result,
    query::{Page, PageRequest},
    search::{Search, SearchPage, SearchRequest},
};

store! {
    /// The messages of the account's conversations.
    MessageStore, messages
}

#[async_trait]
impl<X: Executor> Messages for MessageStore<X> {
    async fn append(&self, conversation_id: Uuid, new: NewMessage) -> Result<Message> {
        self.0.run(|tx| Box::pin(append::one(tx, conversation_id, &new))).await
    }

    async fn append_many(
        &self,
        conversation_id: Uuid,
        new: Vec<NewMessage>,
    ) -> Result<Vec<Message>> {
        self.0.run(|tx| Box::pin(append::many(tx, conversation_id, &new))).await
    }

    async fn find(&self, id: Uuid) -> Result<Option<Message>> {
        list::find(&self.0, id).await
    }

    async fn list(
        &self,
        conversation_id: Uuid,
        filter: MessageFilter,
        page: PageRequest,
    ) -> Result<Page<Message>> {
        list::page(&self.0, conversation_id, filter, &page).await
    }

    async fn last(&self, conversation_id: Uuid, number: u64) -> Result<Vec<Message>> {
        list::last(&self.0, conversation_id, number).await
    }

    async fn window(
        &self,
        conversation_id: Uuid,
        request: WindowRequest,
    ) -> Result<Option<MessageWindow>> {
        window::newest(&self.0, conversation_id, request).await
    }

    async fn search(
        &self,
        conversation_id: Uuid,
        search: Search,
        page: SearchRequest,
    ) -> Result<SearchPage<Message>> {
        list::search(&self.0, conversation_id, search, &page).await
    }

    async fn record_feedback(&self, id: Uuid, feedback: Option<i16>) -> Result<Message> {
        self.0.run(|tx| Box::pin(feedback::record(tx, id, feedback))).await
    }
}
