//! Errors: what they name.

use annals::{prelude::*, service::error::UNIQUE};

use crate::support::{TestResult, fixture, rows};

#[tokio::test]
async fn the_list_of_unique_indexes_equals_the_catalogue() -> TestResult {
    let fixture = fixture().await?;
    let catalogue: Vec<(String, String)> = rows(
        &fixture.owner().await?,
        "SELECT i.indexrelid::regclass::text, string_agg(a.attname, ',' ORDER BY k.ordinality)
           FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid AND t.relnamespace = 'annals'::regnamespace
           CROSS JOIN unnest(i.indkey) WITH ORDINALITY k (attnum, ordinality)
           JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum AND a.attname <> 'account_id'
          WHERE i.indisunique AND NOT t.relispartition AND t.relname <> 'annals_migrations'
          GROUP BY 1 ORDER BY 1",
        [],
    )
    .await?;
    let listed: Vec<(String, String)> = catalogue
        .iter()
        .filter_map(|(index, _)| {
            let name = index.strip_prefix("annals.")?;
            let (_, columns) = UNIQUE.iter().find(|(listed, _)| *listed == name)?;
            Some((index.clone(), columns.join(",")))
        })
        .collect();
    let by_rule = |(index, columns): &&(String, String)| {
        !(index.starts_with("annals.pk_") && columns == "id")
    };
    let expected: Vec<(String, String)> = catalogue.iter().filter(by_rule).cloned().collect();
    assert_eq!(listed, expected);
    assert_eq!(UNIQUE.len(), expected.len(), "an index is listed that is not there");
    Ok(())
}

#[tokio::test]
async fn an_error_of_the_database_keeps_its_cause() -> TestResult {
    let fixture = fixture().await?;
    let (ada, bob) = (fixture.sign_up().await?, fixture.sign_up().await?);
    let context = ada.context();
    let journal = fixture.db.scope(&context).journal();
    let entry = journal.create(NewEntry::by(ada.user.id)).await?;
    let analysis = NewAnalysis::of_ids(entry.id, bob.user.id, "mood", serde_json::json!(1).into());
    let refused = journal.record_analysis(analysis).await;
    let error = refused.expect_err("not of this account");
    let cause = std::error::Error::source(&error).ok_or("it has a cause")?;
    assert!(cause.to_string().contains("violates foreign key constraint"), "{cause}");
    assert!(!error.is_transient());
    Ok(())
}
