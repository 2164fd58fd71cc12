//! A task that writes at random, whatever the others do.

use std::{pin::Pin, sync::Arc};

use annals::prelude::*;
use rand::{RngExt, rngs::StdRng, seq::IndexedRandom};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, IsolationLevel, Statement,
    TransactionTrait,
};
use uuid::Uuid;

use super::{
    by_accounts, by_conversations, by_copy, by_documents, by_exports, by_journal,
    by_repository::{self, Method},
    failure::Failure,
    ledger::{Ending, Ledger},
    operation::{self, Kind},
    round::{Columns, Round},
};

/// What the writers share.
pub(super) struct World {
    pub(super) db: Database,
    /// Connections of a member of `annals_app`, as a second application would have them.
    pub(super) app: DatabaseConnection,
    /// Connections of the owner, for COPY.
    pub(super) owner: DatabaseConnection,
    /// Of an operator: the log is sealed while others write.
    pub(super) operator: Database,
    pub(super) columns: Columns,
    pub(super) accounts: Vec<Uuid>,
}

pub(super) struct Writer {
    world: Arc<World>,
    number: usize,
    rng: StdRng,
    ledger: Ledger,
}

/// The aggregates whose operations are run within transactions.
pub(super) const AGGREGATES: [&str; 5] =
    ["accounts", "conversations", "documents", "exports", "journal"];

/// How many transactions of a writer lie between two of its seals.
const ROUNDS_A_SEAL: usize = 25;

const SET_CONTEXT: &str = "SELECT set_config('annals.account_id', $1, true), \
     set_config('annals.context', jsonb_build_object('request_id', $2::text)::text, true)";

impl Writer {
    pub(super) fn new(world: Arc<World>, number: usize, rng: StdRng) -> Self {
        Self { world, number, rng, ledger: Ledger::default() }
    }

    pub(super) async fn run(mut self, operations: usize) -> Result<Ledger, String> {
        while self.ledger.operations < operations {
            let request_id = format!("{}-{}", self.number, self.ledger.endings.len());
            match self.round(&request_id).await {
                Ok(ending) => self.ledger.end(request_id, ending),
                Err(error) => return Err(format!("request {request_id}: {error}")),
            }
            if self.ledger.endings.len().is_multiple_of(ROUNDS_A_SEAL) {
                self.seal().await.map_err(|error| format!("sealing: {error}"))?;
            }
        }
        Ok(self.ledger)
    }

    async fn seal(&mut self) -> Result<(), Error> {
        let account = self.world.accounts.choose(&mut self.rng).copied().unwrap_or_default();
        self.world.operator.maintenance().seal(account).await.map(drop)
    }

    async fn round(&mut self, request_id: &str) -> Result<Ending, String> {
        let world = Arc::clone(&self.world);
        let account = *world.accounts.choose(&mut self.rng).ok_or("there are accounts")?;
        let context = Context::new(account).request_id(request_id);
        let done = match self.rng.random_range(0..20) {
            0..11 => self.transaction(&world, &context).await,
            11..13 => self.journal(&world, &context).await,
            13..14 => self.copy(&world, account, request_id).await,
            _ => self.elsewhere(&world, account, request_id).await,
        };
        match done {
            Ok(ending) => Ok(ending),
            Err(Failure::Expected) => Ok(Ending::Undone),
            Err(Failure::Unexpected(error)) => Err(error),
        }
    }

    /// Several writes in one transaction of Annals', kept or not.
    async fn transaction(&mut self, world: &World, context: &Context) -> Result<Ending, Failure> {
        let tx = world.db.begin(context).await?;
        let mut round = Round {
            connection: tx.connection(),
            account: context.account_id,
            columns: &world.columns,
            rng: &mut self.rng,
            changes: Some(0),
        };
        let written = writes(&mut round, &tx, &mut self.ledger, 0).await;
        let changes = round.changes;
        if written.is_err() || self.rng.random_bool(0.15) {
            tx.rollback().await?;
            return written.map(|()| Ending::Undone);
        }
        tx.commit().await?;
        Ok(Ending::Committed(changes))
    }

    /// An operation that is a transaction of its own, or two of them: when the second fails, the
    /// first stays.
    async fn journal(&mut self, world: &World, context: &Context) -> Result<Ending, Failure> {
        let journal = world.db.scope(context).journal();
        let done = by_journal::run(&journal, context.account_id, &mut self.rng).await;
        self.ledger.count("journal by itself", done.is_ok());
        match done {
            Ok(changes) => Ok(Ending::Committed(changes)),
            Err(Failure::Expected) => Ok(Ending::Committed(None)),
            Err(error) => Err(error),
        }
    }

    async fn copy(
        &mut self,
        world: &World,
        account: Uuid,
        request_id: &str,
    ) -> Result<Ending, Failure> {
        let pool = world.owner.get_postgres_connection_pool();
        let copied = by_copy::projects(pool, account, request_id, &mut self.rng).await;
        self.ledger.count("Copy", copied.is_ok());
        Ok(Ending::Committed(Some(copied?)))
    }

    /// SQL on a connection that is not Annals', under any isolation.
    async fn elsewhere(
        &mut self,
        world: &World,
        account: Uuid,
        request_id: &str,
    ) -> Result<Ending, Failure> {
        let isolation = [
            IsolationLevel::ReadCommitted,
            IsolationLevel::RepeatableRead,
            IsolationLevel::Serializable,
        ]
        .choose(&mut self.rng)
        .copied();
        let transaction = world.app.begin_with_config(isolation, None).await?;
        let context = [account.to_string().into(), request_id.into()];
        let settings = Statement::from_sql_and_values(DbBackend::Postgres, SET_CONTEXT, context);
        transaction.execute_raw(settings).await?;
        let mut round = Round {
            connection: &transaction,
            account,
            columns: &world.columns,
            rng: &mut self.rng,
            changes: Some(0),
        };
        for _ in 0..round.rng.random_range(1..4) {
            write(Kind::Sql, &mut round, &mut self.ledger).await?;
        }
        let changes = round.changes;
        transaction.commit().await?;
        Ok(Ending::Committed(changes))
    }
}

async fn write(kind: Kind, round: &mut Round<'_>, ledger: &mut Ledger) -> Result<(), Failure> {
    let written = operation::run(kind, round).await;
    ledger.count(&format!("{kind:?}"), written.is_ok());
    written
}

async fn writes(
    round: &mut Round<'_>,
    tx: &Transaction<'_>,
    ledger: &mut Ledger,
    depth: u8,
) -> Result<(), Failure> {
    for _ in 0..round.rng.random_range(1..6) {
        match round.rng.random_range(0..10) {
            0 if depth < 2 => savepoint(round, tx, ledger, depth + 1).await?,
            1..3 => aggregate(round, tx, ledger).await?,
            3..5 => {
                let method = Method::random(round.rng);
                let done = by_repository::run(method, tx, round).await;
                ledger.count(&format!("repository {method:?}"), done.is_ok());
                done?;
            }
            _ => write(Kind::random(round.rng), round, ledger).await?,
        }
    }
    Ok(())
}

/// An operation of an aggregate, as a part of the transaction.
async fn aggregate(
    round: &mut Round<'_>,
    tx: &Transaction<'_>,
    ledger: &mut Ledger,
) -> Result<(), Failure> {
    let name = AGGREGATES.choose(round.rng).copied().unwrap_or("journal");
    let done = match name {
        "accounts" => by_accounts::run(tx, round.account, round.rng).await,
        "conversations" => by_conversations::run(tx, round.account, round.rng).await,
        "documents" => by_documents::run(tx, round.account, round.rng).await,
        "exports" => by_exports::run(tx, round.account, round.rng).await,
        _ => by_journal::run(&tx.journal(), round.account, round.rng).await,
    };
    ledger.count(&format!("{name} within"), done.is_ok());
    match done? {
        Some(changes) => round.made(changes),
        None => round.changes = None,
    }
    Ok(())
}

/// Writes below a savepoint, kept or not; what fails below it leaves the rest alone.
fn savepoint<'f>(
    round: &'f mut Round<'_>,
    tx: &'f Transaction<'_>,
    ledger: &'f mut Ledger,
    depth: u8,
) -> Pin<Box<dyn Future<Output = Result<(), Failure>> + Send + 'f>> {
    Box::pin(async move {
        let nested: DatabaseTransaction = round.connection.begin().await?;
        let mut below = Round {
            connection: &nested,
            account: round.account,
            columns: round.columns,
            rng: round.rng,
            changes: Some(0),
        };
        let written = writes(&mut below, tx, ledger, depth).await;
        let changes = below.changes;
        let is_kept = written.is_ok() && round.rng.random_bool(0.6);
        ledger.count(if is_kept { "savepoint kept" } else { "savepoint undone" }, true);
        if is_kept {
            nested.commit().await?;
            round.changes = round.changes.zip(changes).map(|(before, below)| before + below);
            return Ok(());
        }
        nested.rollback().await?;
        match written {
            Err(error @ Failure::Unexpected(_)) => Err(error),
            _ => Ok(()),
        }
    })
}
