//! The writes of the repository, which any table of an account has.

use std::str::FromStr;

use annals::{
    entity::{
        conversations, document_versions, documents, journal_entries, messages, processed_content,
        projects, user_roles, users,
    },
    prelude::Transaction,
};
use rand::{RngExt, rngs::StdRng, seq::IndexedRandom};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, ModelTrait, PrimaryKeyTrait, Value};
use uuid::Uuid;

use super::{
    failure::Failure,
    round::Round,
    shadow::{UNTRACKED, listed},
    subject::{Subject, column},
};

/// A method of the repository.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    Insert,
    Update,
    UpdateUnversioned,
    InsertMany,
    UpsertMany,
}

impl Method {
    pub(super) const ALL: [Self; 5] =
        [Self::Insert, Self::Update, Self::UpdateUnversioned, Self::InsertMany, Self::UpsertMany];

    pub(super) fn random(rng: &mut StdRng) -> Self {
        Self::ALL.choose(rng).copied().unwrap_or(Self::Insert)
    }
}

/// A table whose key is that of an account's rows.
trait Keyed: Subject<PrimaryKey: PrimaryKeyTrait<ValueType = (Uuid, Uuid)>> {}

impl<S: Subject<PrimaryKey: PrimaryKeyTrait<ValueType = (Uuid, Uuid)>>> Keyed for S {}

/// Runs a method on a table at random.
pub(super) async fn run(
    method: Method,
    tx: &Transaction<'_>,
    round: &mut Round<'_>,
) -> Result<(), Failure> {
    match round.rng.random_range(0..9) {
        0 => on::<users::Entity>(method, tx, round).await,
        1 => on::<user_roles::Entity>(method, tx, round).await,
        2 => on::<journal_entries::Entity>(method, tx, round).await,
        3 => on::<processed_content::Entity>(method, tx, round).await,
        4 => on::<projects::Entity>(method, tx, round).await,
        5 => on::<documents::Entity>(method, tx, round).await,
        6 => on::<document_versions::Entity>(method, tx, round).await,
        7 => on::<conversations::Entity>(method, tx, round).await,
        _ => on::<messages::Entity>(method, tx, round).await,
    }
}

async fn on<S>(method: Method, tx: &Transaction<'_>, round: &mut Round<'_>) -> Result<(), Failure>
where
    S: Keyed,
    S::ActiveModel: Sync,
{
    let repository = tx.repository::<S>();
    match method {
        Method::Insert => {
            let id = round.slot::<S>();
            let row = S::blank(round, id).await?;
            repository.insert(row).await?;
            round.made(1);
        }
        Method::Update | Method::UpdateUnversioned => {
            let id = round.slot::<S>();
            let Some(model) = round.find::<S>(id).await? else { return Ok(()) };
            let version = version::<S>(&model);
            let mut row = model.into_active_model();
            S::renew(&mut row, round.novelty());
            if method == Method::Update {
                let known = version - i64::from(round.rng.random_bool(0.1));
                repository.update(row, known).await?;
            } else {
                repository.update_unversioned(row).await?;
            }
            round.made(1);
        }
        Method::InsertMany => {
            let mut rows = Vec::new();
            for id in ids::<S>(round) {
                if round.find::<S>(id).await?.is_none() {
                    rows.push(S::blank(round, id).await?);
                }
            }
            let ids = repository.insert_many(rows).await?;
            round.made(ids.len() as u64);
        }
        Method::UpsertMany => {
            let mut rows = Vec::new();
            for id in ids::<S>(round) {
                rows.push(renewed::<S>(round, id).await?);
            }
            let upserted = repository.upsert_many(rows, &format!("pk_{}", S::TABLE)).await?;
            round.made(upserted.inserted + upserted.updated);
        }
    }
    Ok(())
}

/// The row, most often with a tracked change, or a new one, where none is there. Columns that nobody
/// tracks are left out: another writer may have counted meanwhile, and setting the count back would be
/// an update without an entry.
async fn renewed<S: Subject>(round: &mut Round<'_>, id: Uuid) -> Result<S::ActiveModel, Failure> {
    let Some(model) = round.find::<S>(id).await? else {
        return S::blank(round, id).await;
    };
    let mut row = model.into_active_model();
    let untracked = listed(&UNTRACKED, S::TABLE).trim_matches(['{', '}']).split(',');
    for untracked in untracked.filter_map(|name| S::Column::from_str(name).ok()) {
        row.not_set(untracked);
    }
    if round.rng.random_bool(0.8) {
        S::renew(&mut row, round.novelty());
    }
    Ok(row)
}

/// Up to three, each once.
fn ids<S: Subject>(round: &mut Round<'_>) -> Vec<Uuid> {
    let mut ids: Vec<Uuid> = (0..3).map(|_| round.slot::<S>()).collect();
    ids.sort();
    ids.dedup();
    ids
}

fn version<S: EntityTrait>(model: &S::Model) -> i64 {
    match model.get(column::<S>("row_version")) {
        Value::BigInt(Some(version)) => version,
        _ => 1,
    }
}
