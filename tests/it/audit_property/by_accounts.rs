//! The operations of accounts, users, identities, roles and sessions.

use std::time::Duration;

use annals::{
    entity::{identities, users},
    prelude::{
        AccountUpdate, Accounts, Error, Identities, Identity, NewIdentity, NewSession, NewUser,
        Roles, Sessions, Transaction, UserUpdate, Users,
    },
};
use rand::{RngExt, rngs::StdRng};
use uuid::Uuid;

use super::{failure::Failure, subject::Subject};

/// Runs one operation at random; returns how many tracked changes it made. `None`: nobody counted.
pub(super) async fn run(
    tx: &Transaction<'_>,
    account: Uuid,
    rng: &mut StdRng,
) -> Result<Option<u64>, Failure> {
    let user = users::Entity::id(account, rng.random_range(0..users::Entity::SLOTS));
    let done = match rng.random_range(0..14) {
        0 => rename(tx, rng).await,
        1 => status(tx, rng).await,
        2 => revise(tx, user, rng).await,
        3 => activity(tx, user, rng).await,
        4 => grant(tx, user, rng).await,
        5 => tx.roles().revoke(user, role(rng)).await.map(|()| Some(1)),
        6 => link(tx, user, rng).await,
        7 => unlink(tx, user, rng).await,
        8 | 9 => password(tx, user, rng).await,
        10 => log_in(tx, account, user, rng).await,
        11 => remove(tx, user, rng).await,
        12 => invite_and_erase(tx, rng).await,
        _ => erase(tx, user, rng).await,
    };
    match done {
        // Statuses without an edge, last identities and last users are met here every time.
        Err(Error::Invalid { .. }) => Ok(Some(0)),
        done => Ok(done?),
    }
}

type Done = Result<Option<u64>, Error>;

async fn rename(tx: &Transaction<'_>, rng: &mut StdRng) -> Done {
    let known = tx.accounts().find().await?.map_or(1, |account| account.row_version);
    let name = Uuid::from_u128(rng.random()).to_string();
    tx.accounts().update(known, AccountUpdate { name: Some(name) }).await.map(|_| Some(1))
}

async fn status(tx: &Transaction<'_>, rng: &mut StdRng) -> Done {
    match rng.random_range(0..4) {
        0 => tx.accounts().suspend().await?,
        1 => tx.accounts().close().await?,
        _ => tx.accounts().reopen().await?,
    };
    Ok(Some(1))
}

async fn revise(tx: &Transaction<'_>, user: Uuid, rng: &mut StdRng) -> Done {
    let known = tx.users().find(user).await?.map_or(1, |user| user.row_version);
    let stale = known - i64::from(rng.random_bool(0.2));
    let name = Uuid::from_u128(rng.random()).to_string();
    let change = UserUpdate { name: Some(Some(name)), ..UserUpdate::default() };
    tx.users().update(user, stale, change).await.map(|_| Some(1))
}

async fn activity(tx: &Transaction<'_>, user: Uuid, rng: &mut StdRng) -> Done {
    let users = tx.users();
    let changed = if rng.random_bool(0.4) {
        users.deactivate(user).await
    } else {
        users.reactivate(user).await
    };
    // It may have been so before.
    changed.map(|_| None)
}

async fn grant(tx: &Transaction<'_>, user: Uuid, rng: &mut StdRng) -> Done {
    // The user may hold it, or be given it by another writer just before.
    tx.roles().grant(user, role(rng)).await.map(|_| None)
}

fn role(rng: &mut StdRng) -> &'static str {
    ["admin", "user"][rng.random_range(0..2)]
}

/// Two subjects are wanted in every account; what was a deleted user's goes with the claim.
async fn link(tx: &Transaction<'_>, user: Uuid, rng: &mut StdRng) -> Done {
    let subject = rng.random_range(1..8).to_string();
    let new = NewIdentity::of(user, Identity::provider("linked", subject));
    tx.identities().link(new).await.map(|_| None)
}

async fn one_of(tx: &Transaction<'_>, user: Uuid, rng: &mut StdRng) -> Result<(Uuid, i64), Error> {
    let all = tx.identities().of_user(user).await?;
    let missing = || Uuid::from_u128(1);
    let place = rng.random_range(0..all.len().max(1));
    Ok(all.get(place).map_or_else(|| (missing(), 1), |one| (one.id, one.row_version)))
}

async fn unlink(tx: &Transaction<'_>, user: Uuid, rng: &mut StdRng) -> Done {
    let (id, _) = one_of(tx, user, rng).await?;
    tx.identities().unlink(id).await.map(|()| Some(1))
}

async fn password(tx: &Transaction<'_>, user: Uuid, rng: &mut StdRng) -> Done {
    let (id, version) = one_of(tx, user, rng).await?;
    let hash = format!("secret-{}", rng.random::<u64>());
    tx.identities().change_password(id, version, hash.into()).await.map(|_| Some(1))
}

/// Nothing of it is tracked.
async fn log_in(tx: &Transaction<'_>, account: Uuid, user: Uuid, rng: &mut StdRng) -> Done {
    let slot = rng.random_range(0..identities::Entity::SLOTS);
    tx.users().record_login(identities::Entity::id(account, slot)).await?;
    let lifetime = Duration::from_secs(rng.random_range(1..1_000));
    let issued = tx.sessions().issue(NewSession::of(user, lifetime)).await?;
    tx.sessions().touch(issued.session.id, lifetime * 2).await?;
    tx.sessions().revoke_all(user).await?;
    tx.sessions().purge_expired().await?;
    Ok(Some(0))
}

async fn remove(tx: &Transaction<'_>, user: Uuid, rng: &mut StdRng) -> Done {
    let deletion = tx.accounts().remove_user(user).await?;
    let sessions = deletion.of("sessions");
    let taken = deletion.total() - sessions;
    if rng.random_bool(0.3) {
        return Ok(Some(taken));
    }
    let restored = tx.users().restore(deletion.deletion_id).await?;
    Ok(Some(taken + restored.total() - restored.of("sessions")))
}

/// They have ids of their own, and would pile up.
async fn invite_and_erase(tx: &Transaction<'_>, rng: &mut StdRng) -> Done {
    let subject = Uuid::from_u128(rng.random()).to_string();
    let new = NewUser::with_identity(
        &format!("{subject}@example.org"),
        Identity::provider("invited", subject),
    );
    let user = tx.accounts().invite_user(new).await?;
    tx.users().delete_for_good(user.id).await?;
    Ok(Some(6))
}

async fn erase(tx: &Transaction<'_>, user: Uuid, rng: &mut StdRng) -> Done {
    if rng.random_bool(0.7) {
        return Ok(Some(0));
    }
    tx.users().delete_for_good(user).await.map(|()| None)
}
