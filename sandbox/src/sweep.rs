//! Drops what processes that are gone left behind.

use crate::error::Error;
use crate::mark::Mark;
use crate::session::{Lease, Session};

/// Drops the databases of processes that no longer hold their lease.
pub(crate) async fn leftovers(session: &mut Session) -> Result<(), Error> {
    for (name, mark) in session.marked_databases().await? {
        let Mark::Leased { lease, home } = mark else {
            continue;
        };
        let lease = Lease::named(&lease);
        if session.is_home(&home) && lease != *session.lease() {
            drop_if_abandoned(session, &name, &lease).await?;
        }
    }
    Ok(())
}

async fn drop_if_abandoned(session: &mut Session, name: &str, lease: &Lease) -> Result<(), Error> {
    if !session.try_lock(lease.lock_key()).await? {
        return Ok(());
    }
    // A failure here is no reason to refuse a database: the next process tries again.
    if let Err(error) = session.drop_database(name).await {
        tracing::warn!(%error, database = name, "a leftover of the sandbox was not dropped");
    }
    session.unlock(lease.lock_key()).await
}
