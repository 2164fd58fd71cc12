//! The operations of businesses, conversations and messages.

use annals::{
    entity::{conversations, messages, users},
    prelude::*,
};
use rand::{RngExt, rngs::StdRng};
use serde_json::json;
use uuid::Uuid;

use super::{failure::Failure, subject::Subject};

/// Runs one operation at random; returns how many tracked changes it made. `None`: nobody counted.
pub(super) async fn run(
    tx: &Transaction<'_>,
    account: Uuid,
    rng: &mut StdRng,
) -> Result<Option<u64>, Failure> {
    let id = slot::<conversations::Entity>(account, rng);
    match rng.random_range(0..8) {
        0 | 1 => talk(tx, account, rng).await,
        2 | 3 => business(tx, account, rng).await,
        4 => append(tx, id, rng).await,
        5 => update(tx, id, rng).await,
        6 => delete_and_restore(tx, id, rng).await,
        _ => {
            let id = slot::<messages::Entity>(account, rng);
            // It may have been said already, which changes nothing.
            tx.messages().record_feedback(id, Some(rng.random_range(-1..=5))).await?;
            Ok(None)
        }
    }
}

/// A conversation of its own, from its opening to its end.
async fn talk(
    tx: &Transaction<'_>,
    account: Uuid,
    rng: &mut StdRng,
) -> Result<Option<u64>, Failure> {
    let user = slot::<users::Entity>(account, rng);
    let (conversations, messages) = (tx.conversations(), tx.messages());
    let id = conversations.open(NewConversation::of(user, "At random")).await?.id;
    let said = vec![NewMessage::user("How long is a wall?"); rng.random_range(1..4)];
    let said = messages.append_many(id, said).await?;
    let mut changes = 1 + said.len() as u64;
    messages.record_feedback(said[0].id, Some(rng.random_range(0..=5))).await?;
    conversations.archive(id).await?;
    conversations.reopen(id).await?;
    changes += 3;
    if rng.random_bool(0.2) {
        return Ok(Some(changes));
    }
    conversations.delete_for_good(id).await?;
    Ok(Some(changes + 1 + said.len() as u64))
}

/// A business of its own, likewise.
async fn business(
    tx: &Transaction<'_>,
    account: Uuid,
    rng: &mut StdRng,
) -> Result<Option<u64>, Failure> {
    let user = slot::<users::Entity>(account, rng);
    let businesses = tx.businesses();
    let id = businesses.create(NewBusiness::of(user, "At random")).await?.id;
    let novelty = Uuid::from_u128(rng.random()).to_string();
    businesses.merge_context(id, ["a", "b"].into(), json!({ "new": novelty })).await?;
    businesses.merge_context(id, ["a", "b"].into(), json!({ "new": novelty })).await?; // nothing new
    businesses.remove_from_context(id, ["a"].into()).await?;
    businesses.change_stage(id, 3, "growth".to_owned()).await?;
    if rng.random_bool(0.2) {
        return Ok(Some(4));
    }
    let deletion = businesses.delete(id).await?;
    businesses.restore(deletion.deletion_id).await?;
    businesses.delete_for_good(id).await?;
    Ok(Some(7))
}

async fn append(tx: &Transaction<'_>, id: Uuid, rng: &mut StdRng) -> Result<Option<u64>, Failure> {
    let new = NewMessage::assistant(Uuid::from_u128(rng.random()).to_string());
    match tx.messages().append(id, new).await {
        Ok(_) => Ok(Some(1)),
        // Somebody has archived it.
        Err(Error::Invalid { .. }) => Err(Failure::Expected),
        Err(error) => Err(error.into()),
    }
}

async fn update(tx: &Transaction<'_>, id: Uuid, rng: &mut StdRng) -> Result<Option<u64>, Failure> {
    let conversations = tx.conversations();
    let Some(known) = conversations.find(id).await? else { return Ok(Some(0)) };
    let stale = known.row_version - i64::from(rng.random_bool(0.2));
    let title = Some(Uuid::from_u128(rng.random()).to_string());
    let change = ConversationUpdate { title, ..ConversationUpdate::default() };
    conversations.update(id, stale, change).await?;
    Ok(Some(1))
}

async fn delete_and_restore(
    tx: &Transaction<'_>,
    id: Uuid,
    rng: &mut StdRng,
) -> Result<Option<u64>, Failure> {
    let deletion = tx.conversations().delete(id).await?;
    if rng.random_bool(0.3) {
        return Ok(Some(deletion.total()));
    }
    let restored = tx.conversations().restore(deletion.deletion_id).await?;
    Ok(Some(deletion.total() + restored.total()))
}

fn slot<S: Subject>(account: Uuid, rng: &mut StdRng) -> Uuid {
    S::id(account, rng.random_range(0..S::SLOTS))
}
