//! Writes of one row through its `ActiveModel`.

use rand::RngExt;
use sea_orm::{ActiveModelTrait, DbErr, IntoActiveModel, ModelTrait};

use super::{failure::Failure, round::Round, subject::Subject};

/// Inserts a row, whether or not one is there.
pub(super) async fn insert<S: Subject>(round: &mut Round<'_>) -> Result<(), Failure> {
    let id = round.slot::<S>();
    S::blank(round, id).await?.insert(round.connection).await?;
    round.made(1);
    Ok(())
}

pub(super) async fn update<S: Subject>(round: &mut Round<'_>) -> Result<(), Failure> {
    let Some(mut row) = some_row::<S>(round).await? else {
        return insert::<S>(round).await;
    };
    S::renew(&mut row, round.novelty());
    let updated = row.update(round.connection).await.map(drop);
    round.made(rows(updated)?);
    Ok(())
}

/// Sets nothing: no version, no entry.
pub(super) async fn update_nothing<S: Subject>(round: &mut Round<'_>) -> Result<(), Failure> {
    let Some(row) = some_row::<S>(round).await? else {
        return Ok(());
    };
    rows(row.update(round.connection).await.map(drop))?;
    Ok(())
}

/// Signed before, and nothing after: the entry is left to the database.
pub(super) async fn update_without_returning<S: Subject>(
    round: &mut Round<'_>,
) -> Result<(), Failure> {
    let Some(mut row) = some_row::<S>(round).await? else {
        return Ok(());
    };
    S::renew(&mut row, round.novelty());
    let mut again = row.clone();
    let updated = row.update_without_returning(round.connection).await.map(drop);
    round.made(rows(updated)?);
    if round.rng.random_bool(0.5) {
        S::renew(&mut again, round.novelty());
        round.made(rows(again.update(round.connection).await.map(drop))?);
    }
    Ok(())
}

pub(super) async fn delete<S: Subject>(round: &mut Round<'_>) -> Result<(), Failure> {
    let id = round.slot::<S>();
    let found = round.find::<S>(id).await?;
    let Some(row) = found.filter(|_| round.rng.random_bool(S::DELETED)) else {
        return Ok(());
    };
    let deleted = row.delete(round.connection).await?;
    round.deleted::<S>(deleted.rows_affected);
    Ok(())
}

/// Two lives of one id in one transaction, and perhaps the end of the second.
pub(super) async fn replace<S: Subject>(round: &mut Round<'_>) -> Result<(), Failure> {
    let id = round.slot::<S>();
    let found = round.find::<S>(id).await?;
    let Some(row) = found.filter(|_| round.rng.random_bool(S::DELETED)) else {
        return Ok(());
    };
    let deleted = row.delete(round.connection).await?;
    round.deleted::<S>(deleted.rows_affected);
    let again = S::blank(round, id).await?.insert(round.connection).await?;
    round.made(1);
    if round.rng.random_bool(0.5) {
        let deleted = again.delete(round.connection).await?;
        round.deleted::<S>(deleted.rows_affected);
    }
    Ok(())
}

async fn some_row<S: Subject>(round: &mut Round<'_>) -> Result<Option<S::ActiveModel>, Failure> {
    let id = round.slot::<S>();
    Ok(round.find::<S>(id).await?.map(IntoActiveModel::into_active_model))
}

/// Somebody may have deleted the row meanwhile: then nothing was written, and nothing is broken.
fn rows(updated: Result<(), DbErr>) -> Result<u64, Failure> {
    match updated {
        Ok(()) => Ok(1),
        Err(DbErr::RecordNotUpdated) => Ok(0),
        Err(error) => Err(error.into()),
    }
}
