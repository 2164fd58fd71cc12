//! Conversations with what was said last in each.

use annals_entity::{
    conversations,
    messages::{Column, Entity, Model},
};
use sea_orm::{
    Iden, Iterable, JoinType, QueryResult,
    sea_query::{Alias, Expr, ExprTrait, Order, Query, SelectStatement},
};

use super::{Conversation, ConversationFilter, list::latest_first};
use crate::{
    database::Executor,
    error::Result,
    query::{self, Page, PageRequest},
};

/// A conversation with its last message, as an overview shows it. How many messages it has is its
/// `message_count`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConversationSummary {
    /// The conversation.
    pub conversation: Conversation,
    /// Its last message. `None`: nobody has spoken yet.
    pub last_message: Option<Model>,
}

const LAST: &str = "last_message";
const PREFIX: &str = "last_";

/// The page by the indexes of [`page`](super::list::page), each last message by
/// `idx_messages_conversation_id_position`: of however long a conversation, one is read.
pub(super) async fn page(
    executor: &impl Executor,
    filter: ConversationFilter,
    page: &PageRequest,
) -> Result<Page<ConversationSummary>> {
    let selection = filter.into_selection();
    let select = selection.select::<conversations::Entity>(&page.order)?;
    let (own, text) = (latest_first(), selection.text());
    let found =
        query::list_beside(executor, select, &own, &text, page, join_last, read_last).await?;
    let summary = |(conversation, last_message)| ConversationSummary { conversation, last_message };
    let items = found.items.into_iter().map(summary).collect();
    Ok(Page { items, next: found.next, previous: found.previous })
}

fn join_last(statement: &mut SelectStatement) {
    let conversation = Expr::col((conversations::Entity, conversations::Column::Id));
    let last = Query::select()
        .columns(Column::iter().map(|column| (Entity, column)))
        .from((Alias::new("annals"), Entity))
        .and_where(Expr::col((Entity, Column::ConversationId)).eq(conversation))
        .and_where(Expr::col((Entity, Column::DeletedAt)).is_null())
        .order_by((Entity, Column::Position), Order::Desc)
        .limit(1)
        .take();
    for column in Column::iter() {
        let name = format!("{PREFIX}{}", column.unquoted());
        statement.expr_as(Expr::col((LAST, column)), name);
    }
    statement.join_lateral(JoinType::LeftJoin, last, LAST, Expr::val(true));
}

fn read_last(row: &QueryResult) -> Result<Option<Model>> {
    query::joined(row, PREFIX)
}
