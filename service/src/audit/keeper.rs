//! The upkeep of the log in the database: each operation a transaction of its own.

use async_trait::async_trait;
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::{Certificate, Finding, Maintenance, OldMonth, Seal, Verified, erasure, retain, verify};
use crate::{
    context::Context,
    database::{Database, Transaction, Work, query},
    error::Result,
};

/// The upkeep of the audit log, on a database.
#[derive(Clone, Copy, Debug)]
pub struct Keeper<'a>(&'a Database);

impl Database {
    /// The upkeep of the audit log, for a connection as a member of `annals_operator` or
    /// `annals_owner`.
    #[must_use]
    pub fn maintenance(&self) -> Keeper<'_> {
        Keeper(self)
    }
}

/// No time limit: a proof reads all. In UTC, as images are written, equal ones are equal as texts. With
/// `row_security` off a query that a policy would narrow fails: to the application's role no account would
/// be there, and that is no proof of all.
const SETTINGS: &str = "SELECT set_config('statement_timeout', '0', true), \
     set_config('timezone', 'UTC', true), set_config('row_security', 'off', true)";

/// Each account that the log or its seals know, each that is there, and the nil one: by jumping from one
/// to the next in `pk_audit_log`, of which an account may hold millions of rows.
const ACCOUNTS: &str = "
WITH RECURSIVE logged AS (
  (SELECT account_id FROM annals.audit_log ORDER BY account_id LIMIT 1)
  UNION ALL
  SELECT (SELECT l.account_id FROM annals.audit_log l WHERE l.account_id > logged.account_id ORDER BY l.account_id LIMIT 1)
    FROM logged WHERE logged.account_id IS NOT NULL
)
SELECT account_id FROM logged WHERE account_id IS NOT NULL
UNION SELECT account_id FROM annals.audit_seals
UNION SELECT id FROM annals.accounts
UNION SELECT '00000000-0000-0000-0000-000000000000'
ORDER BY 1";

async fn accounts(tx: &Transaction<'_>) -> Result<Vec<Uuid>> {
    let rows = query(tx, ACCOUNTS, []).await?;
    let ids: Result<_, _> = rows.iter().map(|row| row.try_get_by_index(0)).collect();
    Ok(ids?)
}

async fn seal(tx: &Transaction<'_>) -> Result<Vec<Seal>> {
    let account = tx.context().account_id;
    let rows = query(tx, "SELECT * FROM annals.seal($1)", [account.into()]).await?;
    let seals: Result<_, _> = rows.iter().map(|row| Seal::from_query_result(row, "")).collect();
    Ok(seals?)
}

/// The triggers concern all accounts, so they are looked at with the one that stands for none.
async fn prove(tx: &Transaction<'_>) -> Result<Verified> {
    match tx.context().account_id {
        account if account.is_nil() => verify::all(tx).await,
        _ => verify::account(tx).await,
    }
}

impl Keeper<'_> {
    /// A transaction of its own, under the settings of the upkeep.
    async fn run<T, F>(&self, context: &Context, work: F) -> Result<T>
    where
        T: Send,
        F: for<'t, 'e> Fn(&'t Transaction<'e>) -> Work<'t, T> + Send + Sync,
    {
        let work = &work;
        self.0
            .transaction(context, move |tx| {
                Box::pin(async move {
                    query(tx, SETTINGS, []).await?;
                    work(tx).await
                })
            })
            .await
    }
}

/// The context of what is done for no account.
fn nobody() -> Context {
    Context::new(Uuid::nil())
}

#[async_trait]
impl Maintenance for Keeper<'_> {
    async fn seal(&self, account_id: Uuid) -> Result<Vec<Seal>> {
        self.run(&Context::new(account_id), |tx| Box::pin(seal(tx))).await
    }

    async fn seal_all(&self) -> Result<Vec<Seal>> {
        let mut seals = Vec::new();
        for account in self.list_accounts().await? {
            seals.extend(self.seal(account).await?);
        }
        Ok(seals)
    }

    async fn list_accounts(&self) -> Result<Vec<Uuid>> {
        self.run(&nobody(), |tx| Box::pin(accounts(tx))).await
    }

    async fn verify(&self, account_id: Uuid) -> Result<Verified> {
        self.run(&Context::new(account_id), |tx| Box::pin(prove(tx))).await
    }

    async fn verify_all(&self) -> Result<Verified> {
        let mut all = Verified::default();
        for account in self.list_accounts().await? {
            all.add(self.verify(account).await?);
        }
        Ok(all)
    }

    async fn verify_triggers(&self) -> Result<Vec<Finding>> {
        self.run(&nobody(), |tx| Box::pin(verify::triggers(tx))).await
    }

    async fn make_months(&self, months: u32) -> Result<u32> {
        self.run(&nobody(), |tx| Box::pin(retain::make_months(tx, months))).await
    }

    async fn drop_months(&self, keep: u32) -> Result<Vec<OldMonth>> {
        self.run(&nobody(), |tx| Box::pin(retain::drop_months(tx, keep))).await
    }

    async fn erase_account(&self, context: &Context) -> Result<Certificate> {
        self.run(context, |tx| Box::pin(erasure::account(tx))).await
    }

    async fn erase_user(&self, context: &Context, user_id: Uuid) -> Result<Certificate> {
        self.run(context, |tx| Box::pin(erasure::user(tx, user_id))).await
    }
}
