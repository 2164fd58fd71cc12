//! The proof by SQL of the test's own that each change is in the log once.

use std::collections::BTreeMap;

use annals::prelude::*;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{
    ledger::{Ending, Ledger},
    shadow::tracked_tables,
    writer::World,
};
use crate::support::{TestResult, rows};

/// Lives of rows whose versions do not go up by one from 1, or from the deletion before.
const BROKEN_LIVES: &str = "
WITH numbered AS (
  SELECT *, count(*) FILTER (WHERE operation = 'insert') OVER so_far AS life, row_number() OVER so_far AS place
    FROM annals.audit_log
  WINDOW so_far AS (PARTITION BY account_id, table_name, row_id ORDER BY occurred_at, row_version)
), lives AS (
  SELECT account_id, table_name, row_id, life, min(row_version) AS first, max(row_version) AS last, count(*) AS entries,
         count(DISTINCT row_version) AS versions, count(*) FILTER (WHERE operation = 'delete') AS deletions,
         (array_agg(operation ORDER BY place))[1] AS begins, (array_agg(operation ORDER BY place DESC))[1] AS ends
    FROM numbered GROUP BY 1, 2, 3, 4
), succession AS (
  SELECT *, lag(last) OVER lives AS before, lag(ends) OVER lives AS ended, lead(life) OVER lives AS next
    FROM lives WINDOW lives AS (PARTITION BY account_id, table_name, row_id ORDER BY life)
)
SELECT table_name, row_id, format('life %s has %s entries of versions %s to %s, from %s to %s', life, entries, first, last, begins, ends)
  FROM succession
 WHERE begins <> 'insert' OR deletions > 1 OR (deletions = 1 AND ends <> 'delete')
    OR entries <> versions OR entries <> last - first + 1
    OR NOT (first = 1 OR (ended = 'delete' AND first = before + 1))
    OR (next IS NOT NULL AND ends <> 'delete')";

/// What the shadow has and the log has not, in the order of each row's changes, and the reverse.
const UNLIKE_SHADOW: &str = "
WITH shadow AS (
  SELECT *, row_number() OVER (PARTITION BY account_id, table_name, row_id ORDER BY seq) AS place FROM public.shadow
), log AS (
  SELECT *, row_number() OVER (PARTITION BY account_id, table_name, row_id ORDER BY occurred_at, row_version) AS place
    FROM annals.audit_log WHERE account_id = ANY ($1)
)
SELECT coalesce(s.table_name, l.table_name), coalesce(s.row_id, l.row_id),
       format('change %s was %s to version %s in request %s, and the log has %s to version %s by the %s%s', coalesce(s.place, l.place),
              s.operation, s.row_version, s.request_id, l.operation, l.row_version, l.recorded_by,
              CASE WHEN s.image <> l.image THEN format(': %s is not %s', l.image, s.image) END)
  FROM shadow s FULL JOIN log l USING (account_id, table_name, row_id, place)
 WHERE (s.operation, s.row_version, s.image, s.transaction_id, s.request_id)
       IS DISTINCT FROM (l.operation, l.row_version, l.image, l.transaction_id, l.context ->> 'request_id')
 ORDER BY coalesce(s.seq, 0), 3";

/// Rows that their newest entry does not describe, entries of rows that are not there, rows without.
/// An image tells a JSON null from no value no more than `to_jsonb` does.
const UNLIKE_ROWS: &str = "
WITH newest AS (
  SELECT DISTINCT ON (account_id, row_id) account_id, row_id, row_version, operation, image
    FROM annals.audit_log WHERE table_name = '{table}' ORDER BY account_id, row_id, occurred_at DESC, row_version DESC
)
SELECT '{table}', coalesce(n.row_id, t.id), format('the newest entry is %s of version %s, the row has version %s', n.operation, n.row_version, t.row_version)
  FROM annals.{table} t FULL JOIN newest n ON n.row_id = t.id {and_account}
 WHERE CASE WHEN t.id IS NULL THEN n.operation <> 'delete'
            ELSE n.operation IS NULL OR n.operation = 'delete' OR n.row_version <> t.row_version
              OR jsonb_populate_record(t, to_jsonb(t) || n.image) IS DISTINCT FROM jsonb_populate_record(t, to_jsonb(t)) END";

const ENTRIES_OF_REQUESTS: &str = "
SELECT context ->> 'request_id', count(*),
       string_agg(format('%s %s %s of version %s', operation, table_name, row_id, row_version), ', ' ORDER BY occurred_at, row_version)
  FROM annals.audit_log WHERE context ? 'request_id' GROUP BY 1";

type Finding = (String, Uuid, String);

/// Everything that is wrong; nothing, where all is well.
pub(super) async fn faults(world: &World, ledger: &Ledger) -> TestResult<Vec<String>> {
    let owner = &world.owner;
    let mut findings: Vec<Finding> = rows(owner, BROKEN_LIVES, []).await?;
    findings.extend(rows::<Finding>(owner, UNLIKE_SHADOW, [world.accounts.clone().into()]).await?);
    for table in tracked_tables(owner).await? {
        let and_account = match table.as_str() {
            "accounts" | "roles" | "knowledge_articles" | "audit_retentions" => "",
            _ => "AND n.account_id = t.account_id",
        };
        let sql = UNLIKE_ROWS.replace("{table}", &table).replace("{and_account}", and_account);
        findings.extend(rows::<Finding>(owner, &sql, []).await?);
    }
    let mut faults: Vec<String> =
        findings.into_iter().map(|(table, row, what)| format!("{table} {row}: {what}")).collect();
    faults.extend(miscounted(owner, ledger).await?);
    Ok(faults)
}

/// Requests with other entries than their writer counted changes, or any where nothing was kept.
async fn miscounted(owner: &impl ConnectionTrait, ledger: &Ledger) -> TestResult<Vec<String>> {
    let counted: Vec<(String, i64, String)> = rows(owner, ENTRIES_OF_REQUESTS, []).await?;
    let counted: BTreeMap<String, (i64, String)> =
        counted.into_iter().map(|(request, count, entries)| (request, (count, entries))).collect();
    let mut faults = Vec::new();
    for (request, ending) in &ledger.endings {
        let (count, entries) = counted.get(request).cloned().unwrap_or_default();
        let wanted = match ending {
            Ending::Committed(Some(changes)) => *changes,
            Ending::Committed(None) => continue,
            Ending::Undone => 0,
        };
        if count.unsigned_abs() != wanted {
            let story = ledger.stories.get(request).map_or(String::new(), |steps| steps.join(", "));
            faults.push(format!(
                "request {request} {ending:?} did: {story}; and has {count} entries: {entries}"
            ));
        }
    }
    Ok(faults)
}

/// What Annals itself finds in the accounts' logs.
pub(super) async fn verified(world: &World) -> TestResult<Vec<String>> {
    let mut findings = Vec::new();
    for account in &world.accounts {
        let verified = world.db.read(&Context::new(*account)).audit().verify().await?;
        findings.extend(verified.findings.iter().map(|finding| format!("{finding:?}")));
    }
    Ok(findings)
}
