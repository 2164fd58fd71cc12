//! Writes the rows of a batch, and finds those that the database refuses.

use annals_service::{Error, Transaction};

use super::{
    sql::execute,
    stored::{Item, Stored},
};
use crate::failure::Failure;

/// Adds the rows, all or none. Gives those that stand against it, by position, each with the reason:
/// without them the others may be given again. None: all are written.
pub(super) async fn insert_all<E: Stored>(
    tx: &Transaction<'_>,
    items: &[Item<E::ActiveModel>],
) -> Result<Vec<(usize, String)>, Failure> {
    if items.is_empty() {
        return Ok(Vec::new());
    }
    let Some(reason) = attempt::<E>(tx, items).await? else { return Ok(Vec::new()) };
    if items.len() == 1 {
        return Ok(vec![(0, reason)]);
    }
    execute(tx, "SAVEPOINT search", []).await?;
    let refused = search::<E>(tx, items).await?;
    execute(tx, "ROLLBACK TO SAVEPOINT search", []).await?;
    Ok(refused)
}

/// Halves what is refused until each row that is at fault stands alone. Those that are not stay, so that
/// a row which collides with an earlier one is found too.
async fn search<E: Stored>(
    tx: &Transaction<'_>,
    items: &[Item<E::ActiveModel>],
) -> Result<Vec<(usize, String)>, Failure> {
    let (first, second) = halves(0, items.len());
    let mut open = vec![second, first];
    let mut refused = Vec::new();
    while let Some((start, end)) = open.pop() {
        match attempt::<E>(tx, &items[start..end]).await? {
            Some(reason) if end - start == 1 => refused.push((start, reason)),
            Some(_) => {
                let (first, second) = halves(start, end);
                open.extend([second, first]);
            }
            None => {}
        }
    }
    Ok(refused)
}

fn halves(start: usize, end: usize) -> ((usize, usize), (usize, usize)) {
    let middle = start.midpoint(end);
    ((start, middle), (middle, end))
}

/// Writes rows. Where the database refuses them it says why, and the transaction is as it was.
async fn attempt<E: Stored>(
    tx: &Transaction<'_>,
    items: &[Item<E::ActiveModel>],
) -> Result<Option<String>, Failure> {
    execute(tx, "SAVEPOINT attempt", []).await?;
    match tx.repository::<E>().insert_many(items.iter().map(|item| item.row.clone())).await {
        Ok(_) => {
            execute(tx, "RELEASE SAVEPOINT attempt", []).await?;
            Ok(None)
        }
        Err(error) if is_refusal(&error) => {
            execute(tx, "ROLLBACK TO SAVEPOINT attempt", []).await?;
            Ok(Some(error.to_string()))
        }
        Err(error) => Err(error.into()),
    }
}

/// Is it about the rows, not about the connection?
pub(super) fn is_refusal(error: &Error) -> bool {
    match error {
        Error::Invalid { .. } | Error::AlreadyExists { .. } | Error::Conflict { .. } => true,
        Error::Database(_) => !error.is_transient(),
        _ => false,
    }
}
