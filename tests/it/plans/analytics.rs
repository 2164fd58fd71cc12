//! The reads of the analytics.

use annals::prelude::*;
use chrono::NaiveDate;

use super::{seed::Seeded, watched::Watched};
use crate::support::TestResult;

fn day(year: i32, month: u32, day: u32) -> TestResult<NaiveDate> {
    Ok(NaiveDate::from_ymd_opt(year, month, day).ok_or("a day")?)
}

pub(super) async fn reads(watched: &Watched, account: &Seeded) -> TestResult {
    let fortnight = Span::days(day(2025, 12, 1)?, day(2025, 12, 14)?);
    let years = Span::days(day(2025, 1, 1)?, day(2099, 12, 31)?);
    for span in [fortnight, years] {
        of_entries(
            watched,
            account,
            &span.clone().of(account.user),
            "idx_journal_entries_user_id_entry_date",
        )
        .await?;
        of_entries(watched, account, &span, "idx_journal_entries_*").await?;
        of_messages(watched, account, &span).await?;
    }
    Ok(())
}

async fn of_entries(watched: &Watched, account: &Seeded, span: &Span, index: &str) -> TestResult {
    let analytics = watched.db.read(&account.context).analytics();
    let (span, week) = (|| span.clone(), Period::Week);
    watched.uses(index, account, analytics.mood_by_period(span(), week, 4)).await?;
    watched.uses(index, account, analytics.writing_by_period(span(), week)).await?;
    watched.uses(index, account, analytics.top_tags(span(), 10)).await?;
    watched.uses(index, account, analytics.streaks(span())).await?;
    let sentiment = analytics.sentiment_by_period(span(), week);
    watched.uses("idx_processed_content_*", account, sentiment).await?;
    watched.uses(index, account, analytics.sentiment_by_period(span(), week)).await?;
    Ok(())
}

async fn of_messages(watched: &Watched, account: &Seeded, span: &Span) -> TestResult {
    let analytics = watched.db.read(&account.context).analytics();
    let index = "idx_messages_created_at";
    let month = Period::Month;
    watched.uses(index, account, analytics.tokens_by_period(span.clone(), month)).await?;
    let of_user = span.clone().of(account.user);
    watched.uses(index, account, analytics.tokens_by_period(of_user, month)).await?;
    Ok(())
}
