//! When, in the past.

use chrono::{DateTime, FixedOffset, Utc};
use sea_orm::sea_query::Expr;

/// A moment in the past of an account.
///
/// A change counts from the time of its entry, which is a little before its transaction was committed:
/// what was under way at a moment is part of it. Before and after a transaction are the moments of its
/// first and last entry; of one that the account's log does not know, nothing is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// A time; what was changed at just that time is changed.
    At(DateTime<Utc>),
    /// Just before the first change of a transaction: `transaction_id` of its entries.
    Before(i64),
    /// Just after the last change of a transaction.
    After(i64),
}

impl From<DateTime<Utc>> for Moment {
    fn from(time: DateTime<Utc>) -> Self {
        Self::At(time)
    }
}

impl From<DateTime<FixedOffset>> for Moment {
    fn from(time: DateTime<FixedOffset>) -> Self {
        Self::At(time.to_utc())
    }
}

impl Moment {
    /// The last time that counts; NULL for an unknown transaction. By `idx_audit_log_transaction_id`:
    /// without the OFFSET, the first or last entry would be looked for in the order of the primary key.
    pub(super) fn expr(self) -> Expr {
        match self {
            Self::At(time) => Expr::val(time),
            Self::Before(transaction) => Expr::cust_with_values(
                "(SELECT min(occurred_at) - interval '1 microsecond' FROM (SELECT occurred_at FROM annals.audit_log WHERE transaction_id = $1 OFFSET 0) entry)",
                [transaction],
            ),
            Self::After(transaction) => Expr::cust_with_values(
                "(SELECT max(occurred_at) FROM (SELECT occurred_at FROM annals.audit_log WHERE transaction_id = $1 OFFSET 0) entry)",
                [transaction],
            ),
        }
    }
}
