//! What of a conversation a model is given: the newest messages that fit its budget of tokens.

use annals_entity::{
    conversations,
    messages::{Column, Entity},
};
use sea_orm::{
    Iden, Iterable, JoinType, QueryResult,
    sea_query::{Alias, Expr, ExprTrait, Order, Query, SelectStatement},
};
use uuid::Uuid;

use super::Message;
use crate::{
    database::Executor,
    error::Result,
    query::{checked_size, joined},
};

/// How much of a conversation is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WindowRequest {
    /// How many tokens it may have, the system prompt included.
    pub tokens: u64,
    /// How many messages at most, however short: 1 to 1,000, by default 200. No more are looked at.
    pub messages: u64,
}

impl WindowRequest {
    /// The newest messages that fit a number of tokens.
    #[must_use]
    pub const fn of(tokens: u64) -> Self {
        Self { tokens, messages: 200 }
    }
}

/// What of a conversation fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageWindow {
    /// What the model is told before all else; its tokens are counted first. `None`: nothing.
    pub system_prompt: Option<String>,
    /// The newest messages, the oldest of them first. Empty: there is none, or not even the newest
    /// one fits.
    pub messages: Vec<Message>,
    /// How many tokens the messages and the system prompt have together.
    pub tokens: u64,
    /// How many older messages are left out.
    pub left_out: u64,
}

/// Of an answer the provider counts what it wrote; `total_tokens` holds the question and all before
/// it, so it is the last resort. A token of a text that nobody counted is taken for four characters.
const TOKENS: &str = "
greatest(0, ceil(coalesce(
  CASE WHEN jsonb_typeof(token_usage -> 'completion_tokens') = 'number' THEN (token_usage ->> 'completion_tokens')::numeric END,
  CASE WHEN jsonb_typeof(token_usage -> 'output_tokens') = 'number' THEN (token_usage ->> 'output_tokens')::numeric END,
  CASE WHEN jsonb_typeof(token_usage -> 'total_tokens') = 'number' THEN (token_usage ->> 'total_tokens')::numeric END,
  char_length(content) / 4.0)))";

const SO_FAR: &str = "sum(tokens) OVER (ORDER BY position DESC)";
const PROMPT: &str = "coalesce(ceil(char_length(conversations.system_prompt) / 4.0), 0)";

const WITHIN: &str = "message";
const PREFIX: &str = "message_of_";

/// `None`: the conversation is not there. By `pk_conversations` and
/// `idx_messages_conversation_id_position`, from its end.
pub(super) async fn newest(
    executor: &impl Executor,
    conversation_id: Uuid,
    request: WindowRequest,
) -> Result<Option<MessageWindow>> {
    let most = checked_size(request.messages)?;
    let statement =
        statement(conversation_id, i64::try_from(request.tokens).unwrap_or(i64::MAX), most);
    let rows = executor.fetch(statement).await?;
    rows.first().map(|first| window(first, &rows)).transpose()
}

fn window(first: &QueryResult, rows: &[QueryResult]) -> Result<MessageWindow> {
    let messages: Result<Vec<Option<Message>>> =
        rows.iter().map(|row| joined(row, PREFIX)).collect();
    let messages: Vec<Message> = messages?.into_iter().flatten().collect();
    let tokens: i64 = first.try_get("", "tokens")?;
    let count: i32 = first.try_get("", "message_count")?;
    let left_out = u64::from(count.unsigned_abs()).saturating_sub(messages.len() as u64);
    let system_prompt = first.try_get("", "system_prompt")?;
    Ok(MessageWindow { system_prompt, messages, tokens: tokens.unsigned_abs(), left_out })
}

/// The conversation beside each message that fits, or beside none. The oldest message, which comes
/// first, has all tokens that are newer before it.
fn statement(conversation_id: Uuid, budget: i64, most: u64) -> SelectStatement {
    use conversations::Column as Of;

    let prompt = || Expr::cust(PROMPT);
    let so_far = || Expr::col((WITHIN, "so_far"));
    let fits = so_far().lte(Expr::val(budget).sub(prompt()));
    let tokens = Expr::cust_with_exprs("(coalesce($1, 0) + $2)::bigint", [so_far(), prompt()]);
    let mut statement = Query::select();
    statement
        .columns([
            (conversations::Entity, Of::SystemPrompt),
            (conversations::Entity, Of::MessageCount),
        ])
        .expr_as(tokens, "tokens")
        .from((Alias::new("annals"), conversations::Entity))
        .join_subquery(JoinType::LeftJoin, summed(conversation_id, most), WITHIN, fits)
        .and_where(Expr::col((conversations::Entity, Of::Id)).eq(conversation_id))
        .and_where(Expr::col((conversations::Entity, Of::DeletedAt)).is_null())
        .order_by((WITHIN, Column::Position), Order::Asc);
    for column in Column::iter() {
        let name = format!("{PREFIX}{}", column.unquoted());
        statement.expr_as(Expr::col((WITHIN, column)), name);
    }
    statement
}

/// The newest messages, each with the tokens of it and of those after it. The limit is below the sum,
/// which would else read the whole conversation.
fn summed(conversation_id: Uuid, most: u64) -> SelectStatement {
    let newest = Query::select()
        .columns(Column::iter().map(|column| (Entity, column)))
        .expr_as(Expr::cust(TOKENS), "tokens")
        .from((Alias::new("annals"), Entity))
        .and_where(Expr::col((Entity, Column::ConversationId)).eq(conversation_id))
        .and_where(Expr::col((Entity, Column::DeletedAt)).is_null())
        .order_by((Entity, Column::Position), Order::Desc)
        .limit(most)
        .take();
    Query::select()
        .expr(Expr::cust("*"))
        .expr_as(Expr::cust(SO_FAR), "so_far")
        .from_subquery(newest, "newest")
        .take()
}
