//! Full-text search.

use annals::{
    entity::{journal_entries, messages},
    prelude::*,
};
use sea_orm::ConnectionTrait;

use super::{seed::Seeded, watched::Watched};
use crate::support::TestResult;

const ENTRIES: &str = "idx_journal_entries_search";
const MESSAGES: &str = "idx_messages_search";

pub(super) async fn by_words(watched: &Watched, account: &Seeded) -> TestResult {
    for search in [
        Search::web("walker3"),
        Search::web("walker3 or \"by the canal\" -rain"),
        Search::prefix("walk"),
        Search::web("walker3").in_language("de"),
    ] {
        found::<journal_entries::Entity>(watched, account, ENTRIES, &search).await?;
        found::<messages::Entity>(watched, account, MESSAGES, &search).await?;
    }
    Ok(())
}

/// The first page and, where there is one, the second.
async fn found<E: Searchable>(
    watched: &Watched,
    account: &Seeded,
    index: &str,
    search: &Search,
) -> TestResult {
    let read = watched.db.read(&account.context);
    let request = SearchRequest::of(5);
    let first = read.search::<E>(search.clone(), request.clone());
    let first = watched.uses(index, account, first).await?;
    if let Some(next) = first.next {
        let second = read.search::<E>(search.clone(), request.after(next));
        watched.uses(index, account, second).await?;
    }
    Ok(())
}

/// Of forty thousand entries no more are looked at than hold the word.
pub(super) async fn of_rare_words(watched: &Watched, account: &Seeded) -> TestResult {
    let read = watched.db.read(&account.context);
    for (most, search) in [
        (1, Search::web("word39999")),
        (1, Search::web("\"word39999 was said\"")),
        (1, Search::web("word39999").in_language("en")),
        // It may have grown out of the shorter ones too.
        (4, Search::prefix("word39999")),
    ] {
        let search = read.search::<journal_entries::Entity>(search, SearchRequest::default());
        let found = watched.uses_at_most(most, ENTRIES, account, search).await?;
        assert!(!found.items.is_empty());
    }
    Ok(())
}

/// The vocabulary is that of the newest rows, and no more of them than two thousand.
pub(super) async fn of_misspelt_words(watched: &Watched, account: &Seeded) -> TestResult {
    watched.admin.execute_unprepared("CREATE EXTENSION pg_trgm SCHEMA public").await?;
    let read = watched.db.read(&account.context);
    let entries =
        read.search::<journal_entries::Entity>(Search::web("canel"), SearchRequest::of(5));
    let entries = watched.uses("pk_journal_entries", account, entries).await?;
    assert_eq!(entries.corrected.as_deref(), Some("canal"));
    let unlike = || Search::web("xyzzyxyzzy");
    let none = read.search::<journal_entries::Entity>(unlike(), SearchRequest::of(5));
    watched.uses_at_most(2_000, "pk_journal_entries", account, none).await?;
    let none = read.search::<messages::Entity>(unlike(), SearchRequest::of(5));
    watched.uses_at_most(2_000, "pk_messages", account, none).await?;
    Ok(())
}
