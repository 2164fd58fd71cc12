//! Conversations with an assistant: of a business, or a chat of its own. What is said in them is in
//! [`messages`](crate::messages).

mod archive;
mod conversation;
mod filter;
mod list;
mod open;
mod store;
mod summary;
mod update;

use annals_entity::conversations;
use async_trait::async_trait;
use uuid::Uuid;

pub use conversation::{ConversationUpdate, NewConversation};
pub use filter::ConversationFilter;
pub use store::ConversationStore;
pub use summary::ConversationSummary;

use crate::{
    cascade::{Deletion, Preview},
    error::Result,
    query::{OffsetPage, OffsetRequest, Page, PageRequest},
};

/// A conversation, as the table holds it. `message_count` and `last_message_at` are kept by
/// [`append`](crate::messages::Messages::append), and make no version and no audit entry.
pub type Conversation = conversations::Model;

/// The conversations of an account.
///
/// Made by `tx.conversations()`, `db.scope(&context).conversations()` and
/// `db.read(&context).conversations()`. A deleted conversation is not found unless it is asked for.
#[cfg_attr(feature = "mock", mockall::automock)]
#[async_trait]
pub trait Conversations: Send + Sync {
    /// Opens a conversation: the `create` of this aggregate. Audited as an insert.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(conversations: &dyn Conversations, user: &User) -> annals_service::Result<()> {
    /// let system_prompt = Some("You are a patient gardener.".to_owned());
    /// let new = NewConversation { system_prompt, ..NewConversation::of(user.id, "Tomatoes") };
    /// let conversation = conversations.open(new).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` with every field at fault, `NotFound` when the user or the business is not there, not
    /// the account's or deleted, `AlreadyExists` when the given id is taken.
    async fn open(&self, new: NewConversation) -> Result<Conversation>;

    /// The conversation. `None`: it is not there, not the account's, or deleted.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(conversations: &dyn Conversations, id: uuid::Uuid) -> annals_service::Result<()> {
    /// let said = conversations.find(id).await?.map(|conversation| conversation.message_count);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of the database.
    async fn find(&self, id: Uuid) -> Result<Option<Conversation>>;

    /// The conversations that meet a filter, the one with the newest message first unless the page
    /// names another order; before them those in which nobody has spoken yet. One statement.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(conversations: &dyn Conversations, user: &User) -> annals_service::Result<()> {
    /// let own = ConversationFilter { user_id: Some(user.id), ..ConversationFilter::default() };
    /// let page = conversations.list(own, PageRequest::of(20)).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` with every fault of the filter, the size, the order or the cursor.
    async fn list(
        &self,
        filter: ConversationFilter,
        page: PageRequest,
    ) -> Result<Page<Conversation>>;

    /// The same, each with its last message, in one statement that reads no other message. Cursors of
    /// the one are good for the other.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(conversations: &dyn Conversations) -> annals_service::Result<()> {
    /// let open = ConversationFilter { archived: Some(false), ..ConversationFilter::default() };
    /// for summary in conversations.list_with_last_message(open, PageRequest::of(20)).await?.items {
    ///     let last = summary.last_message.map(|message| message.content).unwrap_or_default();
    ///     println!("{} ({}): {last}", summary.conversation.title, summary.conversation.message_count);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`list`](Self::list).
    async fn list_with_last_message(
        &self,
        filter: ConversationFilter,
        page: PageRequest,
    ) -> Result<Page<ConversationSummary>>;

    /// A page of them by its number, with the count of all. Its cost grows with the depth, which that
    /// of [`list`](Self::list) does not.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(conversations: &dyn Conversations) -> annals_service::Result<()> {
    /// let all = ConversationFilter::default();
    /// let total = conversations.list_by_offset(all, OffsetRequest::page(2)).await?.total;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` as [`list`](Self::list), and for a page too deep.
    async fn list_by_offset(
        &self,
        filter: ConversationFilter,
        page: OffsetRequest,
    ) -> Result<OffsetPage<Conversation>>;

    /// How many conversations meet a filter.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(conversations: &dyn Conversations) -> annals_service::Result<()> {
    /// let archived = ConversationFilter { archived: Some(true), ..ConversationFilter::default() };
    /// let number = conversations.count(archived).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` with every fault of the filter.
    async fn count(&self, filter: ConversationFilter) -> Result<u64>;

    /// Changes a conversation that is at the version the caller knows, archived or not. Audited as an
    /// update; one that changes nothing makes no version and no audit entry. Messages that come in
    /// meanwhile make no version either.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(conversations: &dyn Conversations, known: Conversation) -> annals_service::Result<()> {
    /// let title = Some("Tomatoes and beans".to_owned());
    /// let change = ConversationUpdate { title, ..ConversationUpdate::default() };
    /// let renamed = conversations.update(known.id, known.row_version, change).await?;
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
        change: ConversationUpdate,
    ) -> Result<Conversation>;

    /// Puts an open conversation away: it takes no more messages, and is no longer active. Audited as
    /// an update.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(conversations: &dyn Conversations, id: uuid::Uuid) -> annals_service::Result<()> {
    /// let archived = conversations.archive(id).await?;
    /// assert!(archived.archived_at.is_some() && !archived.is_active);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` for one that is archived already, `NotFound`.
    async fn archive(&self, id: Uuid) -> Result<Conversation>;

    /// Takes an archived conversation up again. Audited as an update.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(conversations: &dyn Conversations, id: uuid::Uuid) -> annals_service::Result<()> {
    /// let reopened = conversations.reopen(id).await?;
    /// assert!(reopened.archived_at.is_none() && reopened.is_active);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` for one that is open already, `NotFound`.
    async fn reopen(&self, id: Uuid) -> Result<Conversation>;

    /// What [`delete_for_good`](Self::delete_for_good) would take and what stands against it, by
    /// table, an application's own tables included.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(conversations: &dyn Conversations, id: uuid::Uuid) -> annals_service::Result<()> {
    /// let rows = conversations.preview_deletion(id).await?.rows; // conversations 1, messages 40
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `NotFound`.
    async fn preview_deletion(&self, id: Uuid) -> Result<Preview>;

    /// Marks a conversation and its messages as deleted. They are not found any more, and stay.
    /// Audited as updates.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(conversations: &dyn Conversations, id: uuid::Uuid) -> annals_service::Result<()> {
    /// let deletion = conversations.delete(id).await?;
    /// println!("with {} messages", deletion.of("messages"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `NotFound`, also for a conversation that is deleted already.
    async fn delete(&self, id: Uuid) -> Result<Deletion>;

    /// Brings back exactly what one deletion took. Audited as updates.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(conversations: &dyn Conversations, id: uuid::Uuid) -> annals_service::Result<()> {
    /// let deletion = conversations.delete(id).await?;
    /// conversations.restore(deletion.deletion_id).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `NotFound` when no row bears that deletion; `RestoreConflicts` with the rows that can't come
    /// back, such as a conversation whose business was deleted since: nothing is changed then.
    async fn restore(&self, deletion_id: Uuid) -> Result<Deletion>;

    /// Removes a conversation, deleted or not, and its messages. The audit log keeps their last
    /// images.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(conversations: &dyn Conversations, id: uuid::Uuid) -> annals_service::Result<()> {
    /// conversations.delete_for_good(id).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `NotFound`; `Blocked` with the rows of other tables that refer to it: nothing is changed then.
    async fn delete_for_good(&self, id: Uuid) -> Result<()>;
}
