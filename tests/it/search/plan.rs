//! How a search is carried out.

use annals::{entity::journal_entries, prelude::*};
use sea_orm::ConnectionTrait;

use crate::{
    catalogue::texts,
    support::{TestResult, fixture, rows},
};

/// A hundred accounts of six hundred entries; every thousandth entry speaks of zeppelins.
const SEED: [&str; 4] = [
    "INSERT INTO annals.accounts (id, name) SELECT gen_random_uuid(), 'seeded' FROM generate_series(1, 100)",
    "INSERT INTO annals.users (account_id, id, email) SELECT id, id, id || '@example.org' FROM annals.accounts WHERE name = 'seeded'",
    "INSERT INTO annals.journal_entries (account_id, id, user_id, title, content, raw_data)
     SELECT id, annals.uuid_v7(), id, 'Entry ' || n, CASE n % 1000 WHEN 0 THEN 'A zeppelin in ' ELSE 'Rain and word' || n % 5000 || ' in ' END || 'the hills', '{}'
       FROM annals.accounts, generate_series(1, 600) n WHERE name = 'seeded'",
    "ANALYZE annals.journal_entries",
];

/// The statements of searches that this connection has prepared: name, and number of values.
const PREPARED: &str =
    "SELECT name, cardinality(parameter_types)::integer FROM pg_prepared_statements
  WHERE statement LIKE '%search_queries%' AND statement NOT LIKE '%pg_prepared%'";

#[tokio::test]
async fn one_statement_serves_all_searches_of_a_table_by_its_index() -> TestResult {
    let fixture = fixture().await?;
    let owner = fixture.owner().await?;
    for sql in SEED {
        owner.execute_unprepared(sql).await?;
    }
    let accounts: Vec<uuid::Uuid> =
        rows(&owner, "SELECT id FROM annals.accounts WHERE name = 'seeded' LIMIT 1", []).await?;
    let context = Context::new(accounts[0]);
    let tx = fixture.db.begin(&context).await?;
    let mut request = SearchRequest::of(5);
    for asked in [
        Search::web("rain"),
        Search::web("a or \"b c\" -d"),
        Search::prefix("zepp").in_language("de"),
    ] {
        tx.search::<journal_entries::Entity>(asked, request.clone()).await?;
    }
    let first = tx.search::<journal_entries::Entity>(Search::web("rain"), request.clone()).await?;
    request.after = first.next;
    tx.search::<journal_entries::Entity>(Search::web("rain"), request).await?;

    let prepared: Vec<(String, i32)> = rows(tx.connection(), PREPARED, []).await?;
    let [(name, values)] = &prepared[..] else { panic!("one statement: {prepared:?}") };
    let nulls = vec!["NULL"; usize::try_from(*values)?].join(", ");
    tx.connection().execute_unprepared("SET LOCAL plan_cache_mode = force_generic_plan").await?;
    let explain = format!("EXPLAIN (COSTS OFF) EXECUTE {name}({nulls})");
    let plan = texts(tx.connection(), &explain).await?.join("\n");
    assert!(plan.contains("Bitmap Index Scan on idx_journal_entries_search"), "{plan}");
    assert!(!plan.contains("Seq Scan"), "{plan}");
    Ok(())
}
