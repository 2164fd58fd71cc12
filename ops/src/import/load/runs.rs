//! The account of a run, in the database.

use annals_entity::{import_refusals, import_runs};
use annals_service::Transaction;
use chrono::Utc;
use sea_orm::{ActiveValue::Set, Value};
use serde_json::json;
use uuid::Uuid;

use super::{fate::Fate, sql::execute, tally::Tally};
use crate::failure::Failure;

const FINISH: &str = "
UPDATE annals.import_runs
   SET counts = counts || $3::jsonb, finished_at = clock_timestamp(), updated_at = clock_timestamp()
 WHERE account_id = $1 AND id = $2";

/// A run.
#[derive(Clone, Debug)]
pub(super) struct Run {
    pub(super) id: Uuid,
    /// The folder or file.
    pub(super) source: String,
    pub(super) format: &'static str,
}

impl Run {
    pub(super) async fn start(&self, tx: &Transaction<'_>) -> Result<(), Failure> {
        let row = import_runs::ActiveModel {
            id: Set(self.id),
            source: Set(storable(&self.source)),
            format: Set(self.format.to_owned()),
            started_at: Set(Utc::now().fixed_offset()),
            counts: Set(json!({})),
            ..Default::default()
        };
        tx.repository::<import_runs::Entity>().insert(row).await?;
        Ok(())
    }

    /// Keeps the refusals among what became of records.
    pub(super) async fn refuse(&self, tx: &Transaction<'_>, fates: &[Fate]) -> Result<(), Failure> {
        let refused = fates.iter().filter_map(|fate| {
            let refusal = fate.refusal.as_ref()?;
            Some(import_refusals::ActiveModel {
                run_id: Set(self.id),
                file: Set(storable(&fate.place.file)),
                position: Set(i64::try_from(fate.place.position).unwrap_or(i64::MAX)),
                reason: Set(storable(&refusal.reason)),
                excerpt: Set(storable(&refusal.excerpt)),
                ..Default::default()
            })
        });
        let rows: Vec<_> = refused.collect();
        if !rows.is_empty() {
            tx.repository::<import_refusals::Entity>().insert_many(rows).await?;
        }
        Ok(())
    }

    /// Says how it ended.
    pub(super) async fn finish(
        &self,
        tx: &Transaction<'_>,
        tally: &Tally,
        outcome: &str,
    ) -> Result<(), Failure> {
        let mut kinds = json!(tally);
        for counts in kinds.as_object_mut().into_iter().flat_map(serde_json::Map::values_mut) {
            // Read back after the commit.
            let counts = counts.as_object_mut();
            counts.map(|counts| ["verified", "different"].map(|name| counts.remove(name)));
        }
        let counts = json!({ "outcome": outcome, "kinds": kinds });
        let values: [Value; 3] = [tx.context().account_id.into(), self.id.into(), counts.into()];
        execute(tx, FINISH, values).await
    }
}

/// Text that the database can hold.
fn storable(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}
