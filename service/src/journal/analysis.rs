//! What analyses make of entries.

use annals_entity::values::ExactJson;
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::{
    array::Columns,
    database::{Transaction, execute},
    error::Result,
    rules::Rules,
};

/// The outcome of an analysis of an entry.
#[derive(Clone, Debug, PartialEq)]
pub struct NewAnalysis {
    /// The entry.
    pub journal_id: Uuid,
    /// The user whose entry it is.
    pub user_id: Uuid,
    /// What kind of analysis, at most 100 characters: `sentiment_analysis` …
    pub task_type: String,
    /// What it found.
    pub processed_data: ExactJson,
    /// How sure it is, 0 to 1, two decimals at most. `None`: it does not say.
    pub confidence_score: Option<Decimal>,
}

const INSERT_MANY: &str = "
INSERT INTO annals.processed_content
  (account_id, id, journal_id, user_id, task_type, processed_data, confidence_score)
SELECT $1, id, journal_id, user_id, task_type, processed_data::jsonb, confidence_score
  FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::numeric[])
    AS new (id, journal_id, user_id, task_type, processed_data, confidence_score)";

const CHUNK: usize = 5_000;

impl NewAnalysis {
    fn check(&self, rules: &mut Rules) {
        rules.required("task_type", &self.task_type, 100);
        rules.json("processed_data", &self.processed_data);
        if let Some(confidence) = self.confidence_score {
            rules.number("confidence_score", confidence, 0, 1);
        }
    }
}

pub(super) async fn record(tx: &Transaction<'_>, new: &[NewAnalysis]) -> Result<Vec<Uuid>> {
    let mut rules = Rules::default();
    for (position, analysis) in new.iter().enumerate() {
        rules.below(format!("[{position}]."));
        analysis.check(&mut rules);
    }
    rules.finish()?;
    let mut ids = Vec::with_capacity(new.len());
    for chunk in new.chunks(CHUNK) {
        let column = Columns(chunk);
        let chunk_ids: Vec<Uuid> = chunk.iter().map(|_| Uuid::now_v7()).collect();
        let values = [
            tx.context().account_id.into(),
            Columns(&chunk_ids).of(|id| *id),
            column.of(|analysis| analysis.journal_id),
            column.of(|analysis| analysis.user_id),
            column.of(|analysis| analysis.task_type.clone()),
            column.of(|analysis| analysis.processed_data.to_string()),
            column.nullable(|analysis| analysis.confidence_score),
        ];
        execute(tx, INSERT_MANY, values).await?;
        ids.extend(chunk_ids);
    }
    Ok(ids)
}
