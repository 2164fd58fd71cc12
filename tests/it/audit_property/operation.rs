//! Which write, on which table.

use annals::entity::{
    accounts, conversations, document_versions, documents, identities, journal_entries, messages,
    processed_content, projects, user_roles, users,
};
use rand::{RngExt, rngs::StdRng, seq::IndexedRandom};

use super::{by_hook, by_sql, by_tree, failure::Failure, in_bulk, round::Round, subject::Subject};

/// A way to write that any table takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Insert,
    Update,
    UpdateNothing,
    UpdateWithoutReturning,
    Delete,
    Replace,
    InsertCopies,
    PutBack,
    UpdateMany,
    DeleteMany,
    SoftDelete,
    Restore,
    DeleteForGood,
    Sql,
}

impl Kind {
    pub(super) const ALL: [Self; 14] = [
        Self::Insert,
        Self::Update,
        Self::UpdateNothing,
        Self::UpdateWithoutReturning,
        Self::Delete,
        Self::Replace,
        Self::InsertCopies,
        Self::PutBack,
        Self::UpdateMany,
        Self::DeleteMany,
        Self::SoftDelete,
        Self::Restore,
        Self::DeleteForGood,
        Self::Sql,
    ];

    /// Inserts and updates more often than deletions, or there would soon be nothing to write.
    pub(super) fn random(rng: &mut StdRng) -> Self {
        Self::ALL
            .choose_weighted(rng, |kind| match kind {
                Self::Insert | Self::Update => 4,
                Self::Sql => 5,
                Self::Delete | Self::DeleteMany | Self::DeleteForGood | Self::UpdateNothing => 1,
                _ => 2,
            })
            .copied()
            .unwrap_or(Self::Update)
    }
}

/// Runs a write on a table at random.
pub(super) async fn run(kind: Kind, round: &mut Round<'_>) -> Result<(), Failure> {
    match round.rng.random_range(0..26) {
        0 => on::<accounts::Entity>(kind, round).await,
        1..4 => on::<users::Entity>(kind, round).await,
        4..7 => on::<identities::Entity>(kind, round).await,
        7..9 => on::<user_roles::Entity>(kind, round).await,
        9..12 => on::<journal_entries::Entity>(kind, round).await,
        12..15 => on::<processed_content::Entity>(kind, round).await,
        15..17 => on::<projects::Entity>(kind, round).await,
        17..19 => on::<documents::Entity>(kind, round).await,
        19..21 => on::<document_versions::Entity>(kind, round).await,
        21..23 => on::<conversations::Entity>(kind, round).await,
        _ => on::<messages::Entity>(kind, round).await,
    }
}

async fn on<S: Subject>(kind: Kind, round: &mut Round<'_>) -> Result<(), Failure> {
    match kind {
        Kind::Insert => by_hook::insert::<S>(round).await,
        Kind::Update => by_hook::update::<S>(round).await,
        Kind::UpdateNothing => by_hook::update_nothing::<S>(round).await,
        Kind::UpdateWithoutReturning => by_hook::update_without_returning::<S>(round).await,
        Kind::Delete => by_hook::delete::<S>(round).await,
        Kind::Replace => by_hook::replace::<S>(round).await,
        Kind::InsertCopies => in_bulk::insert_copies::<S>(round).await,
        Kind::PutBack => in_bulk::put_back::<S>(round).await,
        Kind::UpdateMany => in_bulk::update_many::<S>(round).await,
        Kind::DeleteMany => in_bulk::delete_many::<S>(round).await,
        Kind::SoftDelete => by_tree::soft_delete::<S>(round).await,
        Kind::Restore => by_tree::restore::<S>(round).await,
        Kind::DeleteForGood => by_tree::delete_for_good::<S>(round).await,
        Kind::Sql => by_sql::run::<S>(round).await,
    }
}
