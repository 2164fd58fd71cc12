//! What somebody may have meant by a search that finds nothing.

use sea_orm::{
    Order,
    sea_query::{Alias, ArrayType, Expr, ExprTrait, Query, SelectStatement, Value},
};

use super::{Search, Searchable, statement};
use crate::{database::Executor, error::Result};

/// How much of an account is its vocabulary: its newest rows, but for very long ones, and of their
/// words so many. Together with `MOST_WORDS` this bounds the time, at half a second or less.
const NEWEST: u64 = 2_000;
const VOCABULARY: u64 = 50_000;
const LARGEST: i32 = 8_000;

/// Only so many words of a search are looked up, and only those of these lengths.
const MOST_WORDS: usize = 8;
const LENGTHS: std::ops::RangeInclusive<usize> = 3..=64;

/// The text with its words replaced by the nearest that the account has. `None`: all of them are
/// known, or like none, or `pg_trgm` is not installed.
pub(super) async fn of<E: Searchable, X: Executor>(
    executor: &X,
    search: &Search,
) -> Result<Option<String>> {
    let words = words(&search.text);
    if words.is_empty() {
        return Ok(None);
    }
    let rows = executor.fetch(nearest::<E>(words.iter().map(|word| word.text))).await?;
    let nearest: Option<Vec<String>> =
        rows.first().map_or(Ok(None), |row| row.try_get_by_index(0))?;
    Ok(nearest.and_then(|nearest| replaced(&search.text, &words, &nearest)))
}

/// A word of a text, and where it starts.
struct Word<'a> {
    start: usize,
    text: &'a str,
}

/// The words that are sought: not the excluded ones, and no `or`, which is too short.
fn words(text: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut start = 0;
    for piece in text.split_inclusive(|c: char| !c.is_alphanumeric()) {
        let word = piece.trim_end_matches(|c: char| !c.is_alphanumeric());
        let is_excluded = text[..start].ends_with('-');
        if LENGTHS.contains(&word.chars().count()) && !is_excluded {
            words.push(Word { start, text: word });
        }
        start += piece.len();
    }
    words.truncate(MOST_WORDS);
    words
}

fn replaced(text: &str, words: &[Word<'_>], nearest: &[String]) -> Option<String> {
    let mut corrected = text.to_owned();
    for (word, nearest) in words.iter().zip(nearest).rev() {
        corrected.replace_range(word.start..word.start + word.text.len(), nearest);
    }
    (corrected != text).then_some(corrected)
}

/// The nearest word to each, by the account's vocabulary: the lexemes of its newest rows and, since a
/// lexeme is often no whole word, the words of their titles. By `pk_<table>`, read backwards.
fn nearest<'a, E: Searchable>(words: impl Iterator<Item = &'a str>) -> SelectStatement {
    let words = words.map(|word| Value::String(Some(word.to_owned()))).collect();
    let words = Expr::val(Value::Array(ArrayType::String, Some(Box::new(words)))).cast_as("text[]");
    let vector = Expr::col((statement::table::<E>(), E::SEARCH));
    let title = E::title().unwrap_or_else(|| Expr::cust("NULL::text"));
    let lexemes = Expr::cust_with_exprs(
        "tsvector_to_array($1 || to_tsvector('pg_catalog.simple', coalesce($2, '')))",
        [vector.clone(), title],
    );
    let newest = statement::living::<E>()
        .expr_as(lexemes, "lexemes")
        .and_where(Expr::cust_with_expr("pg_column_size($1)", vector).lte(LARGEST))
        .order_by((statement::table::<E>(), "id"), Order::Desc)
        .limit(NEWEST)
        .take();
    let known = Query::select()
        .expr_as(Expr::cust("unnest(lexemes)"), "known")
        .from_subquery(newest, Alias::new("newest"))
        .limit(VOCABULARY)
        .take();
    let vocabulary = Query::select()
        .expr(Expr::cust("array_agg(DISTINCT known)"))
        .from_subquery(known, Alias::new("vocabulary"))
        .take();
    // Without pg_trgm the vocabulary is not read: a branch that isn't taken isn't run.
    let nearest = Expr::cust_with_exprs(
        "CASE WHEN annals.trigram_schema() IS NOT NULL THEN annals.nearest_words($1, $2) END",
        [words, vocabulary.into()],
    );
    Query::select().expr_as(nearest, "nearest").take()
}

#[cfg(test)]
mod tests {
    use super::{replaced, words};

    #[test]
    fn words_are_replaced_where_they_stand() {
        let text = r#""gäardn wals" or -dog moutain"#;
        let found = words(text);
        let sought: Vec<&str> = found.iter().map(|word| word.text).collect();
        assert_eq!(sought, ["gäardn", "wals", "moutain"]);
        let nearest = ["garden", "wals", "mountain"].map(str::to_owned);
        let corrected = replaced(text, &found, &nearest);
        assert_eq!(corrected.as_deref(), Some(r#""garden wals" or -dog mountain"#));
        let known = ["gäardn", "wals", "moutain"].map(str::to_owned);
        assert_eq!(replaced(text, &found, &known), None);
    }
}
