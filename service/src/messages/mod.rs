//! Messages: what is said in a conversation, each written once but for its feedback.

mod append;
mod feedback;
mod filter;
mod list;
mod message;
mod store;
mod window;

use annals_entity::messages;
use async_trait::async_trait;
use uuid::Uuid;

pub use annals_entity::values::MessageRole;
pub use filter::MessageFilter;
pub use message::NewMessage;
pub use store::MessageStore;
pub use window::{MessageWindow, WindowRequest};

use crate::{
    error::Result,
    query::{Page, PageRequest},
    search::{Search, SearchPage, SearchRequest},
};

/// A message, as the table holds it. Positions within a conversation are 1, 2, 3 …
pub type Message = messages::Model;

/// The messages of an account's conversations.
///
/// Made by `tx.messages()`, `db.scope(&context).messages()` and `db.read(&context).messages()`. They
/// are deleted and restored with their conversation; of one that is deleted, or not the account's,
/// there are none.
#[cfg_attr(feature = "mock", mockall::automock)]
#[async_trait]
pub trait Messages: Send + Sync {
    /// Appends a message to a conversation, at the next position: however many append at once, there
    /// is neither gap nor duplicate. The conversation's `message_count` and `last_message_at` go along
    /// in the same statement. The message is audited as an insert; of the conversation nothing is.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(messages: &dyn Messages, conversation_id: uuid::Uuid) -> annals_service::Result<()> {
    /// let asked = NewMessage::user("When do I water tomatoes?");
    /// let asked = messages.append(conversation_id, asked).await?;
    /// println!("message {}", asked.position);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` with every field at fault, and for an archived conversation; `NotFound` when the
    /// conversation is not there, not the account's or deleted; `AlreadyExists` when the given id is
    /// taken.
    async fn append(&self, conversation_id: Uuid, new: NewMessage) -> Result<Message>;

    /// Appends many messages, all or none, in a few statements however many they are, at positions
    /// that follow each other in the order given. Each is audited as an insert. Of none nothing is
    /// asked and nothing happens.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(messages: &dyn Messages, conversation_id: uuid::Uuid) -> annals_service::Result<()> {
    /// let turn = vec![NewMessage::user("Hello"), NewMessage::assistant("Hello! What grows?")];
    /// let [asked, answered] = &messages.append_many(conversation_id, turn).await?[..] else { return Ok(()) };
    /// assert_eq!(answered.position, asked.position + 1);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`append`](Self::append); fields are named by position: `[3].content`.
    async fn append_many(
        &self,
        conversation_id: Uuid,
        new: Vec<NewMessage>,
    ) -> Result<Vec<Message>>;

    /// The message. `None`: it is not there, not the account's, or deleted.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(messages: &dyn Messages, id: uuid::Uuid) -> annals_service::Result<()> {
    /// let content = messages.find(id).await?.map(|message| message.content);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of the database.
    async fn find(&self, id: Uuid) -> Result<Option<Message>>;

    /// The messages of a conversation that meet a filter, in the order in which they were said unless
    /// the page names another one. One statement. Empty for a conversation that is not there.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(messages: &dyn Messages, conversation_id: uuid::Uuid) -> annals_service::Result<()> {
    /// let answers =
    ///     MessageFilter { role: Some(MessageRole::Assistant), ..MessageFilter::default() };
    /// let page = messages.list(conversation_id, answers, PageRequest::of(100)).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` with every fault of the filter, the size, the order or the cursor.
    async fn list(
        &self,
        conversation_id: Uuid,
        filter: MessageFilter,
        page: PageRequest,
    ) -> Result<Page<Message>>;

    /// The last messages of a conversation, 1 to 1,000, the oldest of them first. One statement. Empty
    /// for a conversation that is not there.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(messages: &dyn Messages, conversation_id: uuid::Uuid) -> annals_service::Result<()> {
    /// for message in messages.last(conversation_id, 20).await? {
    ///     println!("{}: {}", message.role, message.content);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` on `size` for another number.
    async fn last(&self, conversation_id: Uuid, number: u64) -> Result<Vec<Message>>;

    /// What of a conversation fits a budget of tokens: its system prompt, and as many of the newest
    /// messages as fit beside it, without a gap. One statement. `None`: the conversation is not there,
    /// not the account's, or deleted.
    ///
    /// A message has the tokens that its `token_usage` says: `completion_tokens`, else
    /// `output_tokens`, else `total_tokens`. One that says none of them, and the system prompt, are
    /// taken to have a token for every four characters.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(messages: &dyn Messages, conversation_id: uuid::Uuid) -> annals_service::Result<()> {
    /// let Some(window) = messages.window(conversation_id, WindowRequest::of(8_000)).await? else {
    ///     return Ok(());
    /// };
    /// println!("{} tokens, {} messages left out", window.tokens, window.left_out);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` on `size` for a most of messages out of bounds.
    async fn window(
        &self,
        conversation_id: Uuid,
        request: WindowRequest,
    ) -> Result<Option<MessageWindow>>;

    /// The messages of a conversation that a text finds, the best ones first. Any text is a search.
    /// `docs/search.md` tells more; `tx.search` and `scope.search` look through all conversations.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(messages: &dyn Messages, conversation_id: uuid::Uuid) -> annals_service::Result<()> {
    /// let page = SearchRequest::default();
    /// let found = messages.search(conversation_id, Search::web("tomato -sauce"), page).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` for a size or a cursor out of place.
    async fn search(
        &self,
        conversation_id: Uuid,
        search: Search,
        page: SearchRequest,
    ) -> Result<SearchPage<Message>>;

    /// Says what the person thinks of a message, -1 to 5; `None` takes it back. The last word counts.
    /// Audited as an update, unless it was said already.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(messages: &dyn Messages, id: uuid::Uuid) -> annals_service::Result<()> {
    /// let liked = messages.record_feedback(id, Some(5)).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` for a number out of bounds, `NotFound`.
    async fn record_feedback(&self, id: Uuid, feedback: Option<i16>) -> Result<Message>;
}
