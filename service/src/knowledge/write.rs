//! Writing single articles, which operators do, and counting their use, which everybody does.

use annals_entity::knowledge_articles::ActiveModel;
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use uuid::Uuid;

use super::{Article, ArticleUpdate, NewArticle};
use crate::{
    array::Columns,
    database::{Transaction, query},
    error::{Error, Result},
    rules::Rules,
    write::update_versioned,
};

pub(super) async fn create(tx: &Transaction<'_>, new: NewArticle) -> Result<Article> {
    let mut rules = Rules::default();
    new.check(&mut rules);
    rules.finish()?;
    Ok(new.into_row().insert(tx.connection()).await?)
}

pub(super) async fn update(
    tx: &Transaction<'_>,
    id: Uuid,
    expected: i64,
    change: ArticleUpdate,
) -> Result<Article> {
    let mut rules = Rules::default();
    change.check(&mut rules);
    rules.finish()?;
    update_versioned(tx, change.into_row(id), id, expected).await
}

/// Nothing hangs on an article, so its row is all that goes.
pub(super) async fn delete_for_good(tx: &Transaction<'_>, id: Uuid) -> Result<()> {
    let row = ActiveModel { id: Set(id), ..Default::default() };
    match row.delete(tx.connection()).await?.rows_affected {
        0 => Err(Error::NotFound { entity: "knowledge_articles", id }),
        _ => Ok(()),
    }
}

/// An application may write the counter through this function alone, by `pk_knowledge_articles`.
const RECORD_USE: &str = "SELECT annals.record_use($1::uuid[])";

pub(super) async fn record_use(tx: &Transaction<'_>, ids: &[Uuid]) -> Result<u64> {
    let rows = query(tx, RECORD_USE, [Columns(ids).of(|id| *id)]).await?;
    let counted: i64 = rows.first().map_or(Ok(0), |row| row.try_get_by_index(0))?;
    Ok(counted.unsigned_abs())
}
