//! Pages of what a search found.

use sea_orm::{FromQueryResult, QueryResult};
use uuid::Uuid;

use super::{Search, SearchCursor, Searchable, Snippet, correction, statement};
use crate::{
    database::Executor,
    error::{Error, Result},
};

/// Which page of what a search found.
#[derive(Clone, Debug, PartialEq)]
pub struct SearchRequest {
    /// How many rows at most: 1 to 100, by default 20.
    pub size: u64,
    /// Where the page starts. `None`: with the best row.
    pub after: Option<SearchCursor>,
}

impl Default for SearchRequest {
    fn default() -> Self {
        Self::of(20)
    }
}

impl SearchRequest {
    const MOST: u64 = 100;

    /// The first page, of a size of one's own.
    #[must_use]
    pub const fn of(size: u64) -> Self {
        Self { size, after: None }
    }

    /// The page that starts where another ended.
    #[must_use]
    pub fn after(mut self, cursor: SearchCursor) -> Self {
        self.after = Some(cursor);
        self
    }

    fn check(&self, table: &str, search: &Search) -> Result<()> {
        if !(1..=Self::MOST).contains(&self.size) {
            let rule = format!("is {}: a page of a search has 1 to {} rows", self.size, Self::MOST);
            return Err(Error::invalid("size", rule));
        }
        self.after.as_ref().map_or(Ok(()), |after| after.check(table, search))
    }
}

/// A page of what a search found.
#[derive(Clone, Debug, PartialEq)]
pub struct SearchPage<M> {
    /// The rows, the best ones first, then the newest.
    pub items: Vec<Found<M>>,
    /// Where the next page starts. `None`: this is the last one.
    pub next: Option<SearchCursor>,
    /// What was searched instead, because the text itself found nothing: its words replaced by the
    /// nearest ones of the account. `None`: the text itself was searched.
    pub corrected: Option<String>,
}

/// A row that a search found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found<M> {
    /// The row.
    pub row: M,
    /// How well it matches: more for a word of the title than for one of the content, more for words
    /// that are near each other. Comparable within one search only.
    pub rank: f32,
    /// The title with the words in it. `None`: it has no title.
    pub title: Option<Snippet>,
    /// A piece of the content with the words in it, or its beginning where they stand further on.
    pub snippet: Snippet,
}

pub(crate) async fn find<E: Searchable, X: Executor>(
    executor: &X,
    search: &Search,
    request: &SearchRequest,
) -> Result<SearchPage<E::Model>> {
    request.check(statement::table::<E>(), search)?;
    let corrected = request.after.as_ref().and_then(|after| after.corrected.clone());
    let page = fetch::<E, X>(executor, search, request, corrected).await?;
    if !page.items.is_empty() || request.after.is_some() {
        return Ok(page);
    }
    match correction::of::<E, X>(executor, search).await? {
        None => Ok(page),
        Some(text) => {
            let second = fetch::<E, X>(executor, search, request, Some(text)).await?;
            Ok(if second.items.is_empty() { page } else { second })
        }
    }
}

async fn fetch<E: Searchable, X: Executor>(
    executor: &X,
    search: &Search,
    request: &SearchRequest,
    corrected: Option<String>,
) -> Result<SearchPage<E::Model>> {
    let asked = corrected.as_ref().map_or_else(|| search.clone(), |text| search.by(text));
    if asked.text.is_empty() {
        return Ok(SearchPage { items: Vec::new(), next: None, corrected });
    }
    let statement = statement::page::<E>(&asked, request.after.as_ref(), request.size);
    let mut rows = executor.fetch(statement).await?;
    let size = usize::try_from(request.size).unwrap_or(usize::MAX);
    let more = rows.len() > size;
    rows.truncate(size);
    let place = |row: &QueryResult| -> Result<(f32, Uuid)> {
        Ok((row.try_get("", statement::RANK)?, row.try_get("", "id")?))
    };
    let last = rows.last().filter(|_| more).map(place).transpose()?;
    let next = last
        .map(|place| SearchCursor::new(statement::table::<E>(), search, corrected.clone(), place));
    let items = rows.iter().map(found::<E>).collect::<Result<_>>()?;
    Ok(SearchPage { items, next, corrected })
}

fn found<E: Searchable>(row: &QueryResult) -> Result<Found<E::Model>> {
    let title: Option<String> = match E::title() {
        Some(_) => row.try_get("", statement::TITLE)?,
        None => None,
    };
    let snippet: Option<String> = row.try_get("", statement::SNIPPET)?;
    Ok(Found {
        row: E::Model::from_query_result(row, "")?,
        rank: row.try_get("", statement::RANK)?,
        title: title.as_deref().map(Snippet::read),
        snippet: Snippet::read(snippet.as_deref().unwrap_or_default()),
    })
}
