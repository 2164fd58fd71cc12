//! Whose log a command is about: the account that is named, or else the one that a trace leads to.

use annals_service::prelude::*;
use sea_orm::{ConnectionTrait, Statement, Value};
use uuid::Uuid;

use crate::{desk::Desk, failure::Failure};

/// What leads to an account in the logs of all.
pub(super) enum Trace<'a> {
    Row(&'a str, Uuid),
    Transaction(i64),
    Request(&'a str),
    Actor(Uuid),
}

/// As many accounts as an answer names.
const NAMED: usize = 10;

/// An index begins with the account, so each account is asked for one entry, which is a look into it.
const ASK: &str = "SELECT a.id FROM unnest($1::uuid[]) a (id) CROSS JOIN LATERAL (SELECT FROM annals.audit_log l WHERE l.account_id = a.id";

impl Trace<'_> {
    /// What an entry meets; the parameters begin with `$2`.
    fn condition(&self) -> (&'static str, Vec<Value>) {
        match self {
            // By idx_audit_log_table_name_row_id_row_version.
            Self::Row(table, id) => {
                ("l.table_name = $2 AND l.row_id = $3", vec![(*table).into(), (*id).into()])
            }
            // By idx_audit_log_transaction_id.
            Self::Transaction(id) => ("l.transaction_id = $2", vec![(*id).into()]),
            // By idx_audit_log_request_id.
            Self::Request(id) => ("l.context ->> 'request_id' = $2", vec![(*id).into()]),
            // By idx_audit_log_actor_id_occurred_at.
            Self::Actor(id) => ("l.actor_id = $2", vec![(*id).into()]),
        }
    }

    async fn accounts(&self, operator: &Database) -> Result<Vec<Uuid>, Failure> {
        let accounts = operator.maintenance().list_accounts().await?;
        let (condition, mut values) = self.condition();
        values.insert(0, accounts.into());
        let sql = format!("{ASK} AND {condition} LIMIT 1) entry LIMIT {}", NAMED + 1);
        let tx = operator.begin(&Context::global()).await?;
        let asked = Statement::from_sql_and_values(tx.get_database_backend(), sql, values);
        let rows = tx.query_all_raw(asked).await?;
        tx.rollback().await?;
        let ids: Result<_, _> = rows.iter().map(|row| row.try_get_by_index(0)).collect();
        Ok(ids?)
    }
}

impl std::fmt::Display for Trace<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Row(table, id) => write!(f, "{table} {id}"),
            Self::Transaction(id) => write!(f, "transaction {id}"),
            Self::Request(id) => write!(f, "request {id:?}"),
            Self::Actor(id) => write!(f, "actor {id}"),
        }
    }
}

/// The account that is named, else the one whose log has the trace.
pub(super) async fn account(
    desk: &Desk,
    named: Option<Uuid>,
    trace: Option<Trace<'_>>,
) -> Result<Uuid, Failure> {
    if let Some(account) = named {
        return Ok(account);
    }
    let Some(trace) = trace else {
        return Err(Failure::Usage(
            "whose log is it? Give --account, or name a row, --transaction, --request or --actor for the operator's connection to find the account".to_owned(),
        ));
    };
    let operator = desk.operator("looking up the account without --account").await?;
    match trace.accounts(&operator).await?.as_slice() {
        [account] => Ok(*account),
        [] => Err(Failure::Usage(format!(
            "no account's log has {trace}: check it, and that this is the right database"
        ))),
        several => Err(Failure::Usage(format!(
            "{trace} is in the logs of {} accounts: give --account with one of them:\n  {}",
            if several.len() > NAMED {
                format!("more than {NAMED}")
            } else {
                several.len().to_string()
            },
            several.iter().take(NAMED).map(Uuid::to_string).collect::<Vec<_>>().join("\n  ")
        ))),
    }
}

/// The connection to read an account's log with: the application's where there is one, else the
/// operator's.
pub(super) async fn reader(desk: &Desk) -> Result<Database, Failure> {
    if !desk.has_app() && desk.operator_if_given()?.is_some() {
        return desk.operator("reading").await;
    }
    desk.app().await
}

/// What a filter refuses was said on the command line.
pub(super) fn refused(error: Error) -> Failure {
    match error {
        Error::Invalid { .. } => Failure::Usage(error.to_string()),
        error => error.into(),
    }
}
