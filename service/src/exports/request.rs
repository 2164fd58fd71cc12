//! Asking for an export.

use annals_entity::projects;

use super::{Export, NewExport};
use crate::{database::Transaction, error::Result, parents::insert_under};

pub(super) async fn one(tx: &Transaction<'_>, new: NewExport) -> Result<Export> {
    let project = new.project_id;
    let row = new.into_row(tx.context().account_id)?;
    insert_under::<projects::Entity, _>(tx, project, row).await
}
