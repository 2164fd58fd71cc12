//! A folder of a journaling application, imported; beside `COPY` of the same rows into the same tables, and
//! into bare ones.

use std::{
    error::Error,
    path::Path,
    time::{Duration, Instant},
};

use annals::prelude::*;
use annals_ops::measuring::{Imported, import_folder};
use annals_sandbox::{SandboxDatabase, Server, ServerOptions};
use sqlx::{AssertSqlSafe, PgPool};
use uuid::Uuid;

use crate::{
    folder::{self, LONG, SHORT, Texts},
    measure::Measured,
    pool_of,
    report::Report,
};

/// A hundred times what one team had.
const LARGE: u128 = 100;
const ROUNDS: usize = 3;
/// In the order of their foreign keys.
const TABLES: [&str; 4] = ["conversations", "journal_entries", "processed_content", "messages"];

/// Where `COPY` writes.
#[derive(Clone, Copy)]
enum Target {
    /// The tables themselves: policies aside, with all that they do.
    Annals,
    /// Their columns, checks and indexes: neither foreign keys, nor triggers, nor a log.
    Bare,
}

pub(crate) async fn run(report: &mut Report) -> Result<(), Box<dyn Error>> {
    let settings = [("shared_buffers", "1GB"), ("max_wal_size", "8GB")]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec();
    let server = Server::private(ServerOptions { settings, ..ServerOptions::default() }).await?;
    let directory = tempfile::tempdir()?;
    for texts in [LONG, SHORT] {
        let folder = folder::write(&directory.path().join(texts.name), LARGE, texts)?;
        for outcome in ["run", "file", "batch"] {
            Bench::on(&server).await?.compare(report, &folder, texts, outcome).await?;
        }
    }
    let small = folder::write(&directory.path().join("small"), 1, LONG)?;
    let bench = Bench::on(&server).await?;
    let (mut ours, mut theirs, mut records) = (Vec::new(), Vec::new(), 0);
    for round in 0..ROUNDS {
        let (imported, who) = bench.import(&small, "run").await?;
        ours.push(imported.writing + imported.verifying);
        theirs.push(bench.copy(who, &format!("small {round}"), Target::Annals).await?);
        records = imported.records;
    }
    let measured = Measured { annals: median(ours), peer: median(theirs) };
    report.add(format!("import {records}"), "COPY", &measured, "read back and compared too");
    Ok(())
}

/// A database of its own, so that none pays for what those before it have written.
struct Bench(SandboxDatabase);

/// An account and its user.
type Who = (Uuid, Uuid);

impl Bench {
    async fn on(server: &Server) -> Result<Self, Box<dyn Error>> {
        let bench = Self(server.database().await?);
        bench.make_bare().await?;
        Ok(bench)
    }

    async fn compare(
        &self,
        report: &mut Report,
        folder: &Path,
        texts: Texts,
        outcome: &'static str,
    ) -> Result<(), Box<dyn Error>> {
        let (mut ours, mut copied, mut bare) = (Vec::new(), Vec::new(), Vec::new());
        let mut last = None;
        for round in 0..ROUNDS {
            let (imported, who) = self.import(folder, outcome).await?;
            let name = format!("{} {outcome} {round}", texts.name);
            ours.push(imported.writing);
            copied.push(self.copy(who, &name, Target::Annals).await?);
            bare.push(self.copy(who, &format!("{name} bare"), Target::Bare).await?);
            last = Some(imported);
        }
        let annals = median(ours);
        let records = last.map_or(0, |imported| imported.records);
        for (peer, times) in [("COPY", copied), ("COPY into bare tables", bare)] {
            let measured = Measured { annals, peer: median(times) };
            let note = note(records, &measured, last.map(|imported| imported.verifying));
            let name = format!("import {records}, {} texts, by {outcome}", texts.name);
            report.add(name, peer, &measured, &note);
        }
        Ok(())
    }

    async fn sign_up(&self, name: &str) -> Result<Who, Box<dyn Error>> {
        let db = Database::connect(DatabaseConfig::new(self.0.url())?).await?;
        let identity = Identity::provider("bench", name);
        let new = NewAccount::with_identity("Bench", "bench@example.org", identity);
        let user = db.sign_up(new).await?;
        db.close().await?;
        Ok((user.account_id, user.user.id))
    }

    /// Imports into an account of its own, with threads as the command has them.
    async fn import(
        &self,
        folder: &Path,
        outcome: &'static str,
    ) -> Result<(Imported, Who), Box<dyn Error>> {
        let who = self.sign_up(&Uuid::now_v7().to_string()).await?;
        let (url, operator) = (self.0.url().to_owned(), self.0.operator_url().to_owned());
        let folder = folder.to_owned();
        let imported = tokio::task::spawn_blocking(move || {
            let runtime = tokio::runtime::Runtime::new()?;
            runtime.block_on(import_folder(&url, &operator, who, &folder, outcome))
        })
        .await?;
        Ok((imported.map_err(|error| error.to_string())?, who))
    }

    /// What an import wrote, copied into another account, in one transaction.
    async fn copy(
        &self,
        from: Who,
        name: &str,
        target: Target,
    ) -> Result<Duration, Box<dyn Error>> {
        let to = self.sign_up(name).await?;
        let owner = pool_of(self.0.owner_url()).await?;
        let mut data = Vec::new();
        for table in TABLES {
            data.push(rows(&owner, table, target, from, to).await?);
        }
        let started = Instant::now();
        let mut tx = owner.begin().await?;
        let account = format!("SET LOCAL annals.account_id = '{}'", to.0);
        sqlx::query(AssertSqlSafe(account)).execute(&mut *tx).await?;
        for (into, rows) in data {
            let mut copy = tx.copy_in_raw(&into).await?;
            copy.send(rows).await?;
            copy.finish().await?;
        }
        tx.commit().await?;
        Ok(started.elapsed())
    }

    async fn make_bare(&self) -> Result<(), Box<dyn Error>> {
        let admin = pool_of(self.0.admin_url()).await?;
        sqlx::query("CREATE SCHEMA bare AUTHORIZATION annals_owner").execute(&admin).await?;
        for table in TABLES {
            let sql = format!("CREATE TABLE bare.{table} (LIKE annals.{table} INCLUDING ALL)");
            sqlx::query(AssertSqlSafe(sql)).execute(&admin).await?;
            let sql = format!("ALTER TABLE bare.{table} OWNER TO annals_owner");
            sqlx::query(AssertSqlSafe(sql)).execute(&admin).await?;
        }
        Ok(())
    }
}

/// The statement that takes the rows of an account, and the rows, as another account's.
async fn rows(
    owner: &PgPool,
    table: &str,
    target: Target,
    from: Who,
    to: Who,
) -> Result<(String, Vec<u8>), Box<dyn Error>> {
    let columns: Vec<String> = sqlx::query_scalar(
        "SELECT quote_ident(attname) FROM pg_attribute
          WHERE attrelid = ('annals.' || $1)::regclass AND attnum > 0 AND attgenerated = ''
            AND attname NOT IN ('audit_id', 'row_version') ORDER BY attnum",
    )
    .bind(table)
    .fetch_all(owner)
    .await?;
    let selected = columns.iter().map(|column| match column.as_str() {
        "account_id" => format!("'{}'::uuid", to.0),
        "user_id" => format!("'{}'::uuid", to.1),
        other => other.to_owned(),
    });
    let (selected, names) = (selected.collect::<Vec<_>>().join(", "), columns.join(", "));
    let out = format!(
        "COPY (SELECT {selected} FROM annals.{table} WHERE account_id = '{}' ORDER BY id) TO STDOUT",
        from.0
    );
    let mut connection = owner.acquire().await?;
    let mut stream = connection.copy_out_raw(&out).await?;
    let mut data = Vec::new();
    while let Some(part) = futures_util::TryStreamExt::try_next(&mut stream).await? {
        data.extend_from_slice(&part);
    }
    let schema = match target {
        Target::Annals => "annals",
        Target::Bare => "bare",
    };
    Ok((format!("COPY {schema}.{table} ({names}) FROM STDIN"), data))
}

fn median(mut taken: Vec<Duration>) -> Duration {
    taken.sort();
    taken[taken.len() / 2]
}

#[expect(clippy::cast_precision_loss, reason = "a rate that is shown")]
fn note(records: u64, measured: &Measured, verifying: Option<Duration>) -> String {
    let rate = |took: Duration| records as f64 / took.as_secs_f64();
    format!(
        "{:.0} records/s against {:.0}; read back in {:.2} s",
        rate(measured.annals),
        rate(measured.peer),
        verifying.unwrap_or_default().as_secs_f64()
    )
}
