//! Full-text search: what is found, in which order, how it is shown, and that nothing typed is an error.

mod corrections;
mod input;
mod languages;
mod pages;
mod plan;
mod snippets;
mod tables;
mod words;

use annals::{entity::journal_entries, prelude::*};

use crate::support::{Fixture, TestResult};

type FoundEntry = Found<Entry>;

/// An entry with a title and a content.
async fn write(fixture: &Fixture, ada: &SignedUp, title: &str, content: &str) -> TestResult<Entry> {
    let new = NewEntry {
        title: Some(title.to_owned()),
        content: Some(content.to_owned()),
        ..NewEntry::by(ada.user.id)
    };
    Ok(fixture.db.scope(&ada.context()).journal().create(new).await?)
}

async fn search(
    fixture: &Fixture,
    ada: &SignedUp,
    search: Search,
) -> TestResult<SearchPage<Entry>> {
    let context = ada.context();
    let request = SearchRequest::of(100);
    Ok(fixture.db.read(&context).search::<journal_entries::Entity>(search, request).await?)
}

/// The titles of what is found, in order.
async fn titles(fixture: &Fixture, ada: &SignedUp, asked: Search) -> TestResult<Vec<String>> {
    let page = search(fixture, ada, asked).await?;
    Ok(page.items.into_iter().filter_map(|found: FoundEntry| found.row.title).collect())
}
