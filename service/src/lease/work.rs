//! Claiming rows, and what becomes of the claims.

use std::time::Duration;

use chrono::{DateTime, FixedOffset, Utc};
use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, ColumnTrait, Condition, DbBackend, EntityName,
    EntityTrait, FromQueryResult, IntoActiveModel, ModelTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Value,
};

use super::{
    Claim, ClaimRequest, Claimed, FailedAttempt, Queue, Reclaimed, check_lease,
    queue::{CLAIM, EXTEND, RECLAIM, written},
};
use crate::{
    database::{Transaction, query},
    error::{Error, Result},
    rules::Rules,
    write::{column, is_living, update_where},
};

/// Claims the oldest rows that wait and that nobody else is about to claim. One statement. By the
/// index of the rows that wait: `idx_journal_entries_processing_status_created_at`,
/// `idx_exports_status_created_at`; the rows themselves by the key.
pub(crate) async fn claim<E: Queue>(
    tx: &Transaction<'_>,
    request: &ClaimRequest,
) -> Result<Vec<Claimed<E::Model>>> {
    request.check()?;
    if tx.context().account_id.is_nil() {
        let rule = "is that of no account: a queue is an account's, so claim in the context of one";
        return Err(Error::invalid("account_id", rule));
    }
    // `RETURNING` keeps no order, and knows nothing of how a column is to be read.
    let mut taken = E::find();
    let table = EntityName::table_name(&E::default());
    QueryTrait::query(&mut taken).from_clear().from_as("taken", table);
    let taken = taken.order_by_asc(column::<E>("created_at")?).order_by_asc(column::<E>("id")?);
    let sql = format!("{}{}", written::<E>(CLAIM), DbBackend::Postgres.build(taken.as_query()).sql);
    let values = [
        tx.context().account_id.into(),
        request.most.cast_signed().into(),
        request.worker.clone().into(),
        request.lease.as_secs_f64().into(),
    ];
    let rows = query(tx, &sql, values).await?;
    rows.iter().map(|row| claimed::<E>(E::Model::from_query_result(row, "")?, request)).collect()
}

fn claimed<E: Queue>(row: E::Model, request: &ClaimRequest) -> Result<Claimed<E::Model>> {
    let (
        Value::Uuid(Some(id)),
        Value::Int(Some(attempt)),
        Value::ChronoDateTimeWithTimeZone(Some(until)),
    ) = (
        row.get(column::<E>("id")?),
        row.get(column::<E>("attempts")?),
        row.get(column::<E>("claimed_until")?),
    )
    else {
        let table = EntityName::table_name(&E::default());
        return Err(Error::invalid(table, "has no id, attempts and claimed_until to claim it by"));
    };
    let claim = Claim { id, worker: request.worker.clone(), attempt, until: until.to_utc() };
    Ok(Claimed { claim, row })
}

/// Gives a claim another lease, from now on. By the key.
pub(crate) async fn extend<E: Queue>(
    tx: &Transaction<'_>,
    claim: Claim,
    lease: Duration,
) -> Result<Claim> {
    let mut rules = Rules::default();
    check_lease(&mut rules, lease);
    rules.finish()?;
    let values = [
        tx.context().account_id.into(),
        claim.id.into(),
        claim.worker.clone().into(),
        claim.attempt.into(),
        lease.as_secs_f64().into(),
    ];
    let Some(row) = query(tx, &written::<E>(EXTEND), values).await?.into_iter().next() else {
        return Err(lost::<E>(tx, &claim).await?);
    };
    let until: DateTime<Utc> = row.try_get("", "claimed_until")?;
    Ok(Claim { until, ..claim })
}

/// Ends a claim with a status, and with whatever else the row's `ActiveModel` sets.
pub(crate) async fn finish<A>(
    tx: &Transaction<'_>,
    claim: &Claim,
    mut row: A,
    status: &str,
) -> Result<<A::Entity as EntityTrait>::Model>
where
    A: ActiveModelTrait<Entity: Queue> + ActiveModelBehavior + Send,
    <A::Entity as EntityTrait>::Model: IntoActiveModel<A>,
{
    row.set(column::<A::Entity>("account_id")?, tx.context().account_id.into());
    row.set(column::<A::Entity>("id")?, claim.id.into());
    row.set(column::<A::Entity>(A::Entity::STATUS)?, status.into());
    row.set(column::<A::Entity>("claimed_by")?, None::<String>.into());
    row.set(column::<A::Entity>("claimed_until")?, None::<DateTime<FixedOffset>>.into());
    match update_where(tx, row, is_held::<A::Entity>(claim)?).await? {
        Some(model) => Ok(model),
        None => Err(lost::<A::Entity>(tx, claim).await?),
    }
}

/// Ends a claim whose work failed: the row waits again, or was tried often enough.
pub(crate) async fn fail<A>(
    tx: &Transaction<'_>,
    claim: &Claim,
    failed: FailedAttempt,
    mut row: A,
) -> Result<<A::Entity as EntityTrait>::Model>
where
    A: ActiveModelTrait<Entity: Queue> + ActiveModelBehavior + Send,
    <A::Entity as EntityTrait>::Model: IntoActiveModel<A>,
{
    failed.check()?;
    let again = i64::from(claim.attempt) < i64::from(failed.most_attempts);
    row.set(column::<A::Entity>("error_message")?, failed.reason.into());
    finish(tx, claim, row, if again { "pending" } else { "failed" }).await
}

/// Takes the rows of workers whose leases have run out. One statement. By the index of the rows that
/// are claimed: `idx_journal_entries_claimed_until`, `idx_exports_claimed_until`.
pub(crate) async fn reclaim<E: Queue>(tx: &Transaction<'_>, most: u32) -> Result<Reclaimed> {
    let values = [tx.context().account_id.into(), i64::from(most).into()];
    let Some(row) = query(tx, &written::<E>(RECLAIM), values).await?.into_iter().next() else {
        return Ok(Reclaimed::default());
    };
    let (waiting, failed): (i64, i64) = (row.try_get("", "waiting")?, row.try_get("", "failed")?);
    Ok(Reclaimed { waiting: waiting.unsigned_abs(), failed: failed.unsigned_abs() })
}

/// True of the row of a claim, as long as it is the claim's.
fn is_held<E: Queue>(claim: &Claim) -> Result<Condition> {
    Ok(is_living::<E>()
        .add(column::<E>(E::STATUS)?.eq(E::WORKING))
        .add(column::<E>("claimed_by")?.eq(&claim.worker))
        .add(column::<E>("attempts")?.eq(claim.attempt)))
}

/// Whose the row is now.
async fn lost<E: Queue>(tx: &Transaction<'_>, claim: &Claim) -> Result<Error> {
    type Now = (String, Option<String>, i32, Option<DateTime<FixedOffset>>);
    let (entity, id) = (EntityName::table_name(&E::default()), claim.id);
    let found: Option<Now> = E::find()
        .select_only()
        .columns([column::<E>(E::STATUS)?, column::<E>("claimed_by")?])
        .columns([column::<E>("attempts")?, column::<E>("deleted_at")?])
        .filter(column::<E>("account_id")?.eq(tx.context().account_id))
        .filter(column::<E>("id")?.eq(id))
        .into_tuple()
        .one(tx.connection())
        .await?;
    let now = match found {
        None => return Ok(Error::NotFound { entity, id }),
        Some((.., Some(_))) => "deleted".to_owned(),
        Some((status, Some(worker), attempt, None)) if status == E::WORKING => {
            format!("claimed by {worker}, attempt {attempt}")
        }
        Some((status, ..)) => status,
    };
    let (worker, attempt) = (claim.worker.clone(), claim.attempt);
    Ok(Error::ClaimLost { entity, id, worker, attempt, now })
}
