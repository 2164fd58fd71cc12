//! Statements over many rows, which no hook sees.

use rand::RngExt;
use sea_orm::{ActiveModelTrait, ColumnTrait, IntoActiveModel, ModelTrait, QueryFilter};
use uuid::Uuid;

use super::{
    failure::Failure,
    round::Round,
    subject::{Subject, column, set},
};

/// Rows as they were read, signatures and versions included, inserted in other places.
pub(super) async fn insert_copies<S: Subject>(round: &mut Round<'_>) -> Result<(), Failure> {
    let read = S::find()
        .filter(column::<S>("id").is_in([round.slot::<S>(), round.slot::<S>()]))
        .all(round.connection)
        .await?;
    let mut taken: Vec<Uuid> = Vec::new();
    let mut copies = Vec::new();
    for model in read {
        let mut copy = model.into_active_model().reset_all();
        let id = round.slot::<S>();
        S::place(&mut copy, id);
        if round.rng.random_bool(0.3) {
            set(&mut copy, "row_version", round.rng.random_range(-1_i64..100).into());
        }
        if !taken.contains(&id) && round.find::<S>(id).await?.is_none() {
            taken.push(id);
            copies.push(copy);
        }
    }
    insert::<S>(round, copies).await
}

/// Deletes a row and puts it back as it was read, once or twice in one transaction.
pub(super) async fn put_back<S: Subject>(round: &mut Round<'_>) -> Result<(), Failure> {
    let id = round.slot::<S>();
    let found = round.find::<S>(id).await?;
    let Some(model) = found.filter(|_| round.rng.random_bool(S::DELETED)) else {
        return Ok(());
    };
    let forged = round.novelty();
    for _ in 0..round.rng.random_range(1..=3) {
        let deleted = if round.rng.random_bool(0.5) {
            model.clone().delete(round.connection).await?
        } else {
            S::delete_many().filter(column::<S>("id").eq(id)).exec(round.connection).await?
        };
        round.deleted::<S>(deleted.rows_affected);
        if deleted.rows_affected == 0 {
            return Ok(());
        }
        let mut row = model.clone().into_active_model().reset_all();
        let version = 1 + round.rng.random_range(0..3_i64);
        set(&mut row, "row_version", version.into());
        if round.rng.random_bool(0.5) {
            set(&mut row, "audit_id", forged.into());
        }
        insert::<S>(round, vec![row]).await?;
        if round.rng.random_bool(0.5) {
            update_with_signature::<S>(round, id, forged).await?;
        }
    }
    Ok(())
}

pub(super) async fn update_many<S: Subject>(round: &mut Round<'_>) -> Result<(), Failure> {
    let mut change = <S::ActiveModel as ActiveModelTrait>::default();
    S::renew(&mut change, round.novelty());
    if round.rng.random_bool(0.3) {
        set(&mut change, "audit_id", round.novelty().into());
    }
    let updated = S::update_many()
        .set(change)
        .filter(column::<S>("id").is_in([round.slot::<S>(), round.slot::<S>(), round.slot::<S>()]))
        .exec(round.connection)
        .await?;
    round.made(updated.rows_affected);
    Ok(())
}

pub(super) async fn delete_many<S: Subject>(round: &mut Round<'_>) -> Result<(), Failure> {
    if !round.rng.random_bool(S::DELETED) {
        return Ok(());
    }
    let deleted = S::delete_many()
        .filter(column::<S>("id").is_in([round.slot::<S>(), round.slot::<S>()]))
        .exec(round.connection)
        .await?;
    round.deleted::<S>(deleted.rows_affected);
    Ok(())
}

async fn update_with_signature<S: Subject>(
    round: &mut Round<'_>,
    id: Uuid,
    signature: Uuid,
) -> Result<(), Failure> {
    let mut change = <S::ActiveModel as ActiveModelTrait>::default();
    S::renew(&mut change, round.novelty());
    set(&mut change, "audit_id", signature.into());
    let updated = S::update_many()
        .set(change)
        .filter(column::<S>("id").eq(id))
        .exec(round.connection)
        .await?;
    round.made(updated.rows_affected);
    Ok(())
}

async fn insert<S: Subject>(
    round: &mut Round<'_>,
    rows: Vec<S::ActiveModel>,
) -> Result<(), Failure> {
    let number = rows.len() as u64;
    if number > 0 {
        S::insert_many(rows).exec_without_returning(round.connection).await?;
        round.made(number);
    }
    Ok(())
}
