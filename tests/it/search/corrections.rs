//! Misspellings, with `pg_trgm` and without.

use annals::{entity::journal_entries, prelude::*};
use sea_orm::ConnectionTrait;

use super::{search, write};
use crate::support::{Fixture, TestResult, fixture};

async fn with_trigrams(schema: &str) -> TestResult<Fixture> {
    let fixture = fixture().await?;
    let admin = fixture.admin().await?;
    admin.execute_unprepared(&format!("CREATE SCHEMA IF NOT EXISTS {schema}")).await?;
    admin.execute_unprepared(&format!("CREATE EXTENSION pg_trgm SCHEMA {schema}")).await?;
    Ok(fixture)
}

#[tokio::test]
async fn a_misspelt_word_is_replaced_by_the_nearest_of_the_account() -> TestResult {
    for schema in ["public", "\"odd \"\"schema\""] {
        let fixture = with_trigrams(schema).await?;
        let admin = fixture.admin().await?;
        admin.execute_unprepared(&format!("GRANT USAGE ON SCHEMA {schema} TO PUBLIC")).await?;
        let ada = fixture.sign_up().await?;
        let entry = write(&fixture, &ada, "Zeppelins", "Over the mountains, 3 hours").await?;
        for (text, corrected) in [
            ("zepelins", "zeppelins"),
            ("the moutain", "the mountain"),
            ("zeplins \"the montains\" -dog", "zeppelins \"the mountain\" -dog"),
        ] {
            let page = search(&fixture, &ada, Search::web(text)).await?;
            assert_eq!(page.corrected.as_deref(), Some(corrected), "{text}");
            assert_eq!(page.items[0].row, entry, "{text}");
        }
        // What is found as it stands is not corrected, nor what is like nothing.
        assert_eq!(search(&fixture, &ada, Search::web("mountains")).await?.corrected, None);
        let nothing = search(&fixture, &ada, Search::web("qqqq")).await?;
        assert_eq!((nothing.items.len(), nothing.corrected), (0, None));
    }
    Ok(())
}

#[tokio::test]
async fn the_pages_after_a_corrected_one_are_of_the_same_correction() -> TestResult {
    let fixture = with_trigrams("public").await?;
    let ada = fixture.sign_up().await?;
    for _ in 0..3 {
        write(&fixture, &ada, "untitled", "mountains").await?;
    }
    let context = ada.context();
    let mut request = SearchRequest::of(1);
    let mut seen = 0;
    loop {
        let page = fixture
            .db
            .read(&context)
            .search::<journal_entries::Entity>(Search::web("moutains"), request)
            .await?;
        assert_eq!(page.corrected.as_deref(), Some("mountain"));
        seen += page.items.len();
        assert!(seen <= 3, "the pages go round in a circle");
        let Some(next) = page.next else { break };
        request = SearchRequest::of(1).after(next.to_string().parse()?);
    }
    assert_eq!(seen, 3);
    Ok(())
}

#[tokio::test]
async fn deleted_rows_and_other_accounts_lend_no_words() -> TestResult {
    let fixture = with_trigrams("public").await?;
    let (ada, bob) = (fixture.sign_up().await?, fixture.sign_up().await?);
    write(&fixture, &bob, "bob's", "mountains").await?;
    let deleted = write(&fixture, &ada, "deleted", "mountains").await?;
    fixture.db.scope(&ada.context()).journal().delete(deleted.id).await?;
    let page = search(&fixture, &ada, Search::web("moutains")).await?;
    assert_eq!((page.items.len(), page.corrected), (0, None));
    Ok(())
}

#[tokio::test]
async fn without_trigrams_or_the_right_to_use_them_nothing_is_corrected() -> TestResult {
    let forbidden = with_trigrams("private").await?;
    for fixture in [fixture().await?, forbidden] {
        let ada = fixture.sign_up().await?;
        write(&fixture, &ada, "untitled", "mountains").await?;
        let page = search(&fixture, &ada, Search::web("moutains")).await?;
        assert_eq!((page.items.len(), page.corrected), (0, None));
    }
    Ok(())
}
