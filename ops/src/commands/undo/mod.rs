//! `annals undo`.

mod told;

use annals_service::prelude::*;
use clap::Args;
use sea_orm::{ConnectionTrait, Statement};
use uuid::Uuid;

use super::whose::{self, Trace};
use crate::{
    desk::Desk,
    failure::{Exit, Failure},
};

const EXAMPLES: &str = "\
Examples:
  annals undo --request req-17 --dry-run
  annals undo --transaction 48211 --account 0199f5c0-6a1e-7c3a-9d54-2f6b8a1c0e77
  annals undo --transaction 48211 --reason 'ticket 112' --yes

`annals history` tells the transaction and the request of each change.";

/// Undoes all that a transaction or a request did: all of it, or nothing.
///
/// What it inserted goes, what it changed is changed back, what it deleted comes back. It shows first
/// what would happen and what stands against it, and asks. The undo is audited as any write, and can be
/// undone in its turn.
///
/// Without --account the operator's connection finds the account; the application's connection undoes.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Undo {
    #[command(flatten)]
    what: What,
    /// Whose rows they are
    #[arg(long, value_name = "ID")]
    account: Option<Uuid>,
    /// Show what would happen, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Undo it although rows were changed since (their later changes are lost, but for the log), and take
    /// along what hangs on rows that go
    #[arg(long)]
    overwrite: bool,
    /// Why: the log keeps it
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// The user who undoes it, for the log
    #[arg(long, value_name = "ID")]
    actor: Option<Uuid>,
}

/// What is to be undone.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
struct What {
    /// All that one transaction of the database did
    #[arg(long, value_name = "NUMBER")]
    transaction: Option<i64>,
    /// All that was done for one request, in however many transactions
    #[arg(long, value_name = "ID")]
    request: Option<String>,
}

impl What {
    fn undoing(&self) -> Result<(Undoing, Trace<'_>), Failure> {
        match (self.transaction, self.request.as_deref()) {
            (Some(id), None) => Ok((Undoing::Transaction(id), Trace::Transaction(id))),
            (None, Some(id)) => Ok((Undoing::Request(id.to_owned()), Trace::Request(id))),
            _ => Err(Failure::Usage("give --transaction or --request".to_owned())),
        }
    }

    fn filter(&self) -> HistoryFilter {
        HistoryFilter {
            transaction_id: self.transaction,
            request_id: self.request.clone(),
            ..HistoryFilter::default()
        }
    }
}

impl Undo {
    pub(crate) async fn run(self, desk: &Desk) -> Result<Exit, Failure> {
        let (undoing, trace) = self.what.undoing()?;
        let account = whose::account(desk, self.account, Some(trace)).await?;
        let db = desk.app().await?;
        let context = self.context(account);
        let audit = db.scope(&context).audit();
        let preview = audit.preview_undo(undoing.clone()).await?;
        self.show_operation(desk, &audit, &undoing, account).await?;
        if preview.rows.is_empty() && preview.conflicts.is_empty() {
            desk.terminal.say("Nothing is left to be undone.")?;
            desk.terminal.give(&told::Told::new(account, &undoing, &preview))?;
            return Ok(Exit::Done);
        }
        told::preview(&desk.terminal, &preview)?;
        if let Some(exit) = self.stop(desk, account, &undoing, &preview)? {
            return Ok(exit);
        }
        desk.terminal.confirm("Undo it?")?;
        let (undone, transaction) = self.undo(&db, &context, undoing.clone()).await?;
        told::undone(&desk.terminal, account, &undoing, &undone, transaction)?;
        Ok(Exit::Done)
    }

    fn context(&self, account: Uuid) -> Context {
        let context = Context::new(account).operation("annals undo");
        let context = self.actor.into_iter().fold(context, Context::actor);
        self.reason.iter().fold(context, Context::reason)
    }

    /// Who did it, when and what for, by the newest of its entries.
    async fn show_operation(
        &self,
        desk: &Desk,
        audit: &impl AuditTrail,
        undoing: &Undoing,
        account: Uuid,
    ) -> Result<(), Failure> {
        let newest = audit.trail(self.what.filter(), PageRequest::of(1)).await?.items.pop();
        let Some(newest) = newest else {
            return Err(Failure::Usage(format!(
                "the log of account {account} has no {undoing}: `annals history` tells transactions and requests"
            )));
        };
        told::operation(&desk.terminal, undoing, account, &newest)
    }

    /// Where it ends before anybody is asked: a dry run, or conflicts that stand.
    fn stop(
        &self,
        desk: &Desk,
        account: Uuid,
        undoing: &Undoing,
        preview: &UndoPreview,
    ) -> Result<Option<Exit>, Failure> {
        let stands = |conflict: &UndoConflict| !(self.overwrite && conflict.can_be_overwritten());
        let is_stopped = preview.conflicts.iter().any(stands);
        if !is_stopped && !self.dry_run {
            return Ok(None);
        }
        desk.terminal.give(&told::Told::new(account, undoing, preview))?;
        if is_stopped {
            desk.terminal.note(told::against(&preview.conflicts));
        }
        if self.dry_run {
            desk.terminal.say("Nothing was done: it was a dry run.")?;
            return Ok(Some(if is_stopped { Exit::Findings } else { Exit::Done }));
        }
        Ok(Some(Exit::Failed))
    }

    /// The undo, and the number of its own transaction, by which it can be undone.
    async fn undo(
        &self,
        db: &Database,
        context: &Context,
        undoing: Undoing,
    ) -> Result<(Undone, i64), Failure> {
        let if_changed = if self.overwrite { IfChanged::Overwrite } else { IfChanged::Refuse };
        let done: Result<_, Error> = db
            .transaction(context, |tx| {
                let undoing = undoing.clone();
                Box::pin(async move {
                    let undone = tx.audit().undo(undoing, if_changed).await?;
                    Ok((undone, number(tx).await?))
                })
            })
            .await;
        Ok(done?)
    }
}

async fn number(tx: &Transaction<'_>) -> Result<i64, Error> {
    let backend = tx.get_database_backend();
    let ask = Statement::from_string(backend, "SELECT pg_current_xact_id()::text::bigint");
    let row = tx.query_one_raw(ask).await?;
    Ok(row.map_or(Ok(0), |row| row.try_get_by_index(0))?)
}
