//! New projects.

use sea_orm::ActiveModelTrait;

use super::{NewProject, Project};
use crate::{database::Transaction, error::Result, rules::Rules};

pub(super) async fn one(tx: &Transaction<'_>, new: NewProject) -> Result<Project> {
    let mut rules = Rules::default();
    new.check(&mut rules);
    rules.finish()?;
    let row = new.into_row(tx.context().account_id);
    Ok(row.insert(tx.connection()).await?)
}
