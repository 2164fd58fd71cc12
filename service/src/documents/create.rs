//! New documents, each with its first version.

use annals_entity::projects;
use sea_orm::ActiveModelTrait;

use super::{DocumentWithContent, NewDocument};
use crate::{database::Transaction, error::Result, parents::insert_under, rules::Rules};

pub(super) async fn one(tx: &Transaction<'_>, new: NewDocument) -> Result<DocumentWithContent> {
    let mut rules = Rules::default();
    new.check(&mut rules);
    rules.finish()?;
    let project = new.project_id;
    let (row, first) = new.into_parts(tx.context().account_id);
    let document = insert_under::<projects::Entity, _>(tx, project, row).await?;
    let version = first.into_row(&document).insert(tx.connection()).await?;
    Ok(DocumentWithContent { document, version })
}
