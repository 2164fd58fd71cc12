//! With no account in context there is nothing to see and nothing to add.

use sea_orm::{ConnectionTrait, DatabaseTransaction, TransactionTrait};
use uuid::Uuid;

use crate::{
    catalogue::{one, refused, sqlstate, texts},
    filled::{Ids, Table, fill, tables},
    support::{TestResult, fixture},
};

const RELATIONS: &str = "
SELECT c.relname::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'account_id'
 WHERE c.relnamespace = 'annals'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm') AND NOT c.relispartition ORDER BY 1";

async fn assert_nothing_is_there(app: &DatabaseTransaction, about: &str) -> TestResult {
    let relations = texts(app, RELATIONS).await?;
    assert!(relations.len() >= 36, "{relations:?}");
    for relation in relations {
        let count = format!("SELECT count(*) FROM annals.{relation}");
        assert_eq!(one::<i64>(app, &count).await?, 0, "{relation} {about}");
    }
    Ok(())
}

async fn assert_nothing_is_added(
    app: &DatabaseTransaction,
    tables: &[Table],
    account: Uuid,
    ids: &Ids,
) -> TestResult {
    for table in tables {
        let new = table.insert(account, Uuid::now_v7(), ids)?;
        refused(app, &new, &["42501"]).await?;
        for change in ["UPDATE annals.{} SET created_at = now()", "DELETE FROM annals.{}"] {
            let sql = change.replace("{}", &table.name);
            app.execute_unprepared("SAVEPOINT attempt").await?;
            match app.execute_unprepared(&sql).await {
                Ok(done) => assert_eq!(done.rows_affected(), 0, "{sql}"),
                Err(error) => {
                    assert_eq!(sqlstate(&error).as_deref(), Some("42501"), "{error}: {sql}");
                }
            }
            app.execute_unprepared("ROLLBACK TO SAVEPOINT attempt").await?;
        }
    }
    Ok(())
}

#[tokio::test]
async fn without_a_context_no_row_is_seen_and_none_is_added() -> TestResult {
    let fixture = fixture().await?;
    let tables = tables(&fixture.owner().await?).await?;
    let filled = fill(&fixture, &tables).await?;
    let app = fixture.app().await?;

    let never_set = app.begin().await?;
    assert_nothing_is_there(&never_set, "where it was never set").await?;
    assert_nothing_is_added(&never_set, &tables, filled.account, &filled.ids).await?;
    never_set.rollback().await?;

    // What a pooled connection keeps of a transaction that had set it.
    let emptied = app.begin().await?;
    emptied.execute_unprepared("SELECT set_config('annals.account_id', '', true)").await?;
    assert_nothing_is_there(&emptied, "where it is empty").await?;
    assert_nothing_is_added(&emptied, &tables, filled.account, &filled.ids).await?;
    Ok(())
}

#[tokio::test]
async fn a_context_that_is_no_account_is_an_error_and_shows_nothing() -> TestResult {
    let fixture = fixture().await?;
    fixture.sign_up().await?;
    let app = fixture.app().await?;
    let transaction = app.begin().await?;
    transaction.execute_unprepared("SELECT set_config('annals.account_id', '%', true)").await?;
    refused(&transaction, "SELECT * FROM annals.users", &["22P02"]).await?;
    refused(&transaction, "SELECT * FROM annals.scoped_users", &["22P02"]).await?;
    Ok(())
}
