//! Topics: kept whole in the account of the run.

use annals_service::Transaction;
use sea_orm::Value;
use serde_json::json;

use super::{
    fate::Fate,
    runs::Run,
    sql::{cell, execute, query},
    stored::Item,
};
use crate::failure::Failure;

/// What a run's row holds of them at most.
const MOST_BYTES: usize = 16 << 20;

/// Which of the topics a run of the account has kept before, by value.
const KEPT: &str = "
SELECT given.place FROM unnest($2::text[]) WITH ORDINALITY AS given (topic, place)
 WHERE EXISTS (
   SELECT FROM annals.import_runs run, jsonb_array_elements(run.counts -> 'topics') AS kept (topic)
    WHERE run.account_id = $1 AND kept.topic = given.topic::jsonb)
 ORDER BY given.place";

const KEEP: &str = "
UPDATE annals.import_runs
   SET counts = jsonb_set(counts, '{topics}', coalesce(counts -> 'topics', '[]') || $3::jsonb)
 WHERE account_id = $1 AND id = $2";

/// Topics so far.
#[derive(Default)]
pub(super) struct Topics {
    bytes: usize,
}

impl Topics {
    /// Keeps those that no run has kept.
    pub(super) async fn write(
        &mut self,
        tx: &Transaction<'_>,
        run: &Run,
        items: Vec<Item<serde_json::Value>>,
        fates: &mut [Fate],
    ) -> Result<(), Failure> {
        if items.is_empty() {
            return Ok(());
        }
        let there = kept(tx, &items).await?;
        let mut new = Vec::new();
        for (place, Item { record, row: topic, .. }) in items.into_iter().enumerate() {
            if there.contains(&place) || new.contains(&topic) {
                continue;
            }
            self.bytes += topic.to_string().len();
            let fate = &mut fates[record];
            if self.bytes > MOST_BYTES {
                let excerpt = topic.to_string().chars().take(200).collect();
                fate.refuse(
                    format!(
                        "a run keeps {MOST_BYTES} bytes of topics: import the others by themselves"
                    ),
                    excerpt,
                );
                continue;
            }
            fate.is_written = true;
            new.push(topic);
        }
        if new.is_empty() {
            return Ok(());
        }
        let values: [Value; 3] = [tx.context().account_id.into(), run.id.into(), json!(new).into()];
        execute(tx, KEEP, values).await
    }
}

/// The places of those that are kept.
pub(super) async fn kept(
    tx: &Transaction<'_>,
    items: &[Item<serde_json::Value>],
) -> Result<Vec<usize>, Failure> {
    let topics: Vec<String> = items.iter().map(|item| item.row.to_string()).collect();
    let values: [Value; 2] = [tx.context().account_id.into(), topics.into()];
    let rows = query(tx, KEPT, values).await?;
    rows.iter()
        .map(|row| Ok(usize::try_from(cell::<i64>(row, 0)? - 1).unwrap_or_default()))
        .collect()
}
