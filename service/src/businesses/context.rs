//! Writing into the context of a business at a path, beside others who do so elsewhere in it.
//!
//! The new context is made of the row's own within the update, which looks at the row anew when it had
//! to wait for another writer: so none overwrites the other.

use annals_entity::businesses::{Column, Entity};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter};
use serde_json::Value;
use uuid::Uuid;

use super::Business;
use crate::{
    array::Columns,
    database::{Transaction, query},
    error::{Error, Result},
    rules::Rules,
    write::living,
};

/// Keys, from the root of a context down: `["goals", "2027"].into()`. The default is the root
/// itself. Keys may hold any character but U+0000.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContextPath(Vec<String>);

impl<K: Into<String>, const N: usize> From<[K; N]> for ContextPath {
    fn from(keys: [K; N]) -> Self {
        Self(keys.into_iter().map(Into::into).collect())
    }
}

impl From<Vec<String>> for ContextPath {
    fn from(keys: Vec<String>) -> Self {
        Self(keys)
    }
}

/// By `pk_businesses`.
const MERGE: &str = "
UPDATE annals.businesses b
   SET context = annals.merge_at(context, $3, $4)
 WHERE account_id = $1 AND id = $2 AND deleted_at IS NULL AND annals.is_passable(context, $3)
RETURNING b.*";

/// By `pk_businesses`.
const REMOVE: &str = "
UPDATE annals.businesses b
   SET context = CASE jsonb_typeof(context) WHEN 'object' THEN context #- $3 ELSE context END
 WHERE account_id = $1 AND id = $2 AND deleted_at IS NULL AND annals.is_passable(context, $3)
RETURNING b.*";

pub(super) async fn merge(
    tx: &Transaction<'_>,
    id: Uuid,
    path: &ContextPath,
    value: &Value,
) -> Result<Business> {
    let mut rules = Rules::default();
    check(&mut rules, path);
    rules.json("value", &value.clone().into());
    if path.0.is_empty() && !value.is_object() {
        let rule = "is no object: the whole context is one; give a path, or an object";
        rules.fault("value", rule.to_owned());
    }
    rules.finish()?;
    write(tx, MERGE, id, path, Some(value)).await
}

pub(super) async fn remove(tx: &Transaction<'_>, id: Uuid, path: &ContextPath) -> Result<Business> {
    let mut rules = Rules::default();
    check(&mut rules, path);
    if path.0.is_empty() {
        rules.fault("path", "is empty: name a key; `update` replaces the whole context".to_owned());
    }
    rules.finish()?;
    write(tx, REMOVE, id, path, None).await
}

/// Deeper than any context is; each step costs the statement a round.
const MOST_STEPS: usize = 100;

fn check(rules: &mut Rules, path: &ContextPath) {
    if path.0.len() > MOST_STEPS {
        rules.fault("path", format!("has {} keys: it may have {MOST_STEPS}", path.0.len()));
    }
    for key in &path.0 {
        rules.storable("path", key);
    }
}

async fn write(
    tx: &Transaction<'_>,
    sql: &str,
    id: Uuid,
    path: &ContextPath,
    value: Option<&Value>,
) -> Result<Business> {
    let account = tx.context().account_id;
    let keys = Columns(&path.0).of(Clone::clone);
    let values = [account.into(), id.into(), keys].into_iter();
    let values = values.chain(value.map(|value| value.clone().into()));
    match query(tx, sql, values).await?.first() {
        Some(row) => Ok(Business::from_query_result(row, "")?),
        None => Err(why_not(tx, id, path).await?),
    }
}

/// The business is not there, or something stands in the way.
async fn why_not(tx: &Transaction<'_>, id: Uuid, path: &ContextPath) -> Result<Error> {
    let by_id = Entity::find().filter(Column::Id.eq(id));
    let Some(business) = living(by_id).one(tx.connection()).await? else {
        return Ok(Error::NotFound { entity: "businesses", id });
    };
    let Business { mut context, .. } = business;
    for depth in 0..path.0.len() {
        let kind = match &mut context {
            Value::Object(object) => {
                context = object.remove(&path.0[depth]).unwrap_or_default();
                continue;
            }
            Value::Null => break,
            Value::Array(_) => "a list",
            Value::String(_) => "a text",
            Value::Number(_) => "a number",
            Value::Bool(_) => "a truth value",
        };
        let at = path.0[..depth].join(".");
        let rule = format!(
            "goes through {at:?} of the context, where {kind} stands: remove that first, or name another path"
        );
        return Ok(Error::invalid("path", rule));
    }
    // Somebody cleared the way since.
    let rule = "went through what was no object, and has been changed since: try again";
    Ok(Error::invalid("path", rule))
}
