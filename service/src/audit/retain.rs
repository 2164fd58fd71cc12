//! The log's months: made ahead, and dropped when they are old.

use chrono::NaiveDate;

use crate::{
    database::{Transaction, query},
    error::{Error, Result},
};

/// A month of the log that is older than what is to be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OldMonth {
    /// Its first day.
    pub month: NaiveDate,
    /// How many entries it held, of all accounts.
    pub row_count: u64,
    /// Is it gone? If not, it holds other than what its seals say: a transaction has not ended since, or
    /// somebody was at it, which `verify` tells.
    pub is_dropped: bool,
}

pub(super) async fn make_months(tx: &Transaction<'_>, months: u32) -> Result<u32> {
    let months = in_range("months", months)?;
    let sql = "SELECT annals.make_audit_partitions(current_date, $1)";
    let rows = query(tx, sql, [months.into()]).await?;
    let made = rows.first().map_or(Ok(0), |row| row.try_get_by_index::<i32>(0))?;
    Ok(made.unsigned_abs())
}

pub(super) async fn drop_months(tx: &Transaction<'_>, keep: u32) -> Result<Vec<OldMonth>> {
    let keep = in_range("keep", keep)?;
    let sql = "SELECT * FROM annals.drop_audit_months($1)";
    let rows = query(tx, sql, [keep.into()]).await?;
    rows.iter()
        .map(|row| {
            Ok(OldMonth {
                month: row.try_get("", "month")?,
                row_count: row.try_get::<i64>("", "row_count")?.unsigned_abs(),
                is_dropped: row.try_get("", "is_dropped")?,
            })
        })
        .collect()
}

/// A century of months is more than anybody means.
fn in_range(field: &str, months: u32) -> Result<i32> {
    match i32::try_from(months) {
        Ok(months @ 1..=1200) => Ok(months),
        _ => Err(Error::invalid(field, format!("is {months}: it goes from 1 to 1200 months"))),
    }
}
