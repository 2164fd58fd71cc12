//! The audit protocol of each tracked table: its triggers are on, and know every column.

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, DatabaseTransaction, TransactionTrait};
use uuid::Uuid;

use crate::{
    catalogue::{assert_none, one, texts},
    filled::{Table, fill, tables},
    support::{TestResult, fixture, rows},
};

/// A tracked table: what makes no version, and what only the image of a deletion holds.
struct Tracked {
    table: &'static str,
    untracked: &'static [&'static str],
    bulky: &'static [&'static str],
}

const fn tracked(
    table: &'static str,
    untracked: &'static [&'static str],
    bulky: &'static [&'static str],
) -> Tracked {
    Tracked { table, untracked, bulky }
}

/// As the requirements name them. Generated columns, `updated_at` and `audit_id` are untracked anywhere.
const TRACKED: &[Tracked] = &[
    tracked("accounts", &[], &[]),
    tracked("agent_executions", &[], &["input_data", "output_data"]),
    tracked("audit_erasures", &[], &[]),
    tracked("audit_retentions", &[], &[]),
    tracked("businesses", &[], &[]),
    tracked("conversations", &["message_count", "last_message_at"], &[]),
    tracked("document_versions", &[], &["content"]),
    tracked("documents", &[], &[]),
    tracked("exports", &["claimed_by", "claimed_until", "attempts"], &[]),
    tracked("identities", &["password_hash", "last_used_at"], &[]),
    tracked("journal_entries", &["word_count", "claimed_by", "claimed_until", "attempts"], &[]),
    tracked("knowledge_articles", &["usage_count"], &[]),
    tracked("messages", &[], &["content", "token_usage", "sources_used", "citations"]),
    tracked("processed_content", &[], &["processed_data"]),
    tracked("projects", &[], &[]),
    tracked("roles", &[], &[]),
    tracked("user_roles", &[], &[]),
    tracked("users", &["last_login_at"], &[]),
];

/// Name, when and on what it fires, in the letters of `tgtype`, and whether it waits for the commit.
const TRIGGERS: [&str; 9] = [
    "begin_life before insert",
    "bump before update",
    "check_insert after insert at commit",
    "check_update after update at commit",
    "record_delete after delete",
    "record_insert after insert",
    "record_update after update",
    "refuse_truncate before truncate",
    "settle before delete",
];

#[tokio::test]
async fn the_tracked_tables_are_those_that_the_requirements_name() -> TestResult {
    let fixture = fixture().await?;
    let with_trigger = "SELECT c.relname::text FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid
         WHERE tgname = 'bump' AND c.relnamespace = 'annals'::regnamespace ORDER BY 1";
    let there = texts(&fixture.owner().await?, with_trigger).await?;
    assert_eq!(there, TRACKED.iter().map(|it| it.table).collect::<Vec<_>>());
    Ok(())
}

#[tokio::test]
async fn every_trigger_of_a_tracked_table_is_there_and_on() -> TestResult {
    let fixture = fixture().await?;
    let owner = fixture.owner().await?;
    for Tracked { table, .. } in TRACKED {
        let triggers = format!(
            "SELECT concat_ws(' ', tgname, CASE WHEN tgtype & 2 > 0 THEN 'before' ELSE 'after' END,
                 CASE WHEN tgtype & 4 > 0 THEN 'insert' END, CASE WHEN tgtype & 8 > 0 THEN 'delete' END,
                 CASE WHEN tgtype & 16 > 0 THEN 'update' END, CASE WHEN tgtype & 32 > 0 THEN 'truncate' END,
                 CASE WHEN tginitdeferred THEN 'at commit' END)
               FROM pg_trigger WHERE tgrelid = 'annals.{table}'::regclass AND NOT tgisinternal AND tgenabled = 'O'
                AND tgname NOT IN ('append_only', 'refuse_deletion', 'count_words', 'claim_anew') ORDER BY tgname"
        );
        assert_eq!(texts(&owner, &triggers).await?, TRIGGERS, "{table}");
    }
    assert_none(
        &owner,
        "triggers that are off, or fire for no session but a replica's",
        "SELECT tgrelid::regclass || ' ' || tgname FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid
          WHERE c.relnamespace = 'annals'::regnamespace AND tgenabled <> 'O'",
    )
    .await
}

#[tokio::test]
async fn a_row_guard_runs_before_the_version_is_counted() -> TestResult {
    let fixture = fixture().await?;
    let guarded = "SELECT c.relname::text FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid
                    WHERE tgname = 'append_only' AND tgname < 'bump' AND tgtype & 19 = 19 ORDER BY 1";
    let expected = ["audit_erasures", "audit_retentions", "document_versions", "messages"];
    assert_eq!(texts(&fixture.owner().await?, guarded).await?, expected);
    Ok(())
}

#[tokio::test]
async fn an_image_holds_every_column_that_is_not_named_as_left_out() -> TestResult {
    let fixture = fixture().await?;
    let owner = fixture.owner().await?;
    for Tracked { table, untracked, bulky } in TRACKED {
        let columns = format!(
            "SELECT attname::text, attgenerated <> '' FROM pg_attribute
              WHERE attrelid = 'annals.{table}'::regclass AND attnum > 0 AND NOT attisdropped"
        );
        let columns: Vec<(String, bool)> = rows(&owner, &columns, []).await?;
        let held = async |function: &str| -> TestResult<BTreeSet<String>> {
            let keys = format!(
                "SELECT jsonb_object_keys(annals.{function}_{table}(jsonb_object_agg(attname, 1))) FROM pg_attribute
                  WHERE attrelid = 'annals.{table}'::regclass AND attnum > 0 AND NOT attisdropped"
            );
            Ok(texts(&owner, &keys).await?.into_iter().collect())
        };
        let tracked: BTreeSet<String> = columns
            .iter()
            .filter(|(name, is_generated)| {
                let name = name.as_str();
                !is_generated
                    && !untracked.contains(&name)
                    && !["audit_id", "updated_at"].contains(&name)
            })
            .map(|(name, _)| name.clone())
            .collect();
        let mut image = tracked.clone();
        image.retain(|name| !bulky.contains(&name.as_str()));

        assert_eq!(held("image").await?, image, "image of {table}");
        assert_eq!(held("last_image").await?, tracked, "last image of {table}");
        for named in untracked.iter().chain(*bulky) {
            assert!(columns.iter().any(|(name, _)| name == named), "{table} has no {named}");
        }
    }
    Ok(())
}

/// Takes away what would refuse a value that means nothing: keys, CHECKs, the guard of written rows.
async fn unbind(tx: &DatabaseTransaction, table: &str) -> TestResult {
    let constraints = format!(
        "SELECT conname::text FROM pg_constraint WHERE conrelid = 'annals.{table}'::regclass AND contype IN ('f', 'c')"
    );
    for name in texts(tx, &constraints).await? {
        let drop = format!("ALTER TABLE annals.{table} DROP CONSTRAINT {name}");
        tx.execute_unprepared(&drop).await?;
    }
    let guard = format!("DROP TRIGGER IF EXISTS append_only ON annals.{table}");
    tx.execute_unprepared(&guard).await?;
    Ok(())
}

/// The version of the one row of a table, and how many entries it has.
async fn version_and_entries(
    tx: &DatabaseTransaction,
    table: &str,
    id: Uuid,
) -> TestResult<(i64, i64)> {
    let sql = format!(
        "SELECT row_version, (SELECT count(*) FROM annals.audit_log WHERE table_name = '{table}' AND row_id = '{id}')
           FROM annals.{table} WHERE id = '{id}'"
    );
    one(tx, &sql).await
}

/// Changes each column of a row in turn, by SQL, and looks whether that made a version and an entry.
async fn assert_columns_are_tracked(
    tx: &DatabaseTransaction,
    table: &Table,
    id: Uuid,
) -> TestResult {
    let known = TRACKED.iter().find(|it| it.table == table.name).ok_or("not known")?;
    let keys = ["account_id", "id", "row_version", "audit_id"];
    for column in table.columns.iter().filter(|column| !keys.contains(&column.name.as_str())) {
        let name = column.name.as_str();
        let (version, entries) = version_and_entries(tx, &table.name, id).await?;
        let change = format!(
            "UPDATE annals.{} SET {name} = {} WHERE id = '{id}'",
            table.name,
            column.other_value()?
        );
        tx.execute_unprepared(&change).await?;
        let is_untracked = name == "updated_at" || known.untracked.contains(&name);
        let more = i64::from(!is_untracked);
        let expected = (version + more, entries + more);
        let actual = version_and_entries(tx, &table.name, id).await?;
        assert_eq!(actual, expected, "{}.{name} (version, entries)", table.name);
    }
    Ok(())
}

#[tokio::test]
async fn a_change_of_any_column_is_a_version_and_an_entry_unless_it_is_named() -> TestResult {
    let fixture = fixture().await?;
    let owner = fixture.owner().await?;
    let tables = tables(&owner).await?;
    let filled = fill(&fixture, &tables).await?;
    let is_tracked = |table: &&Table| TRACKED.iter().any(|it| it.table == table.name);
    for table in tables.iter().filter(is_tracked) {
        let tx = owner.begin().await?;
        unbind(&tx, &table.name).await?;
        assert_columns_are_tracked(&tx, table, filled.ids[&table.name]).await?;
        tx.rollback().await?;
    }
    Ok(())
}
