//! What a repository offers beside lists.

use annals::{
    entity::{conversations, journal_entries, messages, processed_content, users},
    prelude::*,
};

use super::{seed::Seeded, watched::Watched};
use crate::support::TestResult;

const BY_ID: &str = "pk_journal_entries";

pub(super) async fn lookups(watched: &Watched, account: &Seeded) -> TestResult {
    let read = watched.db.read(&account.context);
    let entries = read.repository::<journal_entries::Entity>();
    watched.uses_at_most(1, BY_ID, account, entries.find(account.entry)).await?;
    watched.uses_at_most(1, BY_ID, account, entries.exists(account.entry)).await?;
    let ids = entries.list(Filter::default(), PageRequest::of(5)).await?.items;
    let ids = ids.into_iter().map(|entry| entry.id);
    // From 18 on PostgreSQL may look for the ids in another index of the account that ends in `id`.
    watched.uses_at_most(5, "*", account, entries.find_many(ids)).await?;
    let preview = entries.preview_deletion(account.entry);
    watched.uses_at_most(1, "idx_processed_content_journal_id", account, preview).await?;
    Ok(())
}

pub(super) async fn counts(watched: &Watched, account: &Seeded) -> TestResult {
    let read = watched.db.read(&account.context);
    let entries = read.repository::<journal_entries::Entity>();
    watched.uses("*", account, entries.count(Filter::default())).await?;
    watched.uses_at_most(1, "*", account, entries.exists_any(Filter::default())).await?;
    let tagged = || Filter::field("tags").contains("tag-3");
    let by_tags = "idx_journal_entries_tags";
    watched.uses(by_tags, account, entries.count(tagged())).await?;
    watched.uses(by_tags, account, entries.exists_any(tagged())).await?;
    let by_id = "pk_journal_entries";
    for page in [1, 10, 100_000] {
        let list = entries.list_by_offset(Filter::default(), OffsetRequest::page(page));
        watched.uses(by_id, account, list).await?;
    }
    let tagged = entries.list_by_offset(tagged(), OffsetRequest::page(1));
    watched.uses(by_tags, account, tagged).await?;
    Ok(())
}

pub(super) async fn related(watched: &Watched, account: &Seeded) -> TestResult {
    let read = watched.db.read(&account.context);
    let conversations = read.repository::<conversations::Entity>();
    let talks = conversations.list(Filter::default(), PageRequest::of(10)).await?.items;
    let messages = conversations.load::<messages::Entity>(&talks);
    watched.uses_at_most(100, "idx_messages_conversation_id_*", account, messages).await?;
    let latest = conversations.load_latest::<messages::Entity>(&talks, 3);
    let by_time = "idx_messages_conversation_id_created_at";
    watched.uses_at_most(30, by_time, account, latest).await?;
    let users = conversations.load_one::<users::Entity>(&talks);
    // An account has few users on average: looking through them is thought as cheap as ten lookups.
    watched.uses("*", account, users).await?;

    let journal = read.repository::<journal_entries::Entity>();
    let entries = journal.list(Filter::default(), PageRequest::of(10)).await?.items;
    let by_entry = "idx_processed_content_journal_id";
    let analyses = journal.load::<processed_content::Entity>(&entries);
    watched.uses_at_most(10, by_entry, account, analyses).await?;
    let latest = journal.load_latest::<processed_content::Entity>(&entries, 1);
    let latest = watched.uses_at_most(10, by_entry, account, latest).await?;
    let analyses: Vec<_> = latest.into_iter().flatten().collect();
    let analyses_of = read.repository::<processed_content::Entity>();
    let entries = analyses_of.load_one::<journal_entries::Entity>(&analyses);
    watched.uses_at_most(10, "*", account, entries).await?;
    Ok(())
}
