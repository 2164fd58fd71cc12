//! `annals verify`.

mod seal;
mod told;

use annals_service::{
    audit::{Seal, Verified},
    prelude::*,
};
use clap::Args;
use uuid::Uuid;

use self::{seal::KeptSeal, told::Proof};
use super::whose::{self, Trace};
use crate::{
    connect,
    desk::Desk,
    failure::{Exit, Failure},
};

const EXAMPLES: &str = "\
Examples:
  annals verify --all
  annals verify --account 0199f5c0-6a1e-7c3a-9d54-2f6b8a1c0e77
  annals verify --table journal_entries --row 0199f5c2-… --account 0199f5c0-…
  annals verify --account 0199f5c0-… --seal 17:5f0c…
  annals verify --all --json | jq '.findings[]'";

/// Proves that the audit log is complete and was not tampered with.
///
/// Every row has its entries, without a gap, and is as the last of them says; what was sealed is as it
/// was; every trigger is there and on. It changes nothing, and others may write meanwhile. What is wrong
/// is told row by row, with what to do; the exit code is then 3.
///
/// All accounts take the operator's connection, one account the application's.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Verify {
    /// The log of one account
    #[arg(long, value_name = "ID", conflicts_with = "all")]
    account: Option<Uuid>,
    /// The logs of all accounts: so too where neither an account nor a row is named
    #[arg(long)]
    all: bool,
    /// One row only: its table, as the log names it
    #[arg(long, value_name = "TABLE", requires = "row", conflicts_with = "all")]
    table: Option<String>,
    /// One row only: its id
    #[arg(long, value_name = "ID", requires = "table")]
    row: Option<Uuid>,
    /// A seal of the account as it was told before, kept elsewhere: it must still be the same
    #[arg(long, value_name = "NUMBER:DIGEST", requires = "account", value_parser = seal::parse)]
    seal: Option<KeptSeal>,
}

impl Verify {
    pub(crate) async fn run(self, desk: &Desk) -> Result<Exit, Failure> {
        let mut proof = match (&self.table, self.row, self.account) {
            (Some(table), Some(row), _) => self.row(desk, table, row).await?,
            (_, _, Some(account)) => of_account(desk, account).await?,
            _ => all(desk).await?,
        };
        if let Some((kept, account)) = self.seal.as_ref().zip(self.account) {
            let db = whose::reader(desk).await?;
            let context = Context::new(account);
            proof.lost_seal = kept.lost(&db.read(&context).audit()).await?;
        }
        told::tell(&desk.terminal, &proof)?;
        Ok(if proof.is_complete() { Exit::Done } else { Exit::Findings })
    }

    async fn row(&self, desk: &Desk, table: &str, row: Uuid) -> Result<Proof, Failure> {
        let account = whose::account(desk, self.account, Some(Trace::Row(table, row))).await?;
        let db = whose::reader(desk).await?;
        let verified = db.read(&Context::new(account)).audit().verify_row(table, row).await;
        let mut verified = verified.map_err(whose::refused)?;
        if verified.entries == 0 && verified.findings.is_empty() {
            return Err(Failure::Usage(format!(
                "account {account} has no {table} {row}, and its log has no entry of it: check the id and the account"
            )));
        }
        of_whom(&mut verified, account);
        Ok(Proof { accounts: 1, verified, newest_seal: None, lost_seal: None })
    }
}

async fn of_account(desk: &Desk, account: Uuid) -> Result<Proof, Failure> {
    let db = if desk.has_app() {
        // Reading a whole log takes as long as it is.
        connect::open(desk.app_config()?.with_statement_timeout(None)).await?
    } else {
        desk.operator("verifying").await?
    };
    let context = Context::new(account);
    let audit = db.read(&context).audit();
    let progress = desk.terminal.progress("verifying", "accounts", None);
    let mut verified = audit.verify().await?;
    progress.finish();
    of_whom(&mut verified, account);
    let newest_seal = audit.find_newest_seal().await?;
    if verified.entries == 0 {
        desk.terminal.note(format!("account {account} has no entries: is it the right one?"));
    }
    Ok(Proof { accounts: 1, verified, newest_seal, lost_seal: None })
}

async fn all(desk: &Desk) -> Result<Proof, Failure> {
    let db = desk.operator("verifying all accounts (--account names one)").await?;
    let keeper = db.maintenance();
    let accounts = keeper.list_accounts().await?;
    let total = accounts.len() as u64;
    let progress = desk.terminal.progress("verifying", "accounts", Some(total));
    let mut verified = Verified::default();
    for account in accounts {
        let found = keeper.verify(account).await?;
        verified.tables = verified.tables.max(found.tables);
        verified.entries += found.entries;
        verified.findings.extend(found.findings);
        progress.advance(1);
    }
    progress.finish();
    // The nil account stands for none.
    let accounts = total.saturating_sub(1);
    Ok(Proof { accounts, verified, newest_seal: None::<Seal>, lost_seal: None })
}

/// What concerns no account alone keeps the nil one.
fn of_whom(verified: &mut Verified, account: Uuid) {
    for finding in &mut verified.findings {
        if finding.row_id.is_some() {
            finding.account_id = account;
        }
    }
}
