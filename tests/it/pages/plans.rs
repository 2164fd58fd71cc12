//! What a page at depth costs: the plans that `PostgreSQL` makes of the statements that lists send.

use annals::{
    entity::{conversations, journal_entries},
    prelude::*,
    service::{
        database::Executor,
        query::{Place, list},
    },
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde_json::Value;

use super::{of, page};
use crate::{
    catalogue::one,
    support::{Fixture, TestResult, rows},
};

/// Fifty thousand entries and conversations of one account, of a hundred thousand.
const MANY: &str = "
SET session_replication_role = replica;
INSERT INTO annals.journal_entries (account_id, id, raw_data, user_id, created_at, entry_type)
SELECT '{account}', annals.uuid_v7(), '{}', '{user}', '2026-01-01'::timestamptz + i / 3 * '1 second'::interval, 'text'
  FROM generate_series(1, 50000) i;
INSERT INTO annals.conversations (account_id, id, user_id, title, session_type, last_message_at)
SELECT '{account}', annals.uuid_v7(), '{user}', 'A', 'chat',
       CASE WHEN i % 5 > 0 THEN '2026-01-01'::timestamptz + i / 3 * '1 second'::interval END
  FROM generate_series(1, 50000) i;
ANALYZE annals.journal_entries; ANALYZE annals.conversations";

/// For an order of mixed directions, an index of the same.
const MIXED: &str = "CREATE INDEX mixed ON annals.conversations
  (account_id, user_id, session_type, last_message_at, id DESC)";

async fn with_many() -> TestResult<(Fixture, SignedUp)> {
    let sandbox = annals_sandbox::database().await?;
    // One connection, so that what a scope sent is found on that of a transaction.
    let config = DatabaseConfig::new(sandbox.url())?.with_max_connections(1);
    let fixture = Fixture { db: Database::connect(config).await?, sandbox };
    let ada = fixture.sign_up().await?;
    for who in [&fixture.sign_up().await?, &ada] {
        fixture.admin().await?.execute_unprepared(&of(MANY, who)).await?;
    }
    Ok((fixture, ada))
}

/// What the statements of a scope and of a transaction begin with.
const GATED: &str = "WITH";
const PLAIN: &str = "SELECT";

const SENT: &str = "
SELECT name FROM pg_prepared_statements
 WHERE statement LIKE $1 || ' %annals%LIMIT%' AND cardinality(parameter_types) = $2
 ORDER BY prepare_time DESC, length(name) DESC, name DESC LIMIT 1";

/// The plan, with what it met, of the page with so many arguments that was sent last.
async fn plan(
    connection: &impl ConnectionTrait,
    beginning: &str,
    arguments: &[String],
) -> TestResult<Value> {
    connection.execute_unprepared("SET LOCAL plan_cache_mode = force_generic_plan").await?;
    let count = i32::try_from(arguments.len())?;
    let names: Vec<String> = rows(connection, SENT, [beginning.into(), count.into()]).await?;
    let name = names.first().ok_or("no such statement was sent")?;
    let arguments: Vec<String> = arguments.iter().map(|value| format!("'{value}'")).collect();
    let arguments = arguments.join(", ");
    let explain =
        format!("EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) EXECUTE \"{name}\" ({arguments})");
    one(connection, &explain).await
}

/// Every node of a plan.
fn nodes(plan: &Value) -> Vec<&Value> {
    let below = plan["Plans"].as_array().into_iter().flatten();
    std::iter::once(plan).chain(below.flat_map(nodes)).collect()
}

/// The plan has these index conditions, and no node met more rows than a few pages have.
fn assert_cheap(plan: &Value, conditions: &[&str]) {
    let found = nodes(&plan[0]["Plan"]);
    let scans: Vec<&str> = found.iter().filter_map(|node| node["Index Cond"].as_str()).collect();
    for condition in conditions {
        assert!(scans.iter().any(|scan| scan.contains(condition)), "{condition}: {plan:#}");
    }
    for node in &found {
        let removed = node["Rows Removed by Filter"].as_f64().unwrap_or_default();
        let met = node["Actual Rows"].as_f64().unwrap_or_default();
        assert!(removed + met <= 303.0, "{node:#} of {plan:#}");
    }
}

fn assert_unsorted(plan: &Value) {
    let found = nodes(&plan[0]["Plan"]);
    assert!(found.iter().all(|node| node["Node Type"] != "Sort"), "{plan:#}");
}

/// A place in the middle of a table: the time and the id of a row.
async fn middle(
    fixture: &Fixture,
    ada: &SignedUp,
    table: &str,
    time: &str,
) -> TestResult<[String; 2]> {
    let sql = "SELECT {time}::text, id::text FROM annals.{table} WHERE account_id = '{account}' AND {time} IS NOT NULL
                ORDER BY {time} DESC, id DESC OFFSET 20000 LIMIT 1";
    let sql = of(&sql.replace("{time}", time).replace("{table}", table), ada);
    let (time, id) = one(&fixture.owner().await?, &sql).await?;
    Ok([time, id])
}

#[tokio::test]
async fn a_page_of_entries_at_depth_reads_its_rows_alone() -> TestResult {
    let (fixture, ada) = with_many().await?;
    let context = ada.context();
    let row = middle(&fixture, &ada, "journal_entries", "created_at").await?;
    let request = PageRequest::of(100);
    let scope = fixture.db.read(&context);
    let next = page::<journal_entries::Entity>(&scope, &request).await?.next.ok_or("more")?;
    page::<journal_entries::Entity>(&scope, &request.clone().after(next.clone())).await?;
    let tx = fixture.db.begin(&context).await?;
    page::<journal_entries::Entity>(&&tx, &request.after(next)).await?;

    let account = [context.account_id.to_string()];
    let setting =
        [["annals.account_id".to_owned()].as_slice(), &account, &["true".to_owned()]].concat();
    let page = [row.as_slice(), &["101".to_owned()]].concat();
    let gated = plan(tx.connection(), GATED, &[setting, page.clone()].concat()).await?;
    let plain = plan(tx.connection(), PLAIN, &page).await?;
    for plan in [gated, plain] {
        assert_cheap(&plan, &["account_id = ", "ROW(created_at, id) < ROW("]);
        assert_unsorted(&plan);
    }
    Ok(())
}

/// Places and arguments of the pages below, in the order of the statement's segments.
struct Case {
    order: &'static str,
    place: fn(Page<conversations::Model>, Page<conversations::Model>) -> Place,
    arguments: Vec<String>,
    is_merged: bool,
}

fn cases(user: &str, time: &str, id: &str) -> Vec<Case> {
    let after_first: fn(Page<_>, Page<_>) -> Place =
        |first, _| first.next.map_or(Place::Start, Place::After);
    let after_last: fn(Page<_>, Page<_>) -> Place =
        |_, last| last.previous.map_or(Place::Start, Place::After);
    let cases: [(_, _, &[&str], _); 5] = [
        // Among those with a time: one comparison.
        ("-last_message_at", after_last, &["row"], false),
        // Among those without: the rest, and what is left of them.
        ("-last_message_at", after_first, &["none", "id"], true),
        ("-last_message_at:nulls_last", after_first, &["none", "row"], true),
        ("-last_message_at:nulls_last", |_, _| Place::Start, &["none", "none"], true),
        ("last_message_at,-id", after_first, &["none", "time", "row"], true),
    ];
    let case = |(order, place, segments, is_merged): (_, _, &[&str], bool)| {
        let mut arguments = Vec::new();
        for segment in segments {
            let place: &[&str] = match *segment {
                "row" => &[time, id],
                "time" => &[time],
                "id" => &[id],
                _ => &[],
            };
            arguments.extend([&[user, "chat"], place, &["101"]].concat());
        }
        arguments.extend(is_merged.then_some("101"));
        let arguments = arguments.into_iter().map(ToOwned::to_owned).collect();
        Case { order, place, arguments, is_merged }
    };
    cases.into_iter().map(case).collect()
}

#[tokio::test]
async fn a_page_of_conversations_at_depth_reads_its_rows_alone() -> TestResult {
    let (fixture, ada) = with_many().await?;
    let context = ada.context();
    let [time, id] = middle(&fixture, &ada, "conversations", "last_message_at").await?;
    fixture.owner().await?.execute_unprepared(MIXED).await?;
    for Case { order, place, arguments, is_merged } in cases(&ada.user.id.to_string(), &time, &id) {
        let scope = fixture.db.read(&context);
        let request = PageRequest::of(100).ordered(order.parse()?);
        let first = of_ada(&scope, &ada, &request).await?;
        let last = of_ada(&scope, &ada, &request.clone().last()).await?;
        let request = PageRequest { place: place(first, last), ..request };
        let on_scope = of_ada(&scope, &ada, &request).await?;
        let tx = fixture.db.begin(&context).await?;
        assert_eq!(of_ada(&&tx, &ada, &request).await?, on_scope);

        let account = context.account_id.to_string();
        let setting = ["annals.account_id".to_owned(), account, "true".to_owned()];
        let with_setting = [setting.as_slice(), &arguments].concat();
        let plans = [
            plan(tx.connection(), PLAIN, &arguments).await?,
            plan(tx.connection(), GATED, &with_setting).await?,
        ];
        for plan in &plans {
            assert_cheap(plan, &["last_message_at"]);
            if !is_merged {
                assert_unsorted(plan);
            }
        }
        let is_gate = |node: &&Value| node["One-Time Filter"].is_string();
        assert!(nodes(&plans[1][0]["Plan"]).iter().any(is_gate), "{:#}", plans[1]);
    }
    Ok(())
}

async fn of_ada(
    executor: &impl Executor,
    ada: &SignedUp,
    request: &PageRequest,
) -> annals::service::Result<Page<conversations::Model>> {
    let select = conversations::Entity::find()
        .filter(conversations::Column::UserId.eq(ada.user.id))
        .filter(conversations::Column::SessionType.eq("chat"));
    list(executor, select, &Order::own(), "ada's chats", request).await
}
