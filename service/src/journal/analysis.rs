//! What analyses found of entries: one through the hooks, many in one statement.

use annals_entity::{journal_entries, processed_content, values::ExactJson};
use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use sea_orm::ActiveValue::Set;
use serde_json::Value;
use uuid::Uuid;

use super::{Analysis, Entry};
use crate::{
    array::Columns,
    database::{Transaction, execute},
    error::Result,
    parents::insert_under,
    rules::Rules,
    write::require_all_living,
};

/// The outcome of an analysis of an entry. `NewAnalysis::of(entry, …)` has the defaults.
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
    /// Who made it: model, version, cost … `None`: not said.
    pub ai_provider_info: Option<Value>,
    /// When it no longer counts and may be purged. `None`: never.
    pub expires_at: Option<DateTime<Utc>>,
}

impl NewAnalysis {
    /// What an analysis found of an entry, for good.
    #[must_use]
    pub fn of(entry: &Entry, task_type: impl Into<String>, processed_data: ExactJson) -> Self {
        Self::of_ids(entry.id, entry.user_id, task_type, processed_data)
    }

    /// The same, where the entry itself is not at hand: its id, and that of its user.
    #[must_use]
    pub fn of_ids(
        journal_id: Uuid,
        user_id: Uuid,
        task_type: impl Into<String>,
        processed_data: ExactJson,
    ) -> Self {
        Self {
            journal_id,
            user_id,
            task_type: task_type.into(),
            processed_data,
            confidence_score: None,
            ai_provider_info: None,
            expires_at: None,
        }
    }

    fn check(&self, rules: &mut Rules) {
        rules.required("task_type", &self.task_type, 100);
        rules.json("processed_data", &self.processed_data);
        if let Some(confidence) = self.confidence_score {
            rules.number("confidence_score", confidence, 0, 1);
        }
        if let Some(info) = &self.ai_provider_info {
            rules.json("ai_provider_info", &info.clone().into());
        }
    }
}

const INSERT_MANY: &str = "
INSERT INTO annals.processed_content
  (account_id, id, journal_id, user_id, task_type, processed_data, confidence_score, ai_provider_info, expires_at)
SELECT $1, id, journal_id, user_id, task_type, processed_data::jsonb, confidence_score, ai_provider_info::jsonb,
       expires_at
  FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::numeric[], $8::text[],
              $9::timestamptz[])
    AS new (id, journal_id, user_id, task_type, processed_data, confidence_score, ai_provider_info, expires_at)";

const CHUNK: usize = 5_000;

pub(super) async fn one(tx: &Transaction<'_>, new: NewAnalysis) -> Result<Analysis> {
    let mut rules = Rules::default();
    new.check(&mut rules);
    rules.finish()?;
    let entry = new.journal_id;
    let row = processed_content::ActiveModel {
        account_id: Set(tx.context().account_id),
        id: Set(Uuid::now_v7()),
        journal_id: Set(new.journal_id),
        user_id: Set(new.user_id),
        task_type: Set(new.task_type),
        processed_data: Set(new.processed_data),
        confidence_score: Set(new.confidence_score),
        ai_provider_info: Set(new.ai_provider_info),
        expires_at: Set(new.expires_at.map(|time| time.fixed_offset())),
        ..Default::default()
    };
    insert_under::<journal_entries::Entity, _>(tx, entry, row).await
}

pub(super) async fn many(tx: &Transaction<'_>, new: &[NewAnalysis]) -> Result<Vec<Uuid>> {
    let mut rules = Rules::default();
    for (position, analysis) in new.iter().enumerate() {
        rules.below(format!("[{position}]."));
        analysis.check(&mut rules);
    }
    rules.finish()?;
    require_all_living::<journal_entries::Entity>(tx, new.iter().map(|it| it.journal_id)).await?;
    let mut ids = Vec::with_capacity(new.len());
    for chunk in new.chunks(CHUNK) {
        let first = ids.len();
        ids.extend(chunk.iter().map(|_| Uuid::now_v7()));
        insert(tx, chunk, &ids[first..]).await?;
    }
    Ok(ids)
}

async fn insert(tx: &Transaction<'_>, chunk: &[NewAnalysis], ids: &[Uuid]) -> Result<()> {
    let column = Columns(chunk);
    let values = [
        tx.context().account_id.into(),
        Columns(ids).of(|id| *id),
        column.of(|analysis| analysis.journal_id),
        column.of(|analysis| analysis.user_id),
        column.of(|analysis| analysis.task_type.clone()),
        column.of(|analysis| analysis.processed_data.to_string()),
        column.nullable(|analysis| analysis.confidence_score),
        column.nullable(|analysis| analysis.ai_provider_info.as_ref()),
        column.nullable(|analysis| {
            analysis
                .expires_at
                .map(|time| time.to_rfc3339_opts(chrono::SecondsFormat::Micros, true))
        }),
    ];
    execute(tx, INSERT_MANY, values).await.map(drop)
}
