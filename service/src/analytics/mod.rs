//! What the entries and messages of an account add up to: for one user or all, over days of a time zone.
//!
//! `docs/analytics.md` has the definitions: which day an entry counts for, what a period at the edge of a
//! span has, what a moving mean is made of, how a day with 23 or 25 hours counts.

mod mood;
mod report;
mod sentiment;
mod span;
mod store;
mod streaks;
mod tags;
mod tokens;
mod writing;
mod zone;

use async_trait::async_trait;

pub use mood::MoodPoint;
pub use sentiment::SentimentPoint;
pub use span::{Period, Span};
pub use store::AnalyticsStore;
pub use streaks::{Streak, Streaks};
pub use tags::TagCount;
pub use tokens::TokenUse;
pub use writing::WritingPoint;

use crate::error::Result;

/// What the entries and messages of an account add up to.
///
/// Made by `tx.analytics()`, `db.scope(&context).analytics()` and `db.read(&context).analytics()`. Each
/// operation is one statement, and reads; nothing is audited. Deleted rows never count. Where a period
/// has nothing, its point is there all the same, so that a chart has no gap to close.
#[cfg_attr(feature = "mock", mockall::automock)]
#[async_trait]
pub trait Analytics: Send + Sync {
    /// The mean mood of each period, oldest first, and its moving mean over a window of so many
    /// periods: 1 to 366, this one included. The first points look back before the span for theirs.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(analytics: &dyn Analytics, span: Span) -> annals_service::Result<()> {
    /// for week in analytics.mood_by_period(span, Period::Week, 4).await? {
    ///     println!("{} {:?} {:?}", week.starts, week.mean, week.moving_mean);
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `Invalid` with every fault of the window and the span: its days, their number, its time zone.
    async fn mood_by_period(
        &self,
        span: Span,
        period: Period,
        window: u32,
    ) -> Result<Vec<MoodPoint>>;

    /// The tags that most entries of the span bear, so many at most: 1 to 1,000. The most frequent
    /// first, of equals by their text.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(analytics: &dyn Analytics, span: Span) -> annals_service::Result<()> {
    /// for TagCount { tag, entries } in analytics.top_tags(span, 10).await? {
    ///     println!("{entries:>5} {tag}");
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `Invalid` with every fault of the number and the span.
    async fn top_tags(&self, span: Span, most: u32) -> Result<Vec<TagCount>>;

    /// How many entries and words each period has, oldest first.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(analytics: &dyn Analytics, span: Span) -> annals_service::Result<()> {
    /// let months = analytics.writing_by_period(span, Period::Month).await?;
    /// let words: u64 = months.iter().map(|month| month.words).sum();
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `Invalid` with every fault of the span.
    async fn writing_by_period(&self, span: Span, period: Period) -> Result<Vec<WritingPoint>>;

    /// On how many days of the span there is an entry, and the current and the longest run of such days.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(analytics: &dyn Analytics, span: Span) -> annals_service::Result<()> {
    /// let streaks = analytics.streaks(span.in_zone("Europe/Berlin")).await?;
    /// let days = streaks.current.map_or(0, |current| current.days());
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `Invalid` with every fault of the span.
    async fn streaks(&self, span: Span) -> Result<Streaks>;

    /// The mean, the lowest and the highest sentiment of each period, oldest first: of each entry the
    /// `score` of its latest analysis whose task is `sentiment` or `sentiment_analysis`. A score that is
    /// no number counts as none.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(analytics: &dyn Analytics, span: Span) -> annals_service::Result<()> {
    /// let weeks = analytics.sentiment_by_period(span, Period::Week).await?;
    /// let worst = weeks.iter().filter_map(|week| week.lowest).min();
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `Invalid` with every fault of the span.
    async fn sentiment_by_period(&self, span: Span, period: Period) -> Result<Vec<SentimentPoint>>;

    /// What each model took and gave in each period, oldest first, then by the model's name: of the
    /// messages that have a `token_usage`. A model that has any in the span has a point in every period.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(analytics: &dyn Analytics, span: Span) -> annals_service::Result<()> {
    /// for used in analytics.tokens_by_period(span, Period::Month).await? {
    ///     println!("{} {:?} {}", used.starts, used.model, used.total_tokens);
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `Invalid` with every fault of the span.
    async fn tokens_by_period(&self, span: Span, period: Period) -> Result<Vec<TokenUse>>;
}
