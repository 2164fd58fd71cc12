//! Pages of lists: by cursor both ways, by number, and what is refused.

mod meanwhile;
mod numbered;
mod plans;
mod refusals;
mod walk;

use annals::{
    prelude::*,
    service::{
        Result,
        database::Executor,
        query::{TenantEntity, list},
    },
};
use sea_orm::{ConnectionTrait, EntityTrait};
use uuid::Uuid;

use crate::support::{Fixture, TestResult};

/// Thirteen entries and conversations of an account: in every column ties, and NULLs where it may.
const FEW: &str = "
SET session_replication_role = replica;
INSERT INTO annals.journal_entries
  (account_id, id, raw_data, user_id, created_at, updated_at, deleted_at, deletion_id, title, content, entry_type,
   entry_date, mood_score, word_count, language, is_private, processing_status, claimed_by, claimed_until, attempts)
SELECT '{account}', annals.uuid_v7(), '{}', '{user}', t + i % 4 * s, t + i % 3 * s,
       CASE i % 3 WHEN 0 THEN t + i % 2 * s END, CASE i % 5 WHEN 0 THEN '{user}'::uuid WHEN 1 THEN '{account}'::uuid END,
       CASE i % 3 WHEN 1 THEN 'same' WHEN 2 THEN 'Ärger ' || i END, CASE i % 4 WHEN 0 THEN '' WHEN 1 THEN 'b' END,
       'type ' || i % 2, CASE WHEN i % 3 > 0 THEN '2026-01-01'::date + i % 2 END,
       CASE WHEN i % 4 > 0 THEN i % 4 + 0.5 END, i % 5, 'l' || i % 3, i % 2 = 0,
       CASE i % 2 WHEN 0 THEN 'pending' ELSE 'completed' END, CASE i % 3 WHEN 0 THEN 'w' || i END,
       CASE i % 2 WHEN 0 THEN t END, i % 3
  FROM generate_series(1, 13) i, (VALUES ('2026-01-01 00:00:00.000123+00'::timestamptz, '1 microsecond'::interval)) v (t, s);
INSERT INTO annals.conversations
  (account_id, id, created_at, updated_at, deleted_at, deletion_id, user_id, business_id, title, session_type,
   ai_model, system_prompt, temperature, is_active, archived_at, message_count, last_message_at)
SELECT '{account}', annals.uuid_v7(), t + i % 4 * s, t + i % 3 * s, CASE i % 3 WHEN 0 THEN t END,
       CASE i % 5 WHEN 0 THEN '{user}'::uuid END, '{user}', CASE i % 4 WHEN 0 THEN '{user}'::uuid END,
       'title ' || i % 3, 'chat', CASE i % 3 WHEN 0 THEN 'a' WHEN 1 THEN 'B' END, CASE i % 2 WHEN 0 THEN 'p' || i % 3 END,
       i % 3 * 0.25, i % 2 = 0, CASE i % 4 WHEN 1 THEN t + i * s END, i % 3, CASE WHEN i % 3 > 0 THEN t + i % 4 * s END
  FROM generate_series(1, 13) i, (VALUES ('2026-01-01 00:00:00.000123+00'::timestamptz, '1 hour'::interval)) v (t, s)";

/// Somebody with a few rows.
async fn with_few(fixture: &Fixture) -> TestResult<SignedUp> {
    let ada = fixture.sign_up().await?;
    fixture.admin().await?.execute_unprepared(&of(FEW, &ada)).await?;
    Ok(ada)
}

/// SQL about somebody.
fn of(sql: &str, who: &SignedUp) -> String {
    let account = who.context().account_id.to_string();
    sql.replace("{account}", &account).replace("{user}", &who.user.id.to_string())
}

/// A page of all rows of an entity, whose list has the order `-created_at`.
async fn page<E: TenantEntity>(
    executor: &impl Executor,
    request: &PageRequest,
) -> Result<Page<E::Model>> {
    list(executor, E::find(), &Order::by("created_at").descending(), "", request).await
}

/// The ids of a page's rows.
trait Identified {
    fn id(&self) -> Uuid;
}

impl Identified for annals::entity::journal_entries::Model {
    fn id(&self) -> Uuid {
        self.id
    }
}

impl Identified for annals::entity::conversations::Model {
    fn id(&self) -> Uuid {
        self.id
    }
}

fn ids<M: Identified>(models: &[M]) -> Vec<Uuid> {
    models.iter().map(Identified::id).collect()
}

fn all<E: EntityTrait>() -> sea_orm::Select<E> {
    E::find()
}
