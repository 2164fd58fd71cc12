//! With one account in context, what is to be had of another's: nothing.

use sea_orm::{ConnectionTrait, DatabaseTransaction};
use uuid::Uuid;

use crate::{
    catalogue::{one, refused, texts},
    filled::{Filled, Table, fill, rows_of, tables},
    support::{Fixture, TestResult, fixture},
};

/// Two accounts, each with a row in every table.
struct Two {
    fixture: Fixture,
    tables: Vec<Table>,
    ours: Filled,
    theirs: Filled,
}

async fn two() -> TestResult<Two> {
    let fixture = fixture().await?;
    let tables = tables(&fixture.owner().await?).await?;
    let ours = fill(&fixture, &tables).await?;
    let theirs = fill(&fixture, &tables).await?;
    Ok(Two { fixture, tables, ours, theirs })
}

impl Two {
    /// Every relation in which rows of accounts can be seen, with the id of the others' row.
    async fn relations(&self) -> TestResult<Vec<(String, Uuid)>> {
        let views = "SELECT relname::text FROM pg_class
                      WHERE relnamespace = 'annals'::regnamespace AND relkind IN ('v', 'm') ORDER BY 1";
        let views = texts(&self.fixture.owner().await?, views).await?;
        assert!(views.len() >= 17, "scoped views: {views:?}");
        let named = self.theirs.ids.iter().map(|(name, id)| (name.clone(), *id));
        let mut relations: Vec<_> = named.collect();
        for view in views {
            let table = view.strip_prefix("scoped_").ok_or(format!("an unknown view {view}"))?;
            let id = self.theirs.ids.get(table).ok_or(format!("a view of no table: {view}"))?;
            relations.push((view.clone(), *id));
        }
        Ok(relations)
    }
}

/// A statement that may be refused for want of a grant, and otherwise touches this many rows.
async fn touches(connection: &DatabaseTransaction, sql: &str, expected: u64) -> TestResult {
    connection.execute_unprepared("SAVEPOINT attempt").await?;
    match connection.execute_unprepared(sql).await {
        Ok(done) => assert_eq!(done.rows_affected(), expected, "{sql}"),
        Err(error) => assert!(error.to_string().contains("permission denied"), "{error}: {sql}"),
    }
    connection.execute_unprepared("ROLLBACK TO SAVEPOINT attempt").await?;
    Ok(())
}

#[tokio::test]
async fn no_statement_reads_a_row_of_another_account() -> TestResult {
    let two = two().await?;
    let (us, them) = (two.ours.account, two.theirs.account);
    let tx = two.fixture.db.begin(&two.ours.context()).await?;
    for (relation, their_id) in two.relations().await? {
        let count = async |condition: &str| -> TestResult<i64> {
            let sql = format!("SELECT count(*) FROM annals.{relation} WHERE {condition}");
            one(tx.connection(), &sql).await
        };
        assert!(count(&format!("account_id = '{us}'")).await? > 0, "our rows of {relation}");
        assert_eq!(count(&format!("account_id <> '{us}'")).await?, 0, "all of {relation}");
        assert_eq!(count(&format!("account_id = '{them}'")).await?, 0, "theirs of {relation}");
        assert_eq!(count(&format!("id = '{their_id}'")).await?, 0, "one of {relation}");
        let locked = format!("SELECT id FROM annals.{relation} WHERE id = '{their_id}' FOR UPDATE");
        touches(tx.connection(), &locked, 0).await?;
    }
    Ok(())
}

#[tokio::test]
async fn no_statement_changes_or_deletes_a_row_of_another_account() -> TestResult {
    let two = two().await?;
    let before = rows_of(&two.fixture, &two.theirs).await?;
    let tx = two.fixture.db.begin(&two.ours.context()).await?;
    for (relation, their_id) in two.relations().await? {
        let column = if relation.ends_with("audit_log") { "row_version" } else { "created_at" };
        let change = format!("UPDATE annals.{relation} SET {column} = {column}");
        touches(tx.connection(), &format!("{change} WHERE id = '{their_id}'"), 0).await?;
        touches(tx.connection(), &change, 1).await?;
        let delete = format!("DELETE FROM annals.{relation} WHERE id = '{their_id}'");
        touches(tx.connection(), &delete, 0).await?;
    }
    // Everything that can be had goes, children first. Who has read what goes with the account alone.
    let may_go = |table: &&Table| table.app_may_insert && table.name != "read_log";
    for table in two.tables.iter().rev().filter(may_go) {
        let all = format!(
            "UPDATE annals.{0} SET created_at = created_at; DELETE FROM annals.{0}",
            table.name
        );
        tx.connection().execute_unprepared(&all).await?;
    }
    tx.commit().await?;

    assert_eq!(rows_of(&two.fixture, &two.theirs).await?, before);
    let ours = rows_of(&two.fixture, &two.ours).await?;
    let is_proof = |row: &String| row.starts_with("audit_");
    assert!(ours.iter().all(is_proof), "left of ours: {ours:?}");
    Ok(())
}

#[tokio::test]
async fn no_row_is_written_into_another_account() -> TestResult {
    let two = two().await?;
    let before = rows_of(&two.fixture, &two.theirs).await?;
    let them = two.theirs.account;
    let tx = two.fixture.db.begin(&two.ours.context()).await?;
    for table in &two.tables {
        let name = &table.name;
        let id = two.theirs.ids[name];
        let new = table.insert(them, Uuid::now_v7(), &two.theirs.ids)?;
        refused(tx.connection(), &new, &["42501"]).await?;
        if name != "identities" {
            let key = if name == "accounts" { "id" } else { "account_id, id" };
            let over = table.insert(them, id, &two.theirs.ids)?;
            let over = format!("{over} ON CONFLICT ({key}) DO UPDATE SET created_at = now()");
            refused(tx.connection(), &over, &["42501"]).await?;
        }
        // By the policy, or by the rule that a key never changes.
        let key = if name == "accounts" { "id" } else { "account_id" };
        let away = format!("UPDATE annals.{name} SET {key} = '{them}'");
        refused(tx.connection(), &away, &["42501", "23000"]).await?;
    }
    let entry = format!(
        "INSERT INTO annals.audit_log (account_id, id, table_name, row_id, row_version, operation, image)
         VALUES ('{them}', gen_random_uuid(), 'users', gen_random_uuid(), 1, 'insert', '{{}}')"
    );
    refused(tx.connection(), &entry, &["42501"]).await?;
    tx.commit().await?;
    assert_eq!(rows_of(&two.fixture, &two.theirs).await?, before);
    Ok(())
}

#[tokio::test]
async fn no_function_tells_whether_another_accounts_row_lived() -> TestResult {
    let two = two().await?;
    let user = two.theirs.ids["user_roles"];
    let theirs = two.fixture.db.begin(&two.theirs.context()).await?;
    theirs.connection().execute_unprepared("DELETE FROM annals.user_roles").await?;
    theirs.commit().await?;

    let lived = format!(
        "SELECT annals.continues_life('{}', 'user_roles', '{user}', 3)",
        two.theirs.account
    );
    let theirs = two.fixture.db.begin(&two.theirs.context()).await?;
    assert!(one::<bool>(theirs.connection(), &lived).await?, "it lived, and they may know");
    let ours = two.fixture.db.begin(&two.ours.context()).await?;
    assert!(!one::<bool>(ours.connection(), &lived).await?, "another account learns of it");
    Ok(())
}
