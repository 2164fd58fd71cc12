//! Full-text search in journal entries, messages, document versions, knowledge articles, and in an
//! application's own entities that are [`Searchable`].
//!
//! ```no_run
//! use annals_entity::journal_entries;
//! use annals_service::{Context, Database, Result, search::{Search, SearchRequest}};
//!
//! # async fn example(db: &Database, context: &Context) -> Result<()> {
//! let search = Search::web(r#""first day" mountains -rain"#);
//! let page = db.read(context).search::<journal_entries::Entity>(search, SearchRequest::default()).await?;
//! for found in page.items {
//!     println!("{:.2} {} {}", found.rank, found.row.id, found.snippet.to_html());
//! }
//! # Ok(())
//! # }
//! ```

mod asked;
mod correction;
mod cursor;
mod page;
mod searchable;
mod snippet;
mod statement;

pub use asked::Search;
pub(crate) use cursor::text as cursor_text;
pub use cursor::{SearchCursor, SearchCursorError};
pub(crate) use page::find;
pub use page::{Found, SearchPage, SearchRequest};
pub use searchable::Searchable;
pub use snippet::Snippet;

use crate::{
    database::{Scope, Transaction},
    error::Result,
};

impl Transaction<'_> {
    /// A page of the rows that a search finds, the best ones first, then the newest. What this
    /// transaction wrote is found. Deleted rows are not. One statement, and two more when the first
    /// page is empty and `pg_trgm` is installed: see [`SearchPage::corrected`].
    ///
    /// # Errors
    /// `Invalid` for a page size out of bounds and for a cursor of another search. No text is an error:
    /// one that says nothing finds nothing.
    pub async fn search<E: Searchable>(
        &self,
        search: Search,
        request: SearchRequest,
    ) -> Result<SearchPage<E::Model>> {
        page::find::<E, _>(&self, &search, &request).await
    }
}

impl Scope<'_> {
    /// A page of the rows that a search finds, the best ones first, then the newest. Deleted rows are
    /// not found. One statement, and two more when the first page is empty and `pg_trgm` is
    /// installed: see [`SearchPage::corrected`].
    ///
    /// # Errors
    /// `Invalid` for a page size out of bounds and for a cursor of another search. No text is an error:
    /// one that says nothing finds nothing.
    pub async fn search<E: Searchable>(
        &self,
        search: Search,
        request: SearchRequest,
    ) -> Result<SearchPage<E::Model>> {
        page::find::<E, _>(self, &search, &request).await
    }
}
