//! `docs/queries.md` says what is so: each example makes the SQL and uses the index that it claims.

use annals::{entity::journal_entries::Entity, prelude::*};
use sea_orm::{ConnectionTrait, DbBackend, QueryTrait, TransactionTrait};

use super::filtered;
use crate::{
    catalogue::texts,
    support::{TestResult, fixture},
};

const QUERIES: &str = include_str!("../../../docs/queries.md");

/// An example: ways to write one filter, its SQL, its index.
#[derive(Default)]
struct Example {
    filters: Vec<Filter>,
    sql: String,
    index: Option<String>,
}

fn examples() -> TestResult<Vec<Example>> {
    let mut examples = Vec::new();
    let mut example = Example::default();
    let mut lines = QUERIES.lines();
    while let Some(line) = lines.next() {
        if let Some(claim) = line.strip_prefix("Index: ") {
            example.index = claim
                .strip_prefix('`')
                .and_then(|claim| claim.split_once('`'))
                .map(|(name, _)| name.to_owned());
            examples.push(std::mem::take(&mut example));
        }
        let Some(language) = line.strip_prefix("```").filter(|language| !language.is_empty())
        else {
            continue;
        };
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        match language {
            "pairs" => {
                let pairs = block.iter().filter_map(|line| line.split_once('='));
                example.filters.push(Filter::from_pairs(pairs)?);
            }
            "json" => example.filters.push(block.join("\n").parse()?),
            "sql" => example.sql = block.join(" "),
            _ => {}
        }
    }
    Ok(examples)
}

fn condition(filter: &Filter) -> TestResult<String> {
    let sql = filtered::<Entity>(filter)?.build(DbBackend::Postgres).sql;
    let (_, condition) = sql.split_once(" WHERE ").ok_or("no WHERE")?;
    Ok(condition.replace(r#""journal_entries"."#, "").replace('"', ""))
}

#[test]
fn each_example_makes_the_sql_beside_it() -> TestResult {
    let examples = examples()?;
    assert!(examples.len() >= 30, "{} examples", examples.len());
    let mut wrong = Vec::new();
    for Example { filters, sql, .. } in examples {
        assert!(!filters.is_empty(), "no filter beside {sql}");
        for filter in filters {
            let made = condition(&filter)?;
            if made != sql {
                wrong.push(format!("{filter}\n  is said to make {sql}\n  and makes       {made}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

/// Two accounts with many entries of fifty users, inserted without triggers, which are not what is asked for
/// here.
const MANY: &str = "INSERT INTO annals.journal_entries
    (account_id, id, created_at, updated_at, user_id, title, raw_data, tags, entry_date, mood_score, row_version)
  SELECT u.account_id, gen_random_uuid(), now() - n * interval '1 hour', now(),
    CASE n % 50 WHEN 0 THEN u.id ELSE md5((n % 50)::text)::uuid END, 'entry ' || n,
    jsonb_build_object('n', n, 'mood', n % 100, 'weather', jsonb_build_object('temp_c', n % 40), 'k' || n % 500, 1),
    jsonb_build_array('tag' || n % 200, 'day' || n % 7), date '2026-01-01' + n % 300, n % 10, 1
  FROM annals.users u, generate_series(1, 10000) n";

/// Whatever index it goes by, it is asked for the account alone. From 18 on, PostgreSQL knows that what is
/// never NULL is not NULL, and reads nothing.
fn reads_the_whole_account(plan: &str) -> bool {
    let conditions = || plan.lines().filter_map(|line| line.trim().strip_prefix("Index Cond: "));
    plan.contains("One-Time Filter: false")
        || conditions().next().is_some()
            && conditions().all(|asked| asked.starts_with("(account_id = "))
}

#[tokio::test]
async fn each_example_uses_the_index_beside_it() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    fixture.sign_up().await?;
    let admin = fixture.admin().await?;
    let writing = admin.begin().await?;
    writing.execute_unprepared("SET LOCAL session_replication_role = replica").await?;
    writing.execute_unprepared(MANY).await?;
    writing.commit().await?;
    admin.execute_unprepared("VACUUM ANALYZE annals.journal_entries").await?;

    let tx = fixture.db.begin(&ada.context()).await?;
    let connection = tx.connection();
    connection.execute_unprepared("SET LOCAL plan_cache_mode = force_generic_plan").await?;
    let mut wrong = Vec::new();
    for (position, Example { filters, index, .. }) in examples()?.into_iter().enumerate() {
        let statement = filtered::<Entity>(&filters[0])?.build(DbBackend::Postgres);
        let (name, values) = (format!("example_{position}"), statement.values);
        let nulls = vec!["NULL"; values.map_or(0, |values| values.0.len())].join(", ");
        let arguments = if nulls.is_empty() { nulls } else { format!("({nulls})") };
        connection.execute_unprepared(&format!("PREPARE {name} AS {}", statement.sql)).await?;
        let explain = format!("EXPLAIN (COSTS off) EXECUTE {name}{arguments}");
        let plan = texts(connection, &explain).await?.join("\n");
        let is_so = match &index {
            Some(index) => {
                plan.contains(&format!("{index}\n")) || plan.contains(&format!("{index} "))
            }
            None => reads_the_whole_account(&plan),
        };
        if !is_so {
            wrong.push(format!("{} is said to use {index:?}:\n{plan}", filters[0]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    Ok(())
}
