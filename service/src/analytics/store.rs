//! The analytics in the database: the trait's operations on whatever executor they stand on.

use async_trait::async_trait;

use super::{
    Analytics, MoodPoint, Period, SentimentPoint, Span, Streaks, TagCount, TokenUse, WritingPoint,
    mood, sentiment, streaks, tags, tokens, writing,
};
use crate::{
    database::{Executor, store},
    error::Result,
};

store! {
    /// The analytics of the account.
    AnalyticsStore, analytics
}

#[async_trait]
impl<X: Executor> Analytics for AnalyticsStore<X> {
    async fn mood_by_period(
        &self,
        span: Span,
        period: Period,
        window: u32,
    ) -> Result<Vec<MoodPoint>> {
        mood::by_period(&self.0, span, period, window).await
    }

    async fn top_tags(&self, span: Span, most: u32) -> Result<Vec<TagCount>> {
        tags::top(&self.0, &span, most).await
    }

    async fn writing_by_period(&self, span: Span, period: Period) -> Result<Vec<WritingPoint>> {
        writing::by_period(&self.0, &span, period).await
    }

    async fn streaks(&self, span: Span) -> Result<Streaks> {
        streaks::of(&self.0, &span).await
    }

    async fn sentiment_by_period(&self, span: Span, period: Period) -> Result<Vec<SentimentPoint>> {
        sentiment::by_period(&self.0, &span, period).await
    }

    async fn tokens_by_period(&self, span: Span, period: Period) -> Result<Vec<TokenUse>> {
        tokens::by_period(&self.0, &span, period).await
    }
}
