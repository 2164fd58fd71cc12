//! Any text at all is a search.

use annals::prelude::*;
use rand::{RngExt, SeedableRng, rngs::StdRng};
use serde_json::json;

use super::{search, titles, write};
use crate::support::{TestResult, fixture};

fn hostile() -> Vec<String> {
    let mut texts: Vec<String> = [
        "",
        " ",
        "\0",
        "\0\0 \0",
        "the",
        "the of and",
        "-",
        "--",
        "-the",
        "or",
        "or or or",
        "\"",
        "\"\"",
        "'",
        "''",
        "\\",
        "\\'",
        "'\\''",
        "a\\",
        "'':*",
        ":*",
        "a:*b",
        "a & | ! b",
        "!",
        "!!!a",
        "(((",
        ")(",
        "<->",
        "<999999>",
        "a <-> b",
        "a <99999> b",
        "*",
        "%",
        "_",
        "$1",
        "$$",
        "?",
        "{}",
        "[]",
        "{\"a\": 1}",
        "; --",
        "'; DROP TABLE annals.users; --",
        "\u{1}\u{2}\u{3}\u{7f}",
        "\u{feff}",
        "\u{202e}abc",
        "e\u{301}",
        "ﬁ",
        "ẞ",
        "İ",
        "𝄞",
        "👩‍👩‍👧‍👦",
        "\u{10ffff}",
        "http://a.example/b?c=d#e",
        "a@b.example",
        "1e999",
        "-1.5",
        "a-b-c",
        "a/b",
        "<b>",
        "&amp;",
        "StartSel=x, StopSel=y",
        "日本語",
        "العربية",
        "\r\n\t",
    ]
    .iter()
    .map(ToString::to_string)
    .collect();
    for piece in [
        "a", "\"", "(", "-", "- ", "or ", "a or ", "\"a ", "!", "'", "\\", "x-", "a.b/", "𝄞", "ü ",
        "'\\ ",
    ] {
        texts.push(piece.repeat(1_000));
        texts.push(piece.repeat(1_000_000 / piece.len()));
    }
    // A piece of every plane, and whatever comes.
    texts.extend((0..=16_u32).map(|plane| {
        (0..200).filter_map(|n| char::from_u32(plane * 0x1_0000 + n * 327)).collect()
    }));
    let mut random = StdRng::seed_from_u64(11);
    let signs: Vec<char> = "ab \"'\\-|&!():*<>@\u{0}𝄞ß\n".chars().collect();
    texts.extend((0..150).map(|_| {
        (0..random.random_range(1..40))
            .map(|_| signs[random.random_range(0..signs.len())])
            .collect()
    }));
    texts
}

#[tokio::test]
async fn nothing_that_can_be_typed_is_an_error_or_finds_another_accounts_row() -> TestResult {
    let fixture = fixture().await?;
    let (ada, bob) = (fixture.sign_up().await?, fixture.sign_up().await?);
    write(&fixture, &bob, "bob's", "a b the '; DROP TABLE annals.users; -- 日本語 ü x").await?;
    fixture.admin().await?; // no pg_trgm: corrections have tests of their own
    for text in hostile() {
        for asked in
            [Search::web(&text), Search::prefix(&text), Search::web(&text).in_language("de")]
        {
            let shown: String = text.chars().take(60).collect();
            let found = titles(&fixture, &ada, asked).await;
            let found = found.map_err(|error| format!("{shown:?}: {error}"))?;
            assert!(found.is_empty(), "{shown:?}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn of_a_long_text_the_first_thousand_characters_count() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    write(&fixture, &ada, "rain", "rain").await?;
    let beyond = format!("rain{}snow", " ".repeat(1_000));
    assert_eq!(titles(&fixture, &ada, Search::web(&beyond)).await?, ["rain"]);
    Ok(())
}

#[tokio::test]
async fn an_entry_of_twenty_megabytes_is_found_by_its_beginning() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let mut content = "zeppelin ".to_owned();
    while content.len() < 20_000_000 {
        content.push_str("over the hills and far away, ");
    }
    let new = NewEntry {
        content: Some(content.clone()),
        raw_data: json!({ "said": "harpsichord" }).into(),
        ..NewEntry::by(ada.user.id)
    };
    let entry = fixture.db.scope(&ada.context()).journal().create(new).await?;
    for word in ["zeppelins", "harpsichord"] {
        let page = search(&fixture, &ada, Search::web(word)).await?;
        assert_eq!(page.items.len(), 1, "{word}");
        let found = &page.items[0];
        assert_eq!((found.row.id, &found.row.content), (entry.id, &Some(content.clone())));
        assert_eq!(found.snippet.matches.len(), 1, "{word}: {:?}", found.snippet);
    }
    Ok(())
}
