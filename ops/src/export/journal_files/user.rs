//! Whose journal it is.

use annals_service::{Error, Transaction};
use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement};
use uuid::Uuid;

use crate::failure::Failure;

/// By `idx_users_email_key`, or all of the account's.
const USERS: &str = "
SELECT u.id, u.email FROM annals.users u
 WHERE u.account_id = $1 AND u.deleted_at IS NULL
   AND ($2::text IS NULL OR u.id::text = lower($2) OR u.email_key = lower(normalize(btrim($2), NFKC)))
 ORDER BY u.id";

/// The user who is named, or the only one of the account.
pub(super) async fn find(tx: &Transaction<'_>, named: Option<&str>) -> Result<Uuid, Failure> {
    let account = tx.context().account_id;
    let values = [account.into(), named.map(str::to_owned).into()];
    let asking = Statement::from_sql_and_values(DbBackend::Postgres, USERS, values);
    let rows = tx.connection().query_all_raw(asking).await.map_err(Error::from)?;
    let users: Result<Vec<(Uuid, String)>, _> =
        rows.iter().map(QueryResult::try_get_many_by_index).collect();
    match users.map_err(Error::from)?.as_slice() {
        [(user, _)] => Ok(*user),
        [] => Err(Failure::Usage(match named {
            Some(named) => format!("there is no user {named:?} in account {account}"),
            None => format!("there is no account {account} with a user that this login may see"),
        })),
        several => {
            let emails: Vec<_> = several.iter().map(|(_, email)| email.as_str()).collect();
            Err(Failure::Usage(format!(
                "account {account} has several users, and a journal is one's: give --user one of {}",
                emails.join(", ")
            )))
        }
    }
}
