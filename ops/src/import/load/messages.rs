//! Messages: each in its conversation, one after the other.

use std::collections::HashMap;

use annals_entity::{conversations, messages};
use annals_service::Transaction;
use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue::Set, Value};
use serde::Serialize;
use serde_json::{Map, Value as Json, json};
use uuid::Uuid;

use super::{
    fate::Fate,
    insert::insert_all,
    sql::{cell, execute, query},
    stored::{Item, Stored},
};
use crate::failure::Failure;

/// The conversations, locked against whoever appends to them: by `pk_conversations`, and the last
/// position by `idx_messages_conversation_id_position`.
const CONVERSATIONS: &str = "
SELECT c.id, c.deleted_at IS NOT NULL, c.archived_at IS NOT NULL,
       greatest(c.message_count, coalesce((
         SELECT max(m.position) FROM annals.messages m
          WHERE m.account_id = c.account_id AND m.conversation_id = c.id AND m.deleted_at IS NULL), 0))
  FROM annals.conversations c WHERE c.account_id = $1 AND c.id = ANY($2)
 ORDER BY c.id FOR NO KEY UPDATE OF c";

/// The counters of the conversations that messages were added to, by `pk_conversations`. An object holds
/// them for each id, so that no plan joins every conversation with every counter, whatever the planner
/// knows of the account.
const COUNT: &str = "
UPDATE annals.conversations c
   SET message_count = ($3::jsonb -> c.id::text ->> 'position')::integer,
       last_message_at = greatest(c.last_message_at, ($3::jsonb -> c.id::text ->> 'time')::timestamptz,
                                  CASE WHEN ($3::jsonb -> c.id::text ->> 'is_now')::boolean THEN now() END)
 WHERE c.account_id = $1 AND c.id = ANY($2) AND c.message_count < ($3::jsonb -> c.id::text ->> 'position')::integer";

/// Conversations that are remembered at most: some megabytes.
const MOST: usize = 50_000;

/// Conversations whose counters one statement sets.
const COUNTED: usize = 1_000;

/// Where the next message of a conversation stands, or why it takes none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    After(i32),
    Deleted,
    Archived,
}

/// The conversations that the file's messages are of.
#[derive(Default)]
pub(super) struct Messages {
    states: HashMap<Uuid, State>,
    /// What was written in each conversation.
    latest: HashMap<Uuid, Latest>,
}

/// The last of the messages that were written in a conversation.
#[derive(Default, Serialize)]
struct Latest {
    position: i32,
    time: Option<DateTime<Utc>>,
    /// One has no time of its own, and so that of the transaction.
    is_now: bool,
}

impl Messages {
    /// Writes messages that are not there yet, in their order.
    pub(super) async fn write(
        &mut self,
        tx: &Transaction<'_>,
        user: Uuid,
        mut items: Vec<Item<messages::ActiveModel>>,
        fates: &mut [Fate],
    ) -> Result<(), Failure> {
        if items.is_empty() {
            return Ok(());
        }
        self.look_up(tx, &items).await?;
        self.make_missing(tx, user, &items, fates).await?;
        items.retain(|item| self.takes(item, fates));
        loop {
            let latest = self.number(&mut items);
            let refused = insert_all::<messages::Entity>(tx, &items).await?;
            if refused.is_empty() {
                for item in &items {
                    fates[item.record].is_written = true;
                    self.remember(item);
                }
                self.states.extend(latest.into_iter().map(|(id, at)| (id, State::After(at))));
                return Ok(());
            }
            for (position, reason) in refused.into_iter().rev() {
                let item = items.remove(position);
                fates[item.record].refuse(reason, messages::Entity::excerpt(&item.row));
            }
        }
    }

    fn remember(&mut self, item: &Item<messages::ActiveModel>) {
        let position = item.row.position.try_as_ref().copied().unwrap_or_default();
        let time = item.row.created_at.try_as_ref().map(DateTime::to_utc);
        let latest = self.latest.entry(conversation(item)).or_default();
        latest.position = latest.position.max(position);
        latest.time = latest.time.max(time);
        latest.is_now |= time.is_none();
    }

    /// Sets the counters of the conversations whose messages were written.
    pub(super) async fn count(&mut self, tx: &Transaction<'_>) -> Result<(), Failure> {
        let latest: Vec<_> = std::mem::take(&mut self.latest).into_iter().collect();
        for chunk in latest.chunks(COUNTED) {
            let ids: Vec<Uuid> = chunk.iter().map(|(id, _)| *id).collect();
            let counters: Map<String, Json> =
                chunk.iter().map(|(id, latest)| (id.to_string(), json!(latest))).collect();
            let values: [Value; 3] =
                [tx.context().account_id.into(), ids.into(), Json::Object(counters).into()];
            execute(tx, COUNT, values).await?;
        }
        Ok(())
    }

    async fn look_up(
        &mut self,
        tx: &Transaction<'_>,
        items: &[Item<messages::ActiveModel>],
    ) -> Result<(), Failure> {
        if self.states.len() > MOST {
            self.count(tx).await?;
            self.states.clear();
        }
        let mut ids: Vec<Uuid> = items.iter().map(conversation).collect();
        ids.retain(|id| !self.states.contains_key(id));
        ids.sort_unstable();
        ids.dedup();
        if ids.is_empty() {
            return Ok(());
        }
        let values: [Value; 2] = [tx.context().account_id.into(), ids.into()];
        for row in query(tx, CONVERSATIONS, values).await? {
            let state = match (cell(&row, 1)?, cell(&row, 2)?) {
                (true, _) => State::Deleted,
                (_, true) => State::Archived,
                _ => State::After(cell(&row, 3)?),
            };
            self.states.insert(cell(&row, 0)?, state);
        }
        Ok(())
    }

    /// A message whose session is neither in the files nor in the account is not lost for that: a
    /// conversation is made for it.
    async fn make_missing(
        &mut self,
        tx: &Transaction<'_>,
        user: Uuid,
        items: &[Item<messages::ActiveModel>],
        fates: &mut [Fate],
    ) -> Result<(), Failure> {
        let mut made = Vec::new();
        for item in items {
            let id = conversation(item);
            if self.states.contains_key(&id) {
                continue;
            }
            self.states.insert(id, State::After(0));
            made.push(conversations::ActiveModel {
                id: Set(id),
                user_id: Set(user),
                title: Set(format!("Session {id}, which the files did not have")),
                session_type: Set("unknown".to_owned()),
                ..Default::default()
            });
            fates[item.record].adjust("session_id", format!(
                "its session is neither in the files nor in the account: conversation {id} was made for it"
            ));
        }
        if !made.is_empty() {
            tx.repository::<conversations::Entity>().insert_many(made).await?;
        }
        Ok(())
    }

    fn takes(&self, item: &Item<messages::ActiveModel>, fates: &mut [Fate]) -> bool {
        let id = conversation(item);
        let reason = match self.states.get(&id) {
            Some(State::After(_)) => return true,
            Some(State::Archived) => {
                format!("conversation {id} is archived: reopen it, and import again")
            }
            _ => format!("conversation {id} was deleted in Annals: restore it, and import again"),
        };
        fates[item.record].refuse(reason, messages::Entity::excerpt(&item.row));
        false
    }

    /// Gives each its position. Returns the last of each conversation.
    fn number(&self, items: &mut [Item<messages::ActiveModel>]) -> HashMap<Uuid, i32> {
        let mut latest = HashMap::new();
        for item in items {
            let id = conversation(item);
            let position = latest.entry(id).or_insert(match self.states.get(&id) {
                Some(State::After(position)) => *position,
                _ => 0,
            });
            *position += 1;
            item.row.position = Set(*position);
        }
        latest
    }
}

fn conversation(item: &Item<messages::ActiveModel>) -> Uuid {
    item.row.conversation_id.try_as_ref().copied().unwrap_or_default()
}
