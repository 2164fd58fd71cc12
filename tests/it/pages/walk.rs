//! A walk from page to page, either way, sees what a plain ORDER BY of the whole would show.

use annals::{
    entity::{conversations, journal_entries},
    prelude::*,
    service::{database::Executor, query::TenantEntity},
};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{Identified, ids, page, with_few};
use crate::{
    catalogue::texts,
    support::{Fixture, TestResult, fixture, rows},
};

const SORTABLE: &str = "
SELECT attname::text FROM pg_attribute
 WHERE attrelid = ('annals.' || $1)::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
   AND attname NOT IN ('account_id', 'audit_id') AND atttypid <> 'jsonb'::regtype ORDER BY attnum";

/// The order in SQL, written independently.
fn sql_of(order: &str) -> String {
    let terms = order.split(',').map(|term| {
        let (name, nulls) = term.split_once(':').unwrap_or((term, ""));
        let (name, direction) = match name.strip_prefix('-') {
            Some(name) => (name, "DESC"),
            None => (name, "ASC"),
        };
        format!("{name} {direction} {}", nulls.replace('_', " "))
    });
    let direction = if order.rsplit(',').next().is_some_and(|last| last.starts_with('-')) {
        "DESC"
    } else {
        "ASC"
    };
    format!("{}, id {direction}", terms.collect::<Vec<_>>().join(", "))
}

/// Every page from the first on, and from the last back.
async fn walks<E>(executor: &impl Executor, order: &str, size: u64) -> TestResult<[Vec<Uuid>; 2]>
where
    E: TenantEntity<Model: Identified>,
{
    let request = PageRequest::of(size).ordered(order.parse()?);
    let mut forward = page::<E>(executor, &request).await?;
    assert_eq!(forward.previous, None, "{order}");
    let mut forth = ids(&forward.items);
    while let Some(next) = forward.next {
        let next = next.to_string().parse()?;
        forward = page::<E>(executor, &request.clone().after(next)).await?;
        assert!(forward.previous.is_some(), "{order}");
        forth.extend(ids(&forward.items));
    }
    let mut backward = page::<E>(executor, &request.clone().last()).await?;
    assert_eq!(backward.next, None, "{order}");
    let mut back = ids(&backward.items);
    while let Some(previous) = backward.previous {
        backward = page::<E>(executor, &request.clone().before(previous)).await?;
        assert!(backward.next.is_some(), "{order}");
        back.splice(..0, ids(&backward.items));
    }
    Ok([forth, back])
}

async fn assert_walks<E>(
    fixture: &Fixture,
    context: &Context,
    table: &str,
    orders: &[String],
) -> TestResult
where
    E: TenantEntity<Model: Identified>,
{
    let owner = fixture.owner().await?;
    let tx = fixture.db.begin(context).await?;
    for order in orders {
        let whole = format!(
            "SELECT id FROM annals.{table} WHERE account_id = '{}' ORDER BY {}",
            context.account_id,
            sql_of(order)
        );
        let whole: Vec<Uuid> = rows(&owner, &whole, []).await?;
        assert_eq!(whole.len(), 13);
        for size in [1, 2, 7] {
            // The gated statement of a scope, and the plain one of a transaction.
            let walks = match size {
                1 => walks::<E>(&&tx, order, size).await?,
                _ => walks::<E>(&fixture.db.read(context), order, size).await?,
            };
            for walk in walks {
                assert_eq!(walk, whole, "{table} by {order}, pages of {size}");
            }
        }
    }
    Ok(())
}

/// Each column, either way, with each placement of NULLs.
async fn by_one(connection: &impl ConnectionTrait, table: &str) -> TestResult<Vec<String>> {
    let columns: Vec<String> = rows(connection, SORTABLE, [table.into()]).await?;
    assert!(columns.len() > 15, "{columns:?}");
    let mut orders = Vec::new();
    for column in columns {
        for nulls in ["", ":nulls_first", ":nulls_last"] {
            orders.push(format!("{column}{nulls}"));
            orders.push(format!("-{column}{nulls}"));
        }
    }
    Ok(orders)
}

/// Three columns in every mixture of directions and placements.
fn mixed(columns: [&str; 3]) -> Vec<String> {
    let ways = |column: &str| {
        ["", ":nulls_first", ":nulls_last"]
            .map(|nulls| [format!("{column}{nulls}"), format!("-{column}{nulls}")])
            .concat()
    };
    let mut orders = Vec::new();
    for first in ways(columns[0]) {
        for second in ways(columns[1]) {
            orders.push(format!("{first},{second},-{}:nulls_last", columns[2]));
            orders.push(format!("{first},{second},{}", columns[2]));
        }
    }
    orders
}

#[tokio::test]
async fn entries_come_page_by_page_in_the_order_of_every_column() -> TestResult {
    let fixture = fixture().await?;
    let context = with_few(&fixture).await?.context();
    let orders = by_one(&fixture.owner().await?, "journal_entries").await?;
    assert_walks::<journal_entries::Entity>(&fixture, &context, "journal_entries", &orders).await
}

#[tokio::test]
async fn conversations_come_page_by_page_in_the_order_of_every_column() -> TestResult {
    let fixture = fixture().await?;
    let context = with_few(&fixture).await?.context();
    let orders = by_one(&fixture.owner().await?, "conversations").await?;
    assert_walks::<conversations::Entity>(&fixture, &context, "conversations", &orders).await
}

#[tokio::test]
async fn columns_mix_directions_and_placements_of_nulls() -> TestResult {
    let fixture = fixture().await?;
    let context = with_few(&fixture).await?.context();
    let orders = mixed(["mood_score", "entry_date", "title"]);
    assert_walks::<journal_entries::Entity>(&fixture, &context, "journal_entries", &orders).await?;
    let orders = mixed(["is_active", "last_message_at", "ai_model"]);
    assert_walks::<conversations::Entity>(&fixture, &context, "conversations", &orders).await
}

#[tokio::test]
async fn rows_of_a_page_of_several_segments_are_whole() -> TestResult {
    let fixture = fixture().await?;
    let ada = with_few(&fixture).await?;
    let context = ada.context();
    let precise = r#"{"atoms": 1208925819614629174706176}"#;
    let set = format!("UPDATE annals.journal_entries SET raw_data = '{precise}'");
    fixture.admin().await?.execute_unprepared(&set).await?;
    let request = PageRequest::of(5).ordered("title,-entry_date:nulls_last".parse()?);
    let scope = fixture.db.read(&context);
    let first = page::<journal_entries::Entity>(&scope, &request).await?;
    let next = first.next.ok_or("there are more")?;
    let second = page::<journal_entries::Entity>(&scope, &request.after(next)).await?;
    assert_eq!(second.items.len(), 5);
    for entry in second.items {
        assert_eq!(entry.raw_data.as_str(), precise);
        let found = fixture.db.read(&context).journal().find(entry.id).await?;
        assert!(found.is_none_or(|found| found == entry));
    }
    Ok(())
}

#[tokio::test]
async fn no_page_shows_another_accounts_rows() -> TestResult {
    let fixture = fixture().await?;
    let (ada, bob) = (with_few(&fixture).await?, with_few(&fixture).await?);
    let owner = fixture.owner().await?;
    for order in ["created_at", "-mood_score:nulls_last,title", "title:nulls_first"] {
        let context = ada.context();
        let [forth, back] =
            walks::<journal_entries::Entity>(&fixture.db.read(&context), order, 2).await?;
        let theirs = format!(
            "SELECT id::text FROM annals.journal_entries WHERE account_id = '{}'",
            bob.context().account_id
        );
        let theirs = texts(&owner, &theirs).await?;
        assert_eq!((forth.len(), back.len(), theirs.len()), (13, 13, 13));
        assert!(forth.iter().chain(&back).all(|id| !theirs.contains(&id.to_string())));
    }
    Ok(())
}
