//! Whatever an entry says, it is inserted, and its beginning is found.

use annals::prelude::*;
use rand::{RngExt, SeedableRng, rngs::StdRng};
use serde_json::json;
use uuid::Uuid;

use crate::support::{TestResult, fixture, rows};

/// By the index on `search`, of the account in context.
const FIND: &str = "SELECT id FROM annals.scoped_journal_entries WHERE search @@ websearch_to_tsquery('english', $1)";

/// What a text is made of, the nth piece of it: each unlike the others, for a repeated lexeme is small.
type Pieces = fn(usize, &mut StdRng) -> String;

const CJK: u32 = 0x4e00;

fn letter(first: u32, n: usize, of: u32) -> char {
    let offset = u32::try_from(n).unwrap_or_default() % of;
    char::from_u32(first + offset).unwrap_or('x')
}

fn base36(n: usize) -> String {
    let digits: Vec<char> = ('a'..='z').chain('0'..='9').collect();
    [n / 46656, n / 1296, n / 36, n].map(|it| digits[it % 36]).iter().collect()
}

const KINDS: [(&str, Pieces); 10] = [
    ("CJK words of two", |n, _| {
        format!("{}{} ", letter(CJK, n, 20_000), letter(CJK, n / 7, 20_000))
    }),
    ("CJK words of one", |n, _| format!("{} ", letter(CJK, n, 20_000))),
    ("CJK compounds", |n, _| {
        let separator = if n % 300 == 299 { ' ' } else { '-' };
        format!("{}{separator}", letter(CJK, n, 20_000))
    }),
    ("compounds", |n, _| {
        format!("{}-{}{}", base36(n), base36(n * 7), if n % 50 == 49 { " " } else { "-" })
    }),
    // The most that was found: 3.1 bytes of a tsvector for one of the text.
    ("short compounds", |n, _| format!("{}-{} ", base36(n), base36(n * 7))),
    ("Greek compounds of two", |n, _| {
        format!(
            "{}{}-{}{} ",
            letter(0x3b1, n, 25),
            letter(0x3b1, n / 25, 25),
            letter(0x3b1, n / 625, 25),
            letter(0x430, n, 32)
        )
    }),
    ("URLs", |n, _| format!("{}.de/{} ", base36(n), base36(n * 11))),
    ("long URLs", |n, _| {
        format!("https://{}.example.org/{}/{}?q={} ", base36(n), base36(n * 3), n, base36(n * 5))
    }),
    ("e-mail addresses", |n, _| format!("{}@{}.org ", base36(n), base36(n * 13))),
    ("random characters", |_, random| {
        let one = random.random::<char>();
        if one == '\0' { " ".to_owned() } else { one.to_string() }
    }),
];

/// A text of a kind, a little below so many bytes, that begins with a word and goes on with pieces
/// that a text with another beginning has not.
fn text(beginning: &str, pieces: Pieces, bytes: usize) -> String {
    let mut random = StdRng::seed_from_u64(7);
    let mut text = format!("{beginning} ");
    let first = beginning.len() * 50_000;
    for n in first.. {
        let piece = pieces(n, &mut random);
        if text.len() + piece.len() > bytes {
            break;
        }
        text.push_str(&piece);
    }
    text
}

async fn found(tx: &Transaction<'_>, word: &str) -> TestResult<Vec<Uuid>> {
    rows(tx.connection(), FIND, [word.into()]).await
}

#[tokio::test]
async fn no_content_is_too_long_or_too_odd_to_be_inserted_and_found_by_its_beginning() -> TestResult
{
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    for (kind, pieces) in KINDS {
        // Below and above the length from which a part of it is indexed; the raw data as well.
        for bytes in [119_900, 120_100, 300_000] {
            let tx = fixture.db.begin(&ada.context()).await?;
            let entry = NewEntry {
                title: Some(text("lighthouse", pieces, 900).chars().take(500).collect()),
                content: Some(text("zeppelin", pieces, bytes)),
                raw_data: json!({ "said": text("harpsichord", pieces, bytes - 100) }).into(),
                ..NewEntry::by(ada.user.id)
            };
            let written = tx.journal().create(entry).await;
            let written = written.map_err(|error| format!("{kind}, {bytes} bytes: {error}"))?;
            for word in ["lighthouse", "zeppelins", "harpsichord"] {
                assert_eq!(found(&tx, word).await?, [written.id], "{word}: {kind}, {bytes} bytes");
            }
            tx.rollback().await?;
        }
    }
    Ok(())
}

#[tokio::test]
async fn an_entry_of_twenty_megabytes_is_inserted_and_found_by_its_beginning() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let words: Pieces = |n, _| format!("word{n} ");
    let tx = fixture.db.begin(&ada.context()).await?;
    let entry = NewEntry {
        content: Some(text("zeppelin", words, 20_000_000)),
        raw_data: json!({ "said": text("harpsichord", words, 2_000_000) }).into(),
        ..NewEntry::by(ada.user.id)
    };
    let written = tx.journal().create(entry).await?;
    assert!(written.content.as_ref().is_some_and(|content| content.len() > 19_999_000));
    for word in ["zeppelin", "harpsichord", "word400017"] {
        assert_eq!(found(&tx, word).await?, [written.id], "{word}");
    }
    tx.commit().await?;
    assert!(fixture.db.read(&ada.context()).audit().verify().await?.is_complete());
    Ok(())
}

#[tokio::test]
async fn texts_of_documents_messages_and_articles_are_indexed_whatever_they_hold() -> TestResult {
    let fixture = fixture().await?;
    let owner = fixture.owner().await?;
    for (kind, pieces) in KINDS {
        for bytes in [119_900, 300_000] {
            let sql = "SELECT annals.search_text('en', $1, $2) @@ websearch_to_tsquery('english', 'zeppelin')";
            let title: String = text("lighthouse", pieces, 900).chars().take(500).collect();
            let values = [title.into(), text("zeppelin", pieces, bytes).into()];
            let found: Vec<bool> = rows(&owner, sql, values).await?;
            assert_eq!(found, [true], "{kind}, {bytes} bytes");
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_language_decides_how_words_are_stemmed_and_an_unknown_one_stems_nothing() -> TestResult {
    let fixture = fixture().await?;
    let owner = fixture.owner().await?;
    for (language, written, asked, is_found) in [
        ("en", "mountains", "mountain", true),
        ("en-GB", "mountains", "mountain", true),
        ("DE", "Berge", "Berg", true),
        ("xx", "mountains", "mountain", false),
        ("", "mountains", "mountains", true),
    ] {
        let sql = "SELECT annals.search_text($1, NULL, $2) @@ plainto_tsquery(annals.text_search_config($1), $3)";
        let values = [language.into(), written.into(), asked.into()];
        assert_eq!(rows::<bool>(&owner, sql, values).await?, [is_found], "{language:?}");
    }
    Ok(())
}
