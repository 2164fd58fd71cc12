//! What the deletion of a row would do.

use sea_orm::{
    QueryResult,
    sea_query::{Expr, ExprTrait, Func, Query},
};
use uuid::Uuid;

use super::Table;
use crate::{
    database::Executor,
    error::{Error, Result},
};

/// What the deletion of a row would take, and what stands against it.
///
/// Tables of Annals' are named bare (`journal_entries`), an application's with their schema
/// (`public.notes`). Tables of which no row is concerned are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preview {
    /// Rows that would go, by table: the row's own first, those that hang on it after it, by name.
    pub rows: Vec<(String, u64)>,
    /// Rows that would stay and lose their reference (`ON DELETE SET NULL`), by table.
    pub detached: Vec<(String, u64)>,
    /// Rows outside of what would go that refer to it: while there are any, the row can't be deleted
    /// for good. They don't stand against a soft deletion.
    pub blocked_by: Vec<Blocker>,
}

/// Rows that refer to what is to be deleted, and would be left referring to nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blocker {
    /// Their table.
    pub table: String,
    /// The column by which they refer; of several, without the account, with commas between.
    pub column: String,
    /// How many they are.
    pub rows: u64,
}

impl Preview {
    /// All rows that would go.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.rows.iter().map(|(_, count)| count).sum()
    }

    /// Reads what `annals.preview_deletion` and `annals.delete_for_good` return.
    pub(super) fn read(rows: &[QueryResult]) -> Result<Self> {
        let mut preview = Self::default();
        for row in rows {
            let part: String = row.try_get("", "part")?;
            let table: String = row.try_get("", "table_name")?;
            let count = row.try_get::<i64>("", "row_count")?.unsigned_abs();
            match part.as_str() {
                "taken" => preview.rows.push((table, count)),
                "detached" => preview.detached.push((table, count)),
                _ => {
                    let column = row.try_get("", "column_name")?;
                    preview.blocked_by.push(Blocker { table, column, rows: count });
                }
            }
        }
        Ok(preview)
    }
}

/// Looks at what the deletion of a row of the account's would do: one statement, on a scope too. By the
/// index that every foreign key has.
///
/// # Errors
/// `NotFound`.
pub(crate) async fn preview<X: Executor>(executor: &X, table: &Table, id: Uuid) -> Result<Preview> {
    let call = Func::cust("annals.preview_deletion")
        .arg(Expr::val(table.quoted()).cast_as("regclass"))
        .arg(id);
    let statement = Query::select()
        .columns(["part", "table_name", "column_name", "row_count"])
        .from_function(call, "preview")
        .take();
    let preview = Preview::read(&executor.fetch(statement).await?)?;
    if preview.rows.is_empty() {
        return Err(Error::NotFound { entity: table.name, id });
    }
    Ok(preview)
}
