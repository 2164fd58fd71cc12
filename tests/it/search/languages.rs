//! Each row is asked in its own language.

use annals::prelude::*;

use super::titles;
use crate::{
    catalogue::{one, texts},
    support::{Fixture, TestResult, fixture},
};

async fn write(fixture: &Fixture, ada: &SignedUp, language: &str, content: &str) -> TestResult {
    let new = NewEntry {
        title: Some(language.to_owned()),
        content: Some(content.to_owned()),
        language: language.to_owned(),
        ..NewEntry::by(ada.user.id)
    };
    fixture.db.scope(&ada.context()).journal().create(new).await?;
    Ok(())
}

#[tokio::test]
async fn a_word_is_stemmed_as_the_row_is() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    write(&fixture, &ada, "de-AT", "Die Häuser waren hoch").await?;
    write(&fixture, &ada, "en", "Häuser is a name; many nations").await?;
    write(&fixture, &ada, "en-GB", "Haus music").await?;
    write(&fixture, &ada, "fr", "les nations").await?;
    write(&fixture, &ada, "xx", "nations").await?;
    let sorted = async |search: Search| -> TestResult<Vec<String>> {
        let mut found = titles(&fixture, &ada, search).await?;
        found.sort();
        Ok(found)
    };
    // `Häuser` are a `Haus` in German, but not in English.
    assert_eq!(sorted(Search::web("Haus")).await?, ["de-AT", "en-GB"]);
    assert_eq!(sorted(Search::web("Häuser")).await?, ["de-AT", "en"]);
    assert_eq!(sorted(Search::web("nation")).await?, ["en", "fr"]);
    assert_eq!(sorted(Search::web("nations")).await?, ["en", "fr", "xx"]);
    // `die` is a stop word in German, and a verb in English.
    assert_eq!(sorted(Search::web("die Häuser")).await?, ["de-AT"]);
    Ok(())
}

#[tokio::test]
async fn with_a_language_given_all_rows_are_asked_in_it() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    write(&fixture, &ada, "de", "Die Berge waren hoch").await?;
    write(&fixture, &ada, "xx", "berg").await?;
    let found =
        |language: &'static str| titles(&fixture, &ada, Search::web("Berge").in_language(language));
    assert_eq!(found("de").await?.len(), 2);
    assert_eq!(found("de-CH").await?.len(), 2);
    assert!(found("tlh").await?.is_empty());
    for odd in ["", "\0", "'; DROP TABLE annals.users; --", &"é".repeat(100_000)] {
        titles(&fixture, &ada, Search::web("Berge").in_language(odd)).await?;
    }
    Ok(())
}

#[tokio::test]
async fn no_dictionary_is_forgotten_and_none_is_there_twice() -> TestResult {
    let fixture = fixture().await?;
    let owner = fixture.owner().await?;
    let known = texts(
        &owner,
        "SELECT DISTINCT annals.text_search_config(a || b)::text FROM unnest(regexp_split_to_array('abcdefghijklmnopqrstuvwxyz', '')) a,
                unnest(regexp_split_to_array('abcdefghijklmnopqrstuvwxyz', '')) b ORDER BY 1",
    )
    .await?;
    let listed = texts(&owner, "SELECT unnest(annals.search_configs())::text ORDER BY 1").await?;
    assert_eq!(listed, known);
    let queries: i32 =
        one(&owner, "SELECT cardinality(annals.search_queries('a', false, NULL))").await?;
    assert_eq!(usize::try_from(queries)?, known.len() + 1);
    Ok(())
}
