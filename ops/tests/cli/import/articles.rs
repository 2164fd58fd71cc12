//! Articles, which are all accounts' and an operator's to write.

use serde_json::{Value, json};

use super::{
    desk,
    files::{ONE_TEAM, Sizes, article},
    run, texts_of, total,
};
use crate::support::TestResult;

#[tokio::test]
async fn articles_wait_for_an_operator() -> TestResult {
    let desk = desk().await?;
    let folder = desk.folder(ONE_TEAM)?;
    let import = |with_operator: bool| -> TestResult<(Option<i32>, Value)> {
        let mut command = desk.command(&["journal-files", folder, "--json"]);
        if !with_operator {
            command.env_remove("ANNALS_OPERATOR_URL");
        }
        let output = command.output()?;
        Ok((output.status.code(), serde_json::from_slice(&output.stdout)?))
    };
    let (code, said) = import(false)?;
    assert_eq!((code, total(&said)), (Some(3), [634, 632, 0, 0, 2, 632]), "{said}");
    let (code, said) = import(true)?;
    assert_eq!((code, total(&said)), (Some(0), [634, 2, 632, 0, 0, 634]), "{said}");
    let (code, said) = import(false)?;
    assert_eq!((code, total(&said)), (Some(0), [634, 0, 634, 0, 0, 634]), "{said}");
    Ok(())
}

/// Articles by their numbers, each with fields set.
fn articles(given: &[(u128, Value)]) -> String {
    let one = |(number, fields): &(u128, Value)| {
        let mut article = article(*number);
        for (name, value) in fields.as_object().into_iter().flatten() {
            article[name.as_str()] = value.clone();
        }
        article
    };
    Value::Array(given.iter().map(one).collect()).to_string()
}

#[tokio::test]
async fn of_articles_with_one_id_or_one_title_the_first_is_written() -> TestResult {
    let desk = desk().await?;
    let same_title = json!({ "id": null, "title": "Regular hours 1" });
    let mut other_text = same_title.clone();
    other_text["content"] = json!("Sleep when you like.");
    desk.write(
        "journal/psychology.json",
        articles(&[
            (0, json!({})),
            (1, json!({})),
            (1, json!({ "title": "Another title" })),
            (1, same_title),
            (1, other_text),
            (0, json!({})),
            (2, json!({})),
        ]),
    )?;
    let (code, said) = desk.import_json(&["journal-files", "journal"])?;
    assert_eq!((code, total(&said)), (3, [7, 3, 4, 0, 0, 5]), "{said}");
    let told = said["differences"].to_string();
    for expected in ["other title", "the same category and title, and other content"] {
        assert!(told.contains(expected), "{expected}: {told}");
    }
    let titles = "SELECT title FROM annals.knowledge_articles ORDER BY title";
    let titles = texts_of(&desk.owner().await?, titles).await?;
    assert_eq!(titles, ["Regular hours 0", "Regular hours 1", "Regular hours 2"]);
    Ok(())
}

#[tokio::test]
async fn more_articles_than_one_statement_takes_are_imported() -> TestResult {
    let desk = desk().await?;
    let folder =
        desk.folder(Sizes { articles: 4_100, entries: 0, sessions: 0, messages: 0, topics: 0 })?;
    for expected in [[4_100, 4_100, 0, 0, 0, 4_100], [4_100, 0, 4_100, 0, 0, 4_100]] {
        let (code, said) = desk.import_json(&["journal-files", folder])?;
        assert_eq!((code, total(&said)), (0, expected), "{said}");
    }
    Ok(())
}

#[tokio::test]
async fn an_article_that_the_database_refuses_is_refused_alone() -> TestResult {
    let desk = desk().await?;
    let owner = desk.owner().await?;
    let rule = "ALTER TABLE annals.knowledge_articles ADD CONSTRAINT a CHECK (title NOT LIKE '%7')";
    run(&owner, rule).await?;
    let given = |number: u128| match number % 3 {
        0 => (number, json!({})),
        1 => (number, json!({ "evidence_level": null, "created_at": "2025-01-01T00:00:00Z" })),
        _ => (number, json!({ "evidence_level": "low" })),
    };
    let given: Vec<_> = (0..30).map(given).collect();
    desk.write("journal/psychology.json", articles(&given))?;
    for expected in [[30, 27, 0, 0, 3, 27], [30, 0, 27, 0, 3, 27]] {
        let (code, said) = desk.import_json(&["journal-files", "journal"])?;
        assert_eq!((code, total(&said)), (3, expected), "{said}");
    }
    let levels = "SELECT evidence_level || ' ' || count(*) || ' ' || count(*) FILTER (WHERE created_at = '2025-01-01Z')
                    FROM annals.knowledge_articles GROUP BY evidence_level ORDER BY evidence_level";
    assert_eq!(texts_of(&owner, levels).await?, ["high 9 0", "low 9 0", "moderate 9 9"]);
    let logged = "SELECT operation || ' ' || (context ->> 'operation') || ' ' || count(*) FROM annals.audit_log
                   WHERE table_name = 'knowledge_articles' GROUP BY operation, context ->> 'operation'";
    assert_eq!(texts_of(&owner, logged).await?, ["insert import 27"]);
    Ok(())
}
