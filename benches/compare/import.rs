//! A folder of a journaling application, imported; beside `COPY` of the same rows into the same tables, and
//! into bare ones.

use std::{
    error::Error,
    fs,
    path::Path,
    time::{Duration, Instant},
};

use annals::prelude::*;
use annals_ops::measuring::{Imported, import_folder};
use annals_sandbox::{SandboxDatabase, Server, ServerOptions};
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, PgPool};
use uuid::Uuid;

use crate::{measure::Measured, pool_of, report::Report};

/// A hundred times what one team had: 107 entries, 60 sessions, 464 messages, 2 articles.
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
    let bench = Bench { sandbox: server.database().await?, directory: tempfile::tempdir()? };
    bench.make_bare().await?;
    let large = bench.folder("large", LARGE)?;
    for (name, by_file) in [("run", false), ("file", true)] {
        let (mut ours, mut copied, mut bare) = (Vec::new(), Vec::new(), Vec::new());
        let mut last = None;
        for round in 0..ROUNDS {
            let (imported, who) = bench.import(&large, by_file).await?;
            ours.push(imported.writing);
            copied.push(bench.copy(who, &format!("{name} {round}"), Target::Annals).await?);
            bare.push(bench.copy(who, &format!("{name} {round} bare"), Target::Bare).await?);
            last = Some(imported);
        }
        let annals = median(ours);
        let records = last.map_or(0, |imported| imported.records);
        for (peer, times) in [("COPY", copied), ("COPY into bare tables", bare)] {
            let measured = Measured { annals, peer: median(times) };
            let note = note(records, &measured, last.map(|imported| imported.verifying));
            report.add(format!("import {records}, by {name}"), peer, &measured, &note);
        }
    }
    let small = bench.folder("small", 1)?;
    let (mut ours, mut theirs, mut records) = (Vec::new(), Vec::new(), 0);
    for round in 0..ROUNDS {
        let (imported, who) = bench.import(&small, false).await?;
        ours.push(imported.writing + imported.verifying);
        theirs.push(bench.copy(who, &format!("small {round}"), Target::Annals).await?);
        records = imported.records;
    }
    let measured = Measured { annals: median(ours), peer: median(theirs) };
    report.add(format!("import {records}"), "COPY", &measured, "read back and compared too");
    Ok(())
}

struct Bench {
    sandbox: SandboxDatabase,
    directory: tempfile::TempDir,
}

/// An account and its user.
type Who = (Uuid, Uuid);

impl Bench {
    async fn sign_up(&self, name: &str) -> Result<Who, Box<dyn Error>> {
        let db = Database::connect(DatabaseConfig::new(self.sandbox.url())?).await?;
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
        by_file: bool,
    ) -> Result<(Imported, Who), Box<dyn Error>> {
        let who = self.sign_up(&Uuid::now_v7().to_string()).await?;
        let (url, operator) =
            (self.sandbox.url().to_owned(), self.sandbox.operator_url().to_owned());
        let folder = folder.to_owned();
        let imported = tokio::task::spawn_blocking(move || {
            let runtime = tokio::runtime::Runtime::new()?;
            runtime.block_on(import_folder(&url, &operator, who, &folder, by_file))
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
        let owner = pool_of(self.sandbox.owner_url()).await?;
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
        let admin = pool_of(self.sandbox.admin_url()).await?;
        sqlx::query("CREATE SCHEMA bare AUTHORIZATION annals_owner").execute(&admin).await?;
        for table in TABLES {
            let sql = format!("CREATE TABLE bare.{table} (LIKE annals.{table} INCLUDING ALL)");
            sqlx::query(AssertSqlSafe(sql)).execute(&admin).await?;
            let sql = format!("ALTER TABLE bare.{table} OWNER TO annals_owner");
            sqlx::query(AssertSqlSafe(sql)).execute(&admin).await?;
        }
        Ok(())
    }

    fn folder(&self, name: &str, times: u128) -> Result<std::path::PathBuf, Box<dyn Error>> {
        let folder = self.directory.path().join(name);
        fs::create_dir_all(&folder)?;
        let write = |file: &str, count: u128, one: &dyn Fn(u128) -> Value| {
            let records = Value::Array((0..count).map(one).collect());
            fs::write(folder.join(file), records.to_string())
        };
        write("sessions.json", 60 * times, &session)?;
        write("entries.json", 107 * times, &entry)?;
        write("psychology.json", 2 * times, &article)?;
        write("messages.json", 464 * times, &|number| message(number, 60 * times))?;
        Ok(folder)
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

fn id(kind: u128, number: u128) -> Uuid {
    Uuid::from_u128(0x2222_0000_0000_4000_8000_0000_0000_0000 | kind << 32 | number)
}

fn moment(number: u128) -> String {
    let (day, hour, minute) = (number / 1440 % 28 + 1, number / 60 % 24, number % 60);
    format!("2025-03-{day:02}T{hour:02}:{minute:02}:00Z")
}

/// So many words, of some hundreds, in another order for each number.
fn words(number: u128, count: u128) -> String {
    const WORDS: [&str; 24] = [
        "rain", "canal", "letter", "morning", "coffee", "friend", "garden", "window", "quiet",
        "walk", "train", "music", "paper", "kitchen", "winter", "river", "market", "bread",
        "cloud", "street", "mother", "sleep", "worry", "hope",
    ];
    let one = |place: u128| {
        let at = (number * 31 + place * 17 + number * place * 7) % 600;
        format!("{}{}", WORDS[usize::try_from(at % 24).unwrap_or_default()], at / 24)
    };
    (0..count).map(one).collect::<Vec<_>>().join(" ")
}

fn entry(number: u128) -> Value {
    let mut entry = json!({
        "id": id(1, number), "title": format!("Day {number}"), "content": words(number, 100),
        "date": "2025-03-01", "mood_score": number % 10 + 1, "language": "en",
        "tags": ["walk", "home"], "categories": [], "is_private": true, "is_favorite": false,
        "mood": "calm", "created_at": moment(number), "updated_at": moment(number),
        "sentiment_analysis": null, "emotion_analysis": null,
    });
    if number.is_multiple_of(3) {
        entry["sentiment_analysis"] =
            json!({ "score": 0.5, "label": "positive", "confidence": 0.9 });
        entry["emotion_analysis"] = json!({ "calm": 0.7, "joy": 0.2, "confidence": 0.8 });
    }
    entry
}

fn session(number: u128) -> Value {
    json!({
        "id": id(2, number), "title": format!("Talk {number}"), "type": "chat", "context": {},
        "ai_model": "model-1", "temperature": 0.7, "is_active": true, "created_at": moment(number),
    })
}

fn message(number: u128, sessions: u128) -> Value {
    json!({
        "id": id(3, number), "session_id": id(2, number % sessions),
        "role": if number.is_multiple_of(2) { "user" } else { "assistant" },
        "content": words(number, 25), "metadata": {}, "timestamp": moment(number),
    })
}

fn article(number: u128) -> Value {
    json!({
        "id": id(4, number), "category": "sleep", "title": format!("Regular hours {number}"),
        "content": words(number, 200), "content_type": "article", "evidence_level": "high",
        "tags": ["sleep"], "keywords": ["hours"],
    })
}
