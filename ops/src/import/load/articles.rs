//! Articles of knowledge: they belong to no account, so an operator's connection writes them.

use annals_entity::knowledge_articles::{ActiveModel, Column, Entity, Model};
use annals_service::{Error, Transaction};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IdenStatic, Iterable, ModelTrait, QueryFilter,
};

use super::{fate::Fate, insert::is_refusal, sql::execute, stored::Item};
use crate::failure::Failure;

const NO_OPERATOR: &str = "articles are all accounts' and written by operators: give --operator-url, or set ANNALS_OPERATOR_URL, and import again";

/// How an article stands.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Standing {
    Absent,
    Same,
    /// Another one is there, with the same id or the same category and title: what it is.
    Other(String),
}

/// Writes those that are not there. Each is looked at by itself: they are few.
pub(super) async fn write(
    reader: &Transaction<'_>,
    operator: Option<&Transaction<'_>>,
    items: Vec<Item<ActiveModel>>,
    fates: &mut [Fate],
) -> Result<(), Failure> {
    for Item { record, row, .. } in items {
        let fate = &mut fates[record];
        match (standing(operator.unwrap_or(reader), &row).await?, operator) {
            (Standing::Same, _) => {}
            (Standing::Other(what), _) => fate.notes.push(format!("{what}: it is left as it is")),
            (Standing::Absent, None) => fate.refuse(NO_OPERATOR, excerpt(&row)),
            (Standing::Absent, Some(operator)) => match insert(operator, &row).await? {
                Some(reason) => fate.refuse(reason, excerpt(&row)),
                None => fate.is_written = true,
            },
        }
    }
    Ok(())
}

/// By the primary key, else by `idx_knowledge_articles_category_title`.
pub(super) async fn standing(tx: &Transaction<'_>, row: &ActiveModel) -> Result<Standing, Failure> {
    let id = row.id.try_as_ref().copied().unwrap_or_default();
    if let Some(found) = Entity::find_by_id(id).one(tx).await.map_err(Error::from)? {
        let differing = differing(row, &found);
        if differing.is_empty() {
            return Ok(Standing::Same);
        }
        return Ok(Standing::Other(format!(
            "article {id} is there with other {}",
            differing.join(", ")
        )));
    }
    let (Some(category), Some(title)) = (row.category.try_as_ref(), row.title.try_as_ref()) else {
        return Ok(Standing::Absent);
    };
    let by_title =
        Entity::find().filter(Column::Category.eq(category)).filter(Column::Title.eq(title));
    let found = by_title.one(tx).await.map_err(Error::from)?;
    Ok(found.map_or(Standing::Absent, |found| {
        let differing = differing(row, &found);
        match differing.as_slice() {
            [] => Standing::Same,
            _ => Standing::Other(format!(
                "article {} is there with the same category and title, and other {}",
                found.id,
                differing.join(", ")
            )),
        }
    }))
}

/// The columns that the file tells and the article has otherwise; the id is what it was found by.
fn differing(row: &ActiveModel, found: &Model) -> Vec<&'static str> {
    let told = Column::iter().filter(|column| !matches!(column, Column::Id));
    told.filter(|column| {
        row.get(*column).into_value().is_some_and(|value| value != found.get(*column))
    })
    .map(|column| column.as_str())
    .collect()
}

async fn insert(tx: &Transaction<'_>, row: &ActiveModel) -> Result<Option<String>, Failure> {
    execute(tx, "SAVEPOINT article", []).await?;
    match row.clone().insert(tx).await.map_err(Error::from) {
        Ok(_) => {
            execute(tx, "RELEASE SAVEPOINT article", []).await?;
            Ok(None)
        }
        Err(error) if is_refusal(&error) => {
            execute(tx, "ROLLBACK TO SAVEPOINT article", []).await?;
            Ok(Some(error.to_string()))
        }
        Err(error) => Err(error.into()),
    }
}

fn excerpt(row: &ActiveModel) -> String {
    row.title.try_as_ref().map(|title| title.chars().take(200).collect()).unwrap_or_default()
}
