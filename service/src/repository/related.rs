//! What is related to rows: one statement a relation, however many rows there are.
//!
//! By the index that begins with the column of the relation: `idx_messages_conversation_id_created_at`,
//! `idx_processed_content_journal_id`; `pk_<table>` where a row belongs to another.

use std::collections::HashMap;

use sea_orm::{
    EntityName, EntityTrait, FromQueryResult, ModelTrait, Order, QueryFilter, QueryOrder,
    QueryTrait, Related, RelationDef, Select, Value,
    sea_query::{
        Asterisk, Condition, Expr, ExprTrait, Func, JoinType, SelectStatement,
        extension::postgres::PgFunc,
    },
};

use super::{Repository, bulk::text_of};
use crate::{
    database::{Executor, fetch_models},
    error::{Error, Result},
    query::TenantEntity,
    write::{column, living},
};

impl<E: TenantEntity, X: Executor> Repository<E, X> {
    /// For each row its related ones, by the entity's relation: `result[n]` belongs to `rows[n]`. The
    /// oldest first where they have `created_at`. One statement, and none for no rows.
    ///
    /// # Errors
    /// `Invalid` for a relation through a third table or with a condition of its own; those of the
    /// database.
    pub async fn load<R>(&self, rows: &[E::Model]) -> Result<Vec<Vec<R::Model>>>
    where
        E: Related<R>,
        R: EntityTrait,
    {
        let keys = Keys::<E, R>::of_relation()?;
        let wanted = keys.wanted(rows);
        if wanted.is_empty() {
            return Ok(vec![Vec::new(); rows.len()]);
        }
        let select = ordered(living(R::find()), &Order::Asc).filter(keys.matching(wanted));
        Ok(keys.group(rows, fetch_models(&self.executor, select).await?))
    }

    /// For each row the one that it belongs to: `result[n]` belongs to `rows[n]`. `None`: it belongs to
    /// none, or that one is deleted. One statement, and none for no rows.
    ///
    /// # Errors
    /// As [`load`](Self::load).
    pub async fn load_one<R>(&self, rows: &[E::Model]) -> Result<Vec<Option<R::Model>>>
    where
        E: Related<R>,
        R: EntityTrait,
    {
        let loaded = self.load::<R>(rows).await?;
        Ok(loaded.into_iter().map(|related| related.into_iter().next()).collect())
    }

    /// As [`load`](Self::load), with the newest first and at most so many for each row: the last ten
    /// messages of each conversation, of which there may be thousands. Each row costs one look into
    /// the index of the relation, where that is ordered by time.
    ///
    /// # Errors
    /// As [`load`](Self::load).
    pub async fn load_latest<R>(
        &self,
        rows: &[E::Model],
        per_row: u32,
    ) -> Result<Vec<Vec<R::Model>>>
    where
        E: Related<R>,
        R: EntityTrait,
    {
        let keys = Keys::<E, R>::of_relation()?;
        let wanted = keys.wanted(rows);
        if wanted.is_empty() || per_row == 0 {
            return Ok(vec![Vec::new(); rows.len()]);
        }
        let found = self.executor.fetch(keys.latest(wanted, per_row)).await?;
        let models = found.iter().map(|row| R::Model::from_query_result(row, ""));
        Ok(keys.group(rows, models.collect::<std::result::Result<_, _>>()?))
    }
}

/// The columns by which two entities are related, without the account, which is the same for both.
struct Keys<E: EntityTrait, R: EntityTrait> {
    from: E::Column,
    to: R::Column,
}

impl<E: EntityTrait + Related<R>, R: EntityTrait> Keys<E, R> {
    fn of_relation() -> Result<Self> {
        let related = EntityName::table_name(&R::default());
        let relation = E::to();
        if E::via().is_some() {
            return Err(Error::invalid(related, "is related through a third table: load that"));
        }
        if relation.on_condition.is_some() {
            let rule = "is related under a condition of its own: select it by tx.connection()";
            return Err(Error::invalid(related, rule));
        }
        let pairs = pairs(&relation);
        let [(from, to)] = pairs.as_slice() else {
            let rule = "is related by several columns: select it by tx.connection()";
            return Err(Error::invalid(related, rule));
        };
        Ok(Self { from: column::<E>(from)?, to: column::<R>(to)? })
    }

    /// The keys that the rows have, each once.
    fn wanted(&self, rows: &[E::Model]) -> Vec<Value> {
        let mut wanted: HashMap<String, Value> = HashMap::new();
        for row in rows {
            let value = row.get(self.from);
            if let Some(key) = text_of(&value) {
                wanted.entry(key).or_insert(value);
            }
        }
        wanted.into_values().collect()
    }

    fn matching(&self, wanted: Vec<Value>) -> Expr {
        Expr::col((R::default(), self.to)).eq(PgFunc::any(array(wanted)))
    }

    /// A look into the index for each key. The table keeps its name, which the columns are read by.
    fn latest(&self, wanted: Vec<Value>, per_row: u32) -> SelectStatement {
        let entity = R::default();
        let newest = ordered(living(R::find()), &Order::Desc)
            .filter(Expr::col((entity, self.to)).eq(Expr::col(("wanted", "wanted"))));
        let mut newest = newest.into_query();
        newest
            .clear_selects()
            .column((EntityName::table_name(&entity), Asterisk))
            .limit(per_row.into());
        let mut select = R::find().into_query();
        select
            .from_clear()
            .from_function(Func::cust("unnest").arg(array(wanted)), "wanted")
            .join_lateral(
                JoinType::InnerJoin,
                newest,
                EntityName::table_name(&entity),
                Condition::all().add(Expr::val(true)),
            );
        for (by, order) in order::<R>(&Order::Desc) {
            select.order_by((entity, by), order);
        }
        select
    }

    fn group(&self, rows: &[E::Model], related: Vec<R::Model>) -> Vec<Vec<R::Model>> {
        let mut by_key: HashMap<String, Vec<R::Model>> = HashMap::new();
        for model in related {
            if let Some(key) = text_of(&model.get(self.to)) {
                by_key.entry(key).or_default().push(model);
            }
        }
        rows.iter()
            .map(|row| {
                let key = text_of(&row.get(self.from));
                key.and_then(|key| by_key.get(&key)).cloned().unwrap_or_default()
            })
            .collect()
    }
}

/// The columns of a relation, but for the account where more are there.
fn pairs(relation: &RelationDef) -> Vec<(String, String)> {
    let from = relation.from_col.iter().map(ToString::to_string);
    let to = relation.to_col.iter().map(ToString::to_string);
    let mut pairs: Vec<_> = from.zip(to).collect();
    if pairs.len() > 1 {
        pairs.retain(|(from, to)| from != "account_id" || to != "account_id");
    }
    pairs
}

fn array(values: Vec<Value>) -> Expr {
    let kind = values.first().map_or(sea_orm::sea_query::ArrayType::Uuid, Value::array_type);
    Expr::val(Value::Array(kind, Some(Box::new(values))))
}

fn ordered<R: EntityTrait>(mut select: Select<R>, order: &Order) -> Select<R> {
    for (by, order) in self::order::<R>(order) {
        select = select.order_by(by, order);
    }
    select
}

/// By time and id, as far as the entity has them.
fn order<R: EntityTrait>(order: &Order) -> Vec<(R::Column, Order)> {
    let columns = ["created_at", "id"].into_iter().filter_map(|name| column::<R>(name).ok());
    columns.map(|column| (column, order.clone())).collect()
}
