//! Articles of knowledge: they belong to no account, so an operator's connection writes them.

use std::collections::{BTreeMap, HashMap, HashSet};

use annals_entity::knowledge_articles::{ActiveModel, Column, Entity, Model};
use annals_service::{Error, Transaction};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IdenStatic, Iterable, ModelTrait, QueryFilter,
    Value, sea_query::Expr,
};
use uuid::Uuid;

use super::{fate::Fate, insert::is_refusal, sql::execute, stored::Item};
use crate::failure::Failure;

const NO_OPERATOR: &str = "articles are all accounts' and written by operators: give --operator-url, or set ANNALS_OPERATOR_URL, and import again";

/// By `idx_knowledge_articles_category_title`.
const NAMED: &str = "(category, title) IN (SELECT * FROM unnest($1::text[], $2::text[]))";

/// How an article stands.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Standing {
    Absent,
    Same,
    /// Another one is there, with the same id or the same category and title: what it is.
    Other(String),
}

/// Writes those that are not there.
pub(super) async fn write(
    reader: &Transaction<'_>,
    operator: Option<&Transaction<'_>>,
    items: Vec<Item<ActiveModel>>,
    fates: &mut [Fate],
) -> Result<(), Failure> {
    for items in distinct(items) {
        let there = Present::of(operator.unwrap_or(reader), &items).await?;
        let mut new = Vec::new();
        for item in items {
            let fate = &mut fates[item.record];
            match there.standing(&item.row) {
                Standing::Same => {}
                Standing::Other(what) => fate.notes.push(format!("{what}: it is left as it is")),
                Standing::Absent if operator.is_some() => new.push(item),
                Standing::Absent => fate.refuse(NO_OPERATOR, excerpt(&item.row)),
            }
        }
        if let Some(operator) = operator {
            insert(operator, new, fates).await?;
        }
    }
    Ok(())
}

/// In their order, in parts in which no two have the same id, or the same category and title: the second
/// finds there what the first has written.
fn distinct(items: Vec<Item<ActiveModel>>) -> Vec<Vec<Item<ActiveModel>>> {
    let (mut parts, mut part) = (Vec::new(), Vec::new());
    let (mut ids, mut names) = (HashSet::new(), HashSet::new());
    for item in items {
        let (id, name) = (id(&item.row), name(&item.row));
        if ids.contains(&id) || names.contains(&name) {
            parts.push(std::mem::take(&mut part));
            ids.clear();
            names.clear();
        }
        ids.insert(id);
        names.insert(name);
        part.push(item);
    }
    parts.push(part);
    parts
}

/// The articles that are there under the ids, or under the categories and titles, of some records.
pub(super) struct Present {
    by_id: HashMap<Uuid, Model>,
    by_name: HashMap<(String, String), Model>,
}

impl Present {
    pub(super) async fn of(
        tx: &Transaction<'_>,
        items: &[Item<ActiveModel>],
    ) -> Result<Self, Failure> {
        let (mut by_id, mut by_name) = (HashMap::new(), HashMap::new());
        if !items.is_empty() {
            let ids = Column::Id.is_in(items.iter().map(|item| id(&item.row)));
            let (categories, titles): (Vec<_>, Vec<_>) =
                items.iter().map(|item| name(&item.row)).unzip();
            let named =
                Expr::cust_with_values(NAMED, [Value::from(categories), Value::from(titles)]);
            for found in found(tx, ids).await? {
                by_id.insert(found.id, found);
            }
            for found in found(tx, named).await? {
                by_name.insert((found.category.clone(), found.title.clone()), found);
            }
        }
        Ok(Self { by_id, by_name })
    }

    pub(super) fn standing(&self, row: &ActiveModel) -> Standing {
        let (found, what) = match (self.by_id.get(&id(row)), self.by_name.get(&name(row))) {
            (Some(found), _) => (found, "is there with"),
            (None, Some(found)) => (found, "is there with the same category and title, and"),
            (None, None) => return Standing::Absent,
        };
        match differing(row, found).as_slice() {
            [] => Standing::Same,
            columns => {
                Standing::Other(format!("article {} {what} other {}", found.id, columns.join(", ")))
            }
        }
    }
}

async fn found(
    tx: &Transaction<'_>,
    which: impl sea_orm::sea_query::IntoCondition,
) -> Result<Vec<Model>, Failure> {
    Ok(Entity::find().filter(which).all(tx).await.map_err(Error::from)?)
}

fn id(row: &ActiveModel) -> Uuid {
    row.id.try_as_ref().copied().unwrap_or_default()
}

fn name(row: &ActiveModel) -> (String, String) {
    let text = |value: Option<&String>| value.cloned().unwrap_or_default();
    (text(row.category.try_as_ref()), text(row.title.try_as_ref()))
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

/// Adds articles together, or where the database refuses them, each by itself.
async fn insert(
    tx: &Transaction<'_>,
    items: Vec<Item<ActiveModel>>,
    fates: &mut [Fate],
) -> Result<(), Failure> {
    let mut groups = BTreeMap::<_, Vec<_>>::new();
    for item in items {
        groups.entry(unset(&item.row)).or_default().push(item);
    }
    for items in groups.into_values() {
        let together = attempt(tx, &items).await?;
        for item in &items {
            let refused = match together {
                None => None,
                Some(_) => attempt(tx, std::slice::from_ref(item)).await?,
            };
            let fate = &mut fates[item.record];
            match refused {
                None => fate.is_written = true,
                Some(reason) => fate.refuse(reason, excerpt(&item.row)),
            }
        }
    }
    Ok(())
}

/// The columns that take their defaults: those of one statement have the same.
fn unset(row: &ActiveModel) -> Vec<bool> {
    Column::iter().map(|column| row.get(column).is_not_set()).collect()
}

/// Adds articles, all or none. Returns why it can't be done.
async fn attempt(
    tx: &Transaction<'_>,
    items: &[Item<ActiveModel>],
) -> Result<Option<String>, Failure> {
    execute(tx, "SAVEPOINT article", []).await?;
    let rows = items.iter().map(|item| item.row.clone());
    match Entity::insert_many(rows).exec_without_returning(tx).await.map_err(Error::from) {
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
