//! Whatever a transaction does, undoing it leads back.
//!
//! `ANNALS_TEST_SEED` repeats a run.

use std::collections::BTreeMap;

use annals::prelude::*;
use rand::{RngExt, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use uuid::Uuid;

use super::Trail;
use crate::{
    catalogue::texts,
    filled::{self, Table},
    support::{TestResult, variable},
};

/// The tables that are written, and a column of each that may change.
const WRITTEN: [(&str, &str); 9] = [
    ("journal_entries", "raw_data"),
    ("processed_content", "task_type"),
    ("projects", "name"),
    ("documents", "metadata"),
    ("document_versions", ""),
    ("agent_executions", "error_message"),
    ("businesses", "context"),
    ("conversations", "title"),
    ("messages", "user_feedback"),
];

struct Chance<'a> {
    trail: &'a Trail,
    tables: Vec<Table>,
    random: StdRng,
}

impl Chance<'_> {
    /// The rows that there are, by table.
    async fn present(&self, tx: &Transaction<'_>) -> TestResult<BTreeMap<String, Vec<Uuid>>> {
        let mut present = BTreeMap::new();
        present.insert("users".to_owned(), vec![self.trail.ada.user.id]);
        for (table, _) in WRITTEN {
            let ids =
                texts(tx, &format!("SELECT id::text FROM annals.{table} ORDER BY id")).await?;
            let ids: Result<Vec<Uuid>, _> = ids.iter().map(|id| id.parse()).collect();
            present.insert(table.to_owned(), ids?);
        }
        Ok(present)
    }

    /// A statement that may fail, for want of a parent or by a unique key.
    fn statement(&mut self, present: &BTreeMap<String, Vec<Uuid>>) -> TestResult<String> {
        let (table, column) = *WRITTEN.choose(&mut self.random).ok_or("there are tables")?;
        let known = self.tables.iter().find(|known| known.name == table).ok_or("it is there")?;
        let ids = present.get(table).map(Vec::as_slice).unwrap_or_default();
        let one = ids.choose(&mut self.random).copied();
        // A row that is written once can't be changed back, once it was written anew under its key.
        let is_written_once = ["document_versions", "messages"].contains(&table);
        let kind = self.random.random_range(0..if is_written_once { 9 } else { 10 });
        let Some(id) = one.filter(|_| kind < 6) else {
            // The key of a row that was there before, perhaps, or a new one.
            let id = one.filter(|_| kind == 9).unwrap_or_else(|| {
                let random = self.random.random();
                uuid::Builder::from_unix_timestamp_millis(0, &random).into_uuid()
            });
            let parents = present
                .iter()
                .filter_map(|(parent, ids)| Some((parent.clone(), *ids.choose(&mut self.random)?)));
            let insert = known.insert(self.trail.ada.account_id, id, &parents.collect())?;
            let first = format!("DELETE FROM annals.{table} WHERE id = '{id}';");
            return Ok(if kind == 9 { format!("{first} {insert}") } else { insert });
        };
        let changed = known.columns.iter().find(|known| known.name == column);
        Ok(match changed {
            Some(_) if column == "user_feedback" => {
                format!("UPDATE annals.messages SET user_feedback = {kind} % 5 WHERE id = '{id}'")
            }
            Some(changed) if kind < 4 => {
                let value = changed.other_value()?;
                format!("UPDATE annals.{table} SET {column} = {value} WHERE id = '{id}'")
            }
            _ => format!("DELETE FROM annals.{table} WHERE id = '{id}'"),
        })
    }

    /// So many statements in one transaction, those that fail undone by a savepoint: its number, if
    /// anything changed.
    async fn write(&mut self, statements: usize) -> TestResult<Option<i64>> {
        use sea_orm::ConnectionTrait;

        let tx = self.trail.db().begin(&self.trail.context).await?;
        for _ in 0..statements {
            let sql = self.statement(&self.present(&tx).await?)?;
            let connection = tx.connection();
            connection.execute_unprepared("SAVEPOINT step").await?;
            let outcome = connection.execute_unprepared(&sql).await;
            let end = if outcome.is_ok() { "RELEASE step" } else { "ROLLBACK TO step" };
            connection.execute_unprepared(end).await?;
        }
        let id: Option<i64> = crate::catalogue::one(
            &tx,
            "SELECT min(transaction_id) FROM annals.audit_log WHERE transaction_id = pg_current_xact_id()::text::bigint",
        )
        .await?;
        tx.commit().await?;
        Ok(id)
    }
}

#[tokio::test]
async fn undoing_a_random_transaction_leads_back_to_the_state_before() -> TestResult {
    let trail = Trail::start().await?;
    let tables = filled::tables(&trail.fixture.owner().await?).await?;
    let seed = variable("ANNALS_TEST_SEED")?.unwrap_or_else(rand::random);
    let mut random = Chance { trail: &trail, tables, random: StdRng::seed_from_u64(seed) };
    for _ in 0..5 {
        random.write(15).await?;
    }
    let (mut undone, mut last) = (0, None);
    for _ in 0..12 {
        let before = trail.state().await?;
        let Some(transaction) = random.write(8).await? else { continue };
        let done = trail.undo(transaction, IfChanged::Refuse).await;
        let done = done.map_err(|error| format!("seed {seed}: {error}"))?;
        assert_eq!(trail.state().await?, before, "seed {seed}");
        undone += done.total();
        last = Some((transaction, before));
    }
    assert!(undone > 20, "seed {seed}: {undone} rows");
    let (transaction, before) = last.ok_or("some were written")?;
    // Refused, or nothing that is not so already.
    if let Err(error) = trail.undo(transaction, IfChanged::Refuse).await {
        assert!(matches!(error, Error::UndoConflicts { .. }), "seed {seed}: {error}");
    }
    assert_eq!(trail.state().await?, before, "seed {seed}, undone twice");
    trail.expect_complete_log().await
}
