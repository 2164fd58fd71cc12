//! `annals mask`: a copy of the database for development, in which nobody is found again.
//!
//! - `catalogue`: what tables and columns there are; `plan`: what becomes of each; `order`: which goes first
//! - `source`: a snapshot, read by the operator; `target`: an empty database, written by its owner
//! - `stream`: rows on their way from the one to the other
//! - `key`: the key of a run, which is thrown away; `value`: what stands in place of a value;
//!   `distinct`: what keeps two masks apart
//! - `report`: what is told of it

mod catalogue;
mod distinct;
mod key;
mod order;
mod plan;
mod report;
mod source;
mod stream;
mod target;
mod value;

use std::{fs, path::PathBuf};

use annals_entity::personal::Classification;
use annals_service::DatabaseConfig;
use clap::Args;
use uuid::Uuid;

use self::{
    catalogue::Table,
    order::{Ordered, ordered},
    plan::{Plan, plan},
    report::Report,
    source::Source,
    target::Target,
    value::Masker,
};
use crate::{
    desk::Desk,
    failure::{Exit, Failure},
    leftover,
};

/// Copies a database for development, with all personal data masked.
///
/// Keys, NULLs, lengths and the shape of JSON stay; equal values stay equal within a copy. What a column
/// holds of a person is drawn anew, with a key that nobody keeps. The audit log is not copied: the copy
/// begins its own. Needs --operator-url for the source; the copy is one transaction in the target.
#[derive(Args)]
#[command(after_help = "\
Examples:
  annals mask --to postgres://owner@localhost/development --dry-run
  annals mask --to postgres://owner@localhost/development --yes")]
pub(crate) struct Mask {
    /// Where the copy goes: an empty database, as its owner
    #[arg(long, value_name = "URL")]
    to: String,
    /// Copy this account alone; may be given again. Tables that belong to no account come whole
    #[arg(long, value_name = "ID")]
    account: Vec<Uuid>,
    /// What the application's own columns are: lines of a table, none|personal|sensitive, and columns.
    /// A column that nobody has classified is masked
    #[arg(long, value_name = "FILE")]
    classes: Option<PathBuf>,
    /// Leave a table out, such as public.jobs; may be given again
    #[arg(long, value_name = "TABLE")]
    without: Vec<String>,
    /// Tell what would be copied and masked, and write nothing
    #[arg(long)]
    dry_run: bool,
}

impl Mask {
    pub(crate) async fn run(self, desk: &Desk) -> Result<Exit, Failure> {
        let (from, to) = self.ends(desk)?;
        let mut source = Source::open(&from, &self.account).await?;
        let mut target = Target::open(&to, source.lock).await?;
        let job = self.job(&mut source).await?;
        let is_migrated = target.is_migrated().await?;
        if is_migrated {
            job.check(&mut target).await?;
        }
        if self.dry_run {
            job.report.tell(&desk.terminal, "would be copied")?;
            return Ok(Exit::Done);
        }
        desk.terminal.confirm(&job.report.question(&from, &to))?;
        if !is_migrated {
            annals_migration::migrate(&self.to)
                .await
                .map_err(|error| Failure::Other(format!("migrating the target: {error}")))?;
            job.check(&mut target).await?;
        }
        job.copy(&mut source, target, desk).await?;
        job.report.tell(&desk.terminal, "copied")?;
        Ok(Exit::Done)
    }

    /// The source as an operator has it, and the target.
    fn ends(&self, desk: &Desk) -> Result<(DatabaseConfig, DatabaseConfig), Failure> {
        let to = leftover::named(DatabaseConfig::new(&self.to)?.with_application_name("annals"));
        let from = desk.operator_if_given()?.ok_or_else(|| {
            Failure::Usage(
                "a masked copy reads all accounts: give --operator-url, or set ANNALS_OPERATOR_URL, to a \
                 login that is a member of annals_operator"
                    .to_owned(),
            )
        })?;
        Ok((leftover::named(from), to))
    }

    /// What is to be done, from what the source holds.
    async fn job(&self, source: &mut Source) -> Result<Job, Failure> {
        let classes = self.classification()?;
        let (ordered, unreadable) = self.tables(source).await?;
        let plans = ordered.tables.into_iter().map(|table| plan(table, &classes));
        let plans: Vec<Plan> = plans.collect::<Result<_, _>>()?;
        let mut report = Report::new(source.accounts().await?, unreadable);
        for plan in &plans {
            report.expect(plan, source.count(plan).await?);
        }
        Ok(Job { plans, waiting: ordered.waiting, report })
    }

    fn classification(&self) -> Result<Classification, Failure> {
        let Some(path) = &self.classes else { return Ok(Classification::annals()) };
        let lines = fs::read_to_string(path).map_err(Failure::file(path))?;
        Classification::annals()
            .with_lines(&lines)
            .map_err(|error| Failure::Usage(format!("{}: {error}", path.display())))
    }

    /// The tables to copy, in their order, and the names of those that this connection may not read.
    async fn tables(&self, source: &mut Source) -> Result<(Ordered, Vec<String>), Failure> {
        let all = catalogue::tables(&mut source.connection).await?;
        if let Some(unknown) =
            self.without.iter().find(|it| !all.iter().any(|table| table.called() == **it))
        {
            return Err(Failure::Usage(format!(
                "there is no table {unknown} to leave out: name it with its schema, such as public.jobs"
            )));
        }
        let wanted: Vec<Table> =
            all.into_iter().filter(|table| !self.without.contains(&table.called())).collect();
        let (readable, unreadable): (Vec<_>, Vec<_>) =
            wanted.into_iter().partition(|table| table.is_readable);
        Ok((ordered(readable), unreadable.iter().map(Table::called).collect()))
    }
}

/// A copy that is to be made.
struct Job {
    plans: Vec<Plan>,
    /// Foreign keys that are checked at the end: table and constraint.
    waiting: Vec<(String, String)>,
    report: Report,
}

impl Job {
    /// Whether the target can take it.
    async fn check(&self, target: &mut Target) -> Result<(), Failure> {
        for plan in &self.plans {
            target.check(plan).await?;
        }
        Ok(())
    }

    /// Copies all tables in one transaction of the target.
    async fn copy(
        &self,
        source: &mut Source,
        mut target: Target,
        desk: &Desk,
    ) -> Result<(), Failure> {
        target.prepare(&self.waiting).await?;
        let progress = desk.terminal.progress("Copying", "rows", Some(self.report.rows()));
        let masker = Masker::new();
        for plan in &self.plans {
            let (reader, writer) = (&mut source.connection, &mut target.connection);
            stream::copy(plan, &masker, reader, writer, &progress).await?;
            target.advance(plan).await?;
        }
        target.commit().await?;
        progress.finish();
        Ok(())
    }
}

/// What the driver says of one end of the copy.
fn failed(what: &str) -> impl Fn(sqlx::Error) -> Failure {
    move |error| match &error {
        sqlx::Error::Database(said) => {
            let detail = said.try_downcast_ref::<sqlx::postgres::PgDatabaseError>();
            let detail =
                detail.and_then(|it| it.detail()).map_or(String::new(), |it| format!(" ({it})"));
            Failure::Other(format!("{what}: {}{detail}", said.message()))
        }
        _ => Failure::Other(format!("{what}: {error}")),
    }
}
