//! The preview of an undo, and the undo.

use sea_orm::sea_query::{Expr, ExprTrait, Func, Query};

use super::{IfChanged, UndoPreview, Undoing, Undone};
use crate::{
    audit::{HistoryFilter, history},
    database::{Executor, Transaction, query},
    error::{Error, Result},
};

const UNDO: &str = "SELECT * FROM annals.undo($1, $2, $3)";

/// One statement, on a scope too.
pub(in crate::audit) async fn preview(
    executor: &impl Executor,
    undoing: &Undoing,
) -> Result<UndoPreview> {
    let [transaction, request] = undoing.values();
    let call = Func::cust("annals.preview_undo")
        .arg(Expr::val(transaction).cast_as("bigint"))
        .arg(Expr::val(request).cast_as("text"));
    let statement = Query::select()
        .columns(["part", "table_name", "row_id", "detail", "row_count", "changed_in"])
        .from_function(call, "preview")
        .take();
    UndoPreview::read(&executor.fetch(statement).await?)
}

/// The foreign keys, the policies and the triggers are asked as for any write.
pub(in crate::audit) async fn undo(
    tx: &Transaction<'_>,
    undoing: &Undoing,
    if_changed: IfChanged,
) -> Result<Undone> {
    let [transaction, request] = undoing.values();
    let over_changes = if_changed == IfChanged::Overwrite;
    let told = query(tx, UNDO, [transaction, request, over_changes.into()]).await?;
    let UndoPreview { rows, conflicts, total_conflicts } = UndoPreview::read(&told)?;
    if !conflicts.is_empty() {
        let (undoing, total) = (undoing.clone(), total_conflicts);
        return Err(Error::UndoConflicts { undoing, conflicts, total });
    }
    if rows.is_empty() {
        return nothing(&tx, undoing).await;
    }
    Ok(Undone { rows })
}

/// Nothing was to be done: the operation has no entries, or all that it made is gone again.
async fn nothing(executor: &impl Executor, undoing: &Undoing) -> Result<Undone> {
    let (field, filter) = match undoing {
        Undoing::Transaction(id) => {
            let transaction_id = Some(*id);
            ("transaction", HistoryFilter { transaction_id, ..Default::default() })
        }
        Undoing::Request(id) => ("request", HistoryFilter::request(id.as_str())),
    };
    if history::count(executor, &filter).await? > 0 {
        return Ok(Undone::default());
    }
    let rule = "has no entry in the log of this account: take the one of an entry";
    Err(Error::invalid(field, rule))
}
