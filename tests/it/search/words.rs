//! Which entries a search finds, and in which order.

use annals::{entity::journal_entries, prelude::*};
use sea_orm::ColumnTrait;
use serde_json::json;

use super::{search, titles, write};
use crate::support::{TestResult, fixture};

#[tokio::test]
async fn words_phrases_alternatives_and_exclusions_are_understood() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    write(&fixture, &ada, "one", "A dog walked over the mountains").await?;
    write(&fixture, &ada, "two", "The mountains were over; a cat walked").await?;
    write(&fixture, &ada, "three", "Nothing but rain").await?;
    for (text, found) in [
        ("mountain dog", vec!["one"]),
        ("\"cat walked\"", vec!["two"]),
        ("mountains -dog", vec!["two"]),
        ("rain or dog", vec!["three", "one"]),
        ("RAINS", vec!["three"]),
        ("mountain snow", vec![]),
        ("-dog", vec![]),
        ("rain or -dog", vec![]),
        ("the", vec![]),
    ] {
        let mut seen = titles(&fixture, &ada, Search::web(text)).await?;
        seen.sort();
        let mut found = found;
        found.sort_unstable();
        assert_eq!(seen, found, "{text}");
    }
    Ok(())
}

#[tokio::test]
async fn a_word_that_is_being_typed_finds_what_it_may_become() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    write(&fixture, &ada, "garden", "Gardening all day, a theory of roses").await?;
    write(&fixture, &ada, "school", "To the university with happiness").await?;
    let word = "gardening";
    for length in 1..=word.len() {
        let found = titles(&fixture, &ada, Search::prefix(&word[..length])).await?;
        assert_eq!(found, ["garden"], "{}", &word[..length]);
    }
    for typed in ["universit", "happine", "to the univ", "HAPP"] {
        assert_eq!(titles(&fixture, &ada, Search::prefix(typed)).await?, ["school"], "{typed}");
    }
    // A stop word may be the beginning of another; a word before the last one must be whole.
    assert_eq!(titles(&fixture, &ada, Search::prefix("the")).await?, ["garden"]);
    assert_eq!(titles(&fixture, &ada, Search::prefix("rose gard")).await?, ["garden"]);
    assert!(titles(&fixture, &ada, Search::prefix("gard zzz")).await?.is_empty());
    assert!(titles(&fixture, &ada, Search::web("gard")).await?.is_empty());
    Ok(())
}

#[tokio::test]
async fn a_title_counts_more_than_a_content_and_a_content_more_than_raw_data() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    write(&fixture, &ada, "The harbour", "Nothing else").await?;
    write(&fixture, &ada, "content", "harbour, harbour, harbour, harbour and harbour").await?;
    let new = NewEntry {
        title: Some("raw".to_owned()),
        raw_data: json!({ "said": ["at the harbour"], "n": 7 }).into(),
        ..NewEntry::by(ada.user.id)
    };
    fixture.db.scope(&ada.context()).journal().create(new).await?;

    let page = search(&fixture, &ada, Search::web("harbours")).await?;

    let titles: Vec<_> = page.items.iter().filter_map(|found| found.row.title.clone()).collect();
    assert_eq!(titles, ["The harbour", "content", "raw"]);
    assert!(page.items.is_sorted_by(|a, b| a.rank > b.rank), "{page:?}");
    assert_eq!(page.items[2].snippet.to_html(), "at the <mark>harbour</mark>");
    Ok(())
}

#[tokio::test]
async fn a_condition_narrows_a_search() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let entry = write(&fixture, &ada, "one", "rain").await?;
    write(&fixture, &ada, "two", "rain").await?;
    let narrowed = Search::web("rain").filter(journal_entries::Column::Id.eq(entry.id));
    assert_eq!(titles(&fixture, &ada, narrowed.clone()).await?, ["one"]);
    let nobodys = narrowed.filter(journal_entries::Column::UserId.eq(entry.id));
    assert!(titles(&fixture, &ada, nobodys).await?.is_empty());
    Ok(())
}

#[tokio::test]
async fn a_transaction_finds_at_once_what_it_wrote() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let tx = fixture.db.begin(&ada.context()).await?;
    let new = NewEntry { content: Some("rain".to_owned()), ..NewEntry::by(ada.user.id) };
    let entry = tx.journal().create(new).await?;
    let page =
        tx.search::<journal_entries::Entity>(Search::web("rain"), SearchRequest::default()).await?;
    assert_eq!(page.items.iter().map(|found| &found.row).collect::<Vec<_>>(), [&entry]);
    Ok(())
}

#[tokio::test]
async fn deleted_entries_and_those_of_other_accounts_are_not_found() -> TestResult {
    let fixture = fixture().await?;
    let (ada, bob) = (fixture.sign_up().await?, fixture.sign_up().await?);
    let deleted = write(&fixture, &ada, "deleted", "rain").await?;
    write(&fixture, &ada, "ada's", "rain").await?;
    write(&fixture, &bob, "bob's", "rain").await?;
    let context = ada.context();
    let deletion = fixture.db.scope(&context).journal().delete(deleted.id).await?;
    for asked in [Search::web("rain"), Search::prefix("ra"), Search::web("rain").in_language("en")]
    {
        assert_eq!(titles(&fixture, &ada, asked.clone()).await?, ["ada's"]);
        assert_eq!(titles(&fixture, &bob, asked).await?, ["bob's"]);
    }
    fixture.db.scope(&context).journal().restore(deletion.deletion_id).await?;
    assert_eq!(titles(&fixture, &ada, Search::web("rain")).await?.len(), 2);
    Ok(())
}
