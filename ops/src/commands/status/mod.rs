//! `annals status`.
//!
//! Each area reads its facts, in a statement or two, and judges them: `server`, `roles`, `schema`,
//! `migrations`, `log`, `sessions`, `pool`. `report` tells them all.

mod ask;
mod finding;
mod log;
mod migrations;
mod pool;
mod report;
mod roles;
mod schema;
mod server;
mod sessions;

use annals_service::prelude::*;
use clap::Args;

use self::{finding::Severity, report::Report};
use crate::{
    connect,
    desk::Desk,
    failure::{Exit, Failure},
};

const EXAMPLES: &str = "\
Examples:
  annals status
  annals status --operator-url postgres://backup@db.example/journal
  annals status --json | jq '.findings[] | select(.severity == \"danger\")'

In a script: annals status --json > status.json || alert";

/// By which its own transactions are not taken for those of others.
const NAME: &str = "annals status";

/// Tells what the server and the database are like, what is wrong, and its cure.
///
/// The application's connection is enough for most of it. What that one can't see is told, with the
/// connection that could: ANNALS_OPERATOR_URL for the migrations, the seals and the log's default
/// partition. Nothing is changed.
///
/// The exit code is 3 where a finding is a danger or a warning; an advice alone leaves it 0.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Status {
    /// After how many seconds a transaction is told as a long one
    #[arg(long, value_name = "SECONDS", default_value_t = 600)]
    long_after: u32,
    /// Tell the size of every table, not of the biggest ones alone
    #[arg(long)]
    all_tables: bool,
}

impl Status {
    pub(crate) async fn run(self, desk: &Desk) -> Result<Exit, Failure> {
        let report = self.read(desk).await?;
        report.tell(&desk.terminal, self.all_tables)?;
        let is_wrong = report.findings.iter().any(|it| it.severity != Severity::Advice);
        Ok(if is_wrong { Exit::Findings } else { Exit::Done })
    }

    async fn read(&self, desk: &Desk) -> Result<Report, Failure> {
        let config = desk.app_config()?;
        let operator_config = desk.operator_if_given()?;
        let app = connect::open(config.clone().with_application_name(NAME)).await?;
        let operator = open(operator_config).await?;
        let of_app = app.begin(&Context::global()).await?;
        let of_operator = begin(operator.as_ref()).await?;
        let mut blind = Vec::new();
        let schema = schema::Schema::read(&of_app).await?;
        let triggers = triggers(&app, &schema).await?;
        let seers = [Some(&of_app), of_operator.as_ref()];
        let report = Report {
            server: server::Server::read(&of_app, &config).await?,
            roles: roles::Roles::read(&of_app, of_operator.as_ref()).await?,
            migrations: migrations::read(seers, &mut blind).await?,
            log: log::Log::read(&of_app, of_operator.as_ref(), &schema, &mut blind).await?,
            sessions: sessions::Sessions::read(
                &of_app,
                of_operator.as_ref(),
                self.long_after,
                &mut blind,
            )
            .await?,
            pool: pool::Pool::of(&config),
            schema,
            triggers,
            findings: Vec::new(),
            blind,
        };
        Ok(report.judged())
    }
}

async fn open(config: Option<DatabaseConfig>) -> Result<Option<Database>, Failure> {
    match config {
        Some(config) => Ok(Some(connect::open(config.with_application_name(NAME)).await?)),
        None => Ok(None),
    }
}

/// One transaction for all that is asked of a connection. It is dropped, and so rolled back.
async fn begin(db: Option<&Database>) -> Result<Option<Transaction<'static>>, Failure> {
    match db {
        Some(db) => Ok(Some(db.begin(&Context::global()).await?)),
        None => Ok(None),
    }
}

/// What is wrong with triggers, as `verify` finds it. Nothing where there are no tables.
async fn triggers(
    app: &Database,
    schema: &schema::Schema,
) -> Result<Vec<(String, String)>, Failure> {
    if !schema.is_there() {
        return Ok(Vec::new());
    }
    let found = app.maintenance().verify_triggers().await?;
    Ok(found.into_iter().map(|it| (it.table, it.detail.unwrap_or_default())).collect())
}
