//! A seal with the entries that it covers, to be kept and checked outside of the database.

use std::fmt;

use super::check::{self, BrokenExport, CheckedExport};
use crate::{
    database::{Transaction, query},
    error::Result,
};

/// Seals with the entries that they cover, as JSON Lines: a line for each seal, and after it one for each
/// of its entries. What is digested stands in the lines as texts, byte for byte, so that any language
/// can check it; `docs/audit.md` shows how.
///
/// ```
/// use annals_service::audit::SealedExport;
///
/// let kept = SealedExport::from(String::new()); // what a file holds
/// let checked = kept.check(None)?;
/// assert_eq!(checked.seals, 0);
/// # Ok::<(), annals_service::audit::BrokenExport>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SealedExport(String);

impl SealedExport {
    /// The lines, each with its end.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Adds the export of the seal that follows.
    pub fn append(&mut self, next: &Self) {
        self.0.push_str(&next.0);
    }

    /// Checks every digest, without a database: that each entry is what was sealed, in number, order and
    /// content, and each seal follows the one before it. `previous` is the digest of the seal before the
    /// first. `None`: the first has none before it.
    ///
    /// Hold [`CheckedExport::digest`] against one that was kept elsewhere: only so is a tail found that
    /// was cut off.
    ///
    /// # Errors
    /// The first line at which something is wrong.
    pub fn check(&self, previous: Option<&[u8]>) -> Result<CheckedExport, BrokenExport> {
        check::lines(&self.0, previous)
    }
}

impl From<String> for SealedExport {
    fn from(lines: String) -> Self {
        Self(lines)
    }
}

impl fmt::Display for SealedExport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The run of a seal begins with the first one that reaches as far. By `idx_audit_log_transaction_id`, in
/// the function.
const LINES: &str = "
WITH seal AS (
  SELECT s.*, (SELECT min(f.number) FROM annals.audit_seals f
                WHERE f.account_id = s.account_id AND f.number <= s.number
                  AND (f.transactions_before, f.sealed_through) = (s.transactions_before, s.sealed_through)) AS begins
    FROM annals.audit_seals s WHERE s.account_id = $1 AND s.number = $2
)
SELECT line FROM (
  SELECT 0 AS place, NULL::bigint AS transaction_id, NULL::timestamptz AS occurred_at, NULL::uuid AS id,
         jsonb_build_object('seal', annals.seal_text(s), 'digest', encode(s.digest, 'hex'))::text AS line
    FROM annals.audit_seals s WHERE s.account_id = $1 AND s.number = $2
  UNION ALL
  SELECT 1, l.transaction_id, l.occurred_at, l.id, jsonb_build_object(
           'entry', annals.audit_text(l), 'salt', l.salt,
           'image', CASE WHEN l.erasure_id IS NULL THEN l.image::text END,
           'context', CASE WHEN l.erasure_id IS NULL THEN l.context::text END)::text
    FROM seal s CROSS JOIN LATERAL annals.stretch(s.account_id, s.transactions_before, s.sealed_through, s.begins) l
   WHERE date_trunc('month', l.occurred_at AT TIME ZONE 'UTC')::date = s.month
) lines ORDER BY place, transaction_id, occurred_at, id";

pub(super) async fn of_seal(tx: &Transaction<'_>, number: i64) -> Result<Option<SealedExport>> {
    let rows = query(tx, LINES, [tx.context().account_id.into(), number.into()]).await?;
    if rows.is_empty() {
        return Ok(None);
    }
    let mut lines = String::new();
    for row in &rows {
        lines.push_str(&row.try_get_by_index::<String>(0)?);
        lines.push('\n');
    }
    Ok(Some(SealedExport(lines)))
}
