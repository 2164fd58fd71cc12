//! A canary in every column that tells something about a person, of every table there is: none may sing
//! in the copy.

use std::collections::BTreeSet;

use annals_service::prelude::*;
use sqlx::{AssertSqlSafe, PgConnection};
use uuid::Uuid;

use super::{
    column, connect,
    filled::{TABLES, class_of, columns, fill},
    masked, run,
};
use crate::support::{TestResult, sandbox};

/// An application's own tables: one of an account, tracked; one that refers to itself and counts; keys
/// of text, and two that refer to each other.
const OWN: &str = "
CREATE TABLE public.notes (
  account_id uuid NOT NULL REFERENCES annals.accounts (id) ON DELETE CASCADE, id uuid NOT NULL, body text,
  born date, at timestamptz, local timestamp, daily time, lasts interval, weight numeric(6, 2), height real,
  ticket uuid, home inet, network cidr, secret bytea, plain json, is_ill boolean, times_read integer,
  names text[],
  PRIMARY KEY (account_id, id));
SELECT annals.isolate('public.notes');
SELECT annals.track('public.notes');
CREATE TABLE public.things (id serial PRIMARY KEY, parent_id integer REFERENCES public.things, initial text UNIQUE);
CREATE TABLE public.words (word text PRIMARY KEY);
CREATE TABLE public.uses (id integer PRIMARY KEY, word text REFERENCES public.words);
CREATE TABLE public.one (id integer PRIMARY KEY, other_id integer);
CREATE TABLE public.other (id integer PRIMARY KEY, one_id integer REFERENCES public.one);
ALTER TABLE public.one ADD CONSTRAINT to_other FOREIGN KEY (other_id) REFERENCES public.other (id);
GRANT SELECT ON public.things, public.words, public.uses, public.one, public.other TO annals_operator;";

const OWN_ROWS: &str = "
INSERT INTO public.things (parent_id, initial)
  SELECT nullif(n - 1, 0), chr(CASE WHEN n <= 26 THEN 96 + n ELSE 1000 + n END) FROM generate_series(1, 60) n;
INSERT INTO public.words VALUES ('canary'), ('nightingale');
INSERT INTO public.uses VALUES (1, 'canary'), (2, 'nightingale'), (3, 'canary');
BEGIN; ALTER TABLE public.one ALTER CONSTRAINT to_other DEFERRABLE INITIALLY DEFERRED;
INSERT INTO public.one VALUES (1, 2); INSERT INTO public.other VALUES (2, 1); SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE public.one ALTER CONSTRAINT to_other NOT DEFERRABLE; COMMIT;";

/// What may not be found in the copy: what each kind of column was given.
const CANARIES: [&str; 9] = [
    "canary",
    "Canary",
    "1987-06-05",
    "76543210987",
    "cafecafe",
    "203.0.113.",
    "31.77",
    "04:03:02",
    "beefbeef",
];

/// All rows of all tables of a database, as text, behind the name of their table.
async fn dump(connection: &mut PgConnection) -> TestResult<Vec<String>> {
    let tables =
        "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'";
    let mut dumped = Vec::new();
    for table in column(connection, tables).await? {
        let sql = format!("SELECT '{table} ' || to_jsonb(t)::text || t::text FROM {table} t");
        dumped.extend(column(connection, &sql).await?);
    }
    Ok(dumped)
}

/// What must be equal of a table: per row what is kept, where it is NULL, how long texts are, what JSON
/// is; of each column how many different values there are.
async fn outline(connection: &mut PgConnection, table: &str) -> TestResult<Vec<String>> {
    let mut parts = Vec::new();
    let mut different = Vec::new();
    for it in columns(connection, table).await? {
        let (name, is_kept) = (&it.name, class_of(table, &it.name).is_none());
        let is_key = it.name.ends_with("id") && it.kind == "uuid" && it.name != "ticket";
        parts.push(match it.kind.as_str() {
            _ if is_kept || is_key => format!("coalesce({name}::text, 'NULL')"),
            "jsonb" | "json" => format!("coalesce(jsonb_typeof({name}::jsonb), 'NULL') || jsonb_array_length(jsonb_path_query_first({name}::jsonb, '$.*'))"),
            "text" | "character varying" => format!("coalesce(char_length({name})::text, 'NULL')"),
            "bytea" => format!("coalesce(length({name})::text, 'NULL')"),
            _ => format!("({name} IS NULL)::text"),
        });
        if it.name != "word_count" && it.kind != "json" {
            different.push(format!("count(DISTINCT {name})"));
        }
    }
    let rows = format!("SELECT concat_ws('|', {}) FROM {table} ORDER BY id", parts.join(", "));
    let mut told = column(connection, &rows).await?;
    let counts = format!("SELECT concat_ws('|', {}) FROM {table}", different.join(", "));
    told.extend(column(connection, &counts).await?);
    Ok(told)
}

#[tokio::test]
async fn no_canary_sings_in_the_copy_and_all_else_is_there() -> TestResult {
    let (source, target) = (sandbox().await?, sandbox().await?);
    let (mut from, mut to) =
        (connect(source.owner_url()).await?, connect(target.owner_url()).await?);
    for connection in [&mut from, &mut to] {
        run(connection, OWN).await?;
    }
    run(&mut from, OWN_ROWS).await?;
    let accounts = [fill(&mut from).await?, fill(&mut from).await?];
    let given: Vec<String> = dump(&mut from).await?;
    for canary in CANARIES {
        assert!(given.iter().any(|row| row.contains(canary)), "{canary} was given to no column");
    }

    let classes = tempfile::NamedTempFile::new()?;
    std::fs::write(classes.path(), "public.notes none times_read # how often\n")?;
    let classes = classes.path().display().to_string();
    masked(&source, target.owner_url(), &["--yes", "--classes", &classes])?;

    let copied = dump(&mut to).await?;
    for canary in CANARIES {
        let singing: Vec<_> = copied.iter().filter(|row| row.contains(canary)).collect();
        assert!(singing.is_empty(), "{canary}: {singing:#?}");
    }
    for table in column(&mut from, TABLES).await? {
        assert_eq!(outline(&mut from, &table).await?, outline(&mut to, &table).await?, "{table}");
    }
    numbers_are_others(&mut to).await?;
    own_tables_hold_together(&mut to).await?;
    assert_log_is_whole(target.owner_url(), accounts).await
}

/// Those that a range or a type leaves few digits.
async fn numbers_are_others(to: &mut PgConnection) -> TestResult {
    for kept in [
        "SELECT id::text FROM annals.journal_entries WHERE mood_score = 7.31 OR mood_score IS NULL",
        "SELECT id::text FROM annals.messages WHERE user_feedback = 4 OR user_feedback IS NULL",
        "SELECT id::text FROM public.notes WHERE is_ill OR times_read <> 1234567",
        "SELECT id::text FROM annals.document_versions WHERE content_sha256 <> sha256(convert_to(content, 'UTF8'))",
        "SELECT id::text FROM annals.users WHERE email_key <> lower(email)",
    ] {
        assert_eq!(column(to, kept).await?, Vec::<String>::new(), "{kept}");
    }
    Ok(())
}

async fn own_tables_hold_together(to: &mut PgConnection) -> TestResult {
    let used = "SELECT string_agg(id::text, ',' ORDER BY id) FROM public.uses JOIN public.words USING (word) GROUP BY word ORDER BY 1";
    assert_eq!(column(to, used).await?, ["1,3", "2"]);
    let initials = column(to, "SELECT initial FROM public.things ORDER BY id").await?;
    assert_eq!(initials.iter().collect::<BTreeSet<_>>().len(), 60);
    assert!(initials.iter().all(|it| it.chars().count() == 1), "{initials:?}");
    let next = "INSERT INTO public.things (initial) VALUES ('next') RETURNING id::text";
    assert_eq!(column(to, next).await?, ["61"]);
    let circle = "SELECT condeferrable::text FROM pg_constraint WHERE conname = 'to_other'";
    assert_eq!(column(to, circle).await?, ["false"]);
    assert_eq!(column(to, "SELECT one_id::text FROM public.other").await?, ["1"]);
    Ok(())
}

/// The copy's own log: each row once, made by the triggers, and nothing wrong with it.
async fn assert_log_is_whole(url: &str, accounts: [Uuid; 2]) -> TestResult {
    let db = Database::connect(DatabaseConfig::new(url)?).await?;
    let verified = db.maintenance().verify_all().await?;
    assert_eq!(verified.findings, []);
    for account in accounts {
        let page = db
            .read(&Context::new(account))
            .audit()
            .trail(HistoryFilter::default(), PageRequest::of(100))
            .await?;
        assert!(page.items.len() >= 15, "{}", page.items.len());
        assert!(
            page.items
                .iter()
                .all(|entry| entry.operation == "insert" && entry.recorded_by == "database")
        );
    }
    Ok(())
}

#[tokio::test]
async fn two_copies_have_nothing_in_common_and_one_is_made_of_an_empty_database() -> TestResult {
    let source = sandbox().await?;
    let mut from = connect(source.owner_url()).await?;
    fill(&mut from).await?;
    super::account(&mut from, "somebody", "somebody@example.org").await?;
    let emails = "SELECT email || name FROM annals.users JOIN annals.accounts a USING (account_id) WHERE email <> '' ORDER BY a.id";
    let mut copies = Vec::new();
    for _ in 0..2 {
        let target = annals_sandbox::bare_database().await?;
        let told = masked(&source, target.owner_url(), &["--yes", "--json"])?;
        let told: serde_json::Value = serde_json::from_str(&told)?;
        assert_eq!(told["unreadable"], serde_json::json!([]));
        let mut to = connect(target.owner_url()).await?;
        copies.push(column(&mut to, &emails.replace("|| name", "|| a.name")).await?);
    }
    assert!(!copies[0].is_empty());
    assert!(copies[0].iter().all(|email| !copies[1].contains(email)), "{copies:?}");
    Ok(())
}

#[tokio::test]
async fn a_table_that_cant_be_copied_is_told() -> TestResult {
    let source = sandbox().await?;
    let mut from = connect(source.owner_url()).await?;
    run(&mut from, "CREATE TABLE public.hidden (id integer PRIMARY KEY)").await?;
    let target = sandbox().await?;
    let output = super::mask(&source, target.owner_url(), &["--yes"])?;
    let (_, errors) = crate::support::texts(&output);
    assert!(output.status.success(), "{errors}");
    assert!(errors.contains("public.hidden is left out"), "{errors}");
    let sql = AssertSqlSafe("GRANT SELECT ON public.hidden TO annals_operator");
    sqlx::raw_sql(sql).execute(&mut from).await?;
    let target = sandbox().await?;
    let output = super::mask(&source, target.owner_url(), &["--yes"])?;
    let (_, errors) = crate::support::texts(&output);
    assert_eq!(output.status.code(), Some(2), "{errors}");
    assert!(errors.contains("lacks id") && errors.contains("--without public.hidden"), "{errors}");
    masked(&source, target.owner_url(), &["--yes", "--without", "public.hidden"])?;
    Ok(())
}
