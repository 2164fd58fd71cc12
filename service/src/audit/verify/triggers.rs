//! Each tracked table against the triggers that it should have.

use uuid::Uuid;

use super::Finding;
use crate::{
    database::{Transaction, query},
    error::Result,
};

/// What `track` makes, held against the catalogue: there, on, as it was written, calling the function of
/// its table. Of a hierarchy, insertions and deletions are recorded row by row. The triggers of partitions are copies,
/// which can be switched off one by one.
const FAULTS: &str = "
WITH tracked AS (
  SELECT c.oid AS relation, n.oid AS space, c.relname, format('%I.%I', n.nspname, c.relname) AS named,
         CASE n.nspname WHEN 'annals' THEN c.relname ELSE n.nspname || '.' || c.relname END AS log_name,
         annals.has_citus() OR c.relkind <> 'r' OR EXISTS (SELECT FROM pg_inherits WHERE c.oid IN (inhrelid, inhparent)) AS by_row
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_proc p ON p.pronamespace = n.oid AND p.proname = 'record_' || c.relname AND p.pronargs = 0
   WHERE c.relkind IN ('r', 'p')
     AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = c.oid AND attname = 'audit_id' AND NOT attisdropped)
), wanted AS (
  SELECT t.*, w.trigger, w.function, format('CREATE %sTRIGGER %s %s ON %s %s', w.kind, w.trigger, w.event, t.named, w.rest) AS definition
    FROM tracked t CROSS JOIN LATERAL (VALUES
      ('begin_life', '', 'BEFORE INSERT', 'FOR EACH ROW WHEN (((new.row_version <> 1) OR (new.audit_id IS NOT NULL)))', 'bump_' || relname),
      ('bump', '', 'BEFORE UPDATE', 'FOR EACH ROW', 'bump_' || relname),
      ('settle', '', 'BEFORE DELETE', 'FOR EACH ROW WHEN ((old.audit_id IS NOT NULL))', 'bump_' || relname),
      ('record_insert', '', 'AFTER INSERT', CASE WHEN by_row THEN 'FOR EACH ROW WHEN ((new.audit_id IS NULL))'
        ELSE 'REFERENCING NEW TABLE AS born FOR EACH STATEMENT' END, 'inserted_' || relname),
      ('record_update', '', 'AFTER UPDATE', 'FOR EACH ROW WHEN (((new.row_version <> old.row_version) AND (new.audit_id IS NULL)))', 'record_' || relname),
      ('record_delete', '', 'AFTER DELETE', CASE WHEN by_row THEN 'FOR EACH ROW'
        ELSE 'REFERENCING OLD TABLE AS gone FOR EACH STATEMENT' END, 'deleted_' || relname),
      ('check_insert', 'CONSTRAINT ', 'AFTER INSERT', 'DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((new.audit_id IS NOT NULL))', 'record_' || relname),
      ('check_update', 'CONSTRAINT ', 'AFTER UPDATE', 'DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (((new.row_version <> old.row_version) AND (new.audit_id IS NOT NULL)))', 'record_' || relname),
      ('refuse_truncate', '', 'BEFORE TRUNCATE', 'FOR EACH STATEMENT', 'refuse')
    ) AS w (trigger, kind, event, rest, function)
)
SELECT w.log_name, NULL::uuid AS row_id, NULL::bigint AS row_version, 'trigger' AS fault,
       w.trigger || CASE WHEN t.oid IS NULL THEN ' is missing' WHEN t.tgenabled NOT IN ('O', 'A') THEN ' is off' ELSE ' is another one' END AS detail
  FROM wanted w
  LEFT JOIN pg_trigger t ON t.tgrelid = w.relation AND t.tgname = w.trigger AND NOT t.tgisinternal
  LEFT JOIN pg_proc f ON f.oid = t.tgfoid
 WHERE t.oid IS NULL OR t.tgenabled NOT IN ('O', 'A') OR f.proname <> w.function
    OR f.pronamespace <> CASE WHEN w.function = 'refuse' THEN 'annals'::regnamespace::oid ELSE w.space END
    OR split_part(pg_get_triggerdef(t.oid), ' EXECUTE FUNCTION ', 1) <> w.definition
UNION ALL
SELECT c.oid::regclass::text, NULL, NULL, 'trigger', t.tgname || ' is off'
  FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
 WHERE t.tgparentid <> 0 AND t.tgenabled NOT IN ('O', 'A') AND t.tgname IN (SELECT trigger FROM wanted)
 ORDER BY 1, 5";

pub(super) async fn findings(tx: &Transaction<'_>) -> Result<Vec<Finding>> {
    let found = query(tx, FAULTS, []).await?;
    found
        .iter()
        .map(|row| Finding::read(Uuid::nil(), &row.try_get::<String>("", "log_name")?, row))
        .collect()
}
