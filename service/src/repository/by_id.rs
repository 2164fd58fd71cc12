//! Reading rows by their ids: by `pk_<table>`, whose account the policy gives. Of many ids PostgreSQL 18 may
//! take another index of the account that ends in `id`.

use std::{
    any::{Any, TypeId},
    collections::HashMap,
    sync::{Arc, LazyLock, PoisonError, RwLock},
};

use sea_orm::{
    ColumnTrait, EntityTrait, ModelTrait, QueryFilter, QuerySelect, QueryTrait, Value,
    sea_query::Expr,
};
use uuid::Uuid;

use super::Repository;
use crate::{
    database::{ById, Executor, fetch_models},
    error::Result,
    query::TenantEntity,
    write::{column, living},
};

/// Ids in one statement.
const CHUNK: usize = 10_000;

impl<E: TenantEntity, X: Executor> Repository<E, X> {
    /// The row. `None`: it is not there, not the account's, or deleted.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn find(&self, id: Uuid) -> Result<Option<E::Model>> {
        query_of::<E>()?.find(&self.executor, id).await
    }

    /// The rows of these ids, in the order of the ids. Ids that [`find`](Self::find) would not find are
    /// left out. One statement for each 10,000 ids, whose text does not depend on their number.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn find_many(&self, ids: impl IntoIterator<Item = Uuid>) -> Result<Vec<E::Model>> {
        let ids: Vec<Uuid> = ids.into_iter().collect();
        let key = column::<E>("id")?;
        let mut found = HashMap::with_capacity(ids.len());
        for chunk in ids.chunks(CHUNK) {
            let select = living(E::find()).filter(key.eq_any(chunk.iter().copied()));
            for model in fetch_models(&self.executor, select).await? {
                if let Value::Uuid(Some(id)) = model.get(key) {
                    found.insert(id, model);
                }
            }
        }
        Ok(ids.iter().filter_map(|id| found.get(id).cloned()).collect())
    }

    /// Whether [`find`](Self::find) would find the row.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn exists(&self, id: Uuid) -> Result<bool> {
        let select = living(E::find())
            .filter(column::<E>("id")?.eq(id))
            .select_only()
            .expr_as(Expr::val(true), "found");
        Ok(!self.executor.fetch(select.into_query()).await?.is_empty())
    }
}

/// The query by id of each entity that was asked for: building it anew costs a tenth of its round trip.
static QUERIES: LazyLock<RwLock<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>> =
    LazyLock::new(RwLock::default);

fn query_of<E: EntityTrait>() -> Result<Arc<ById<E>>> {
    let built = {
        let queries = QUERIES.read().unwrap_or_else(PoisonError::into_inner);
        queries.get(&TypeId::of::<E>()).cloned()
    };
    if let Some(Ok(query)) = built.map(Arc::downcast) {
        return Ok(query);
    }
    let query = Arc::new(ById::<E>::living()?);
    let mut queries = QUERIES.write().unwrap_or_else(PoisonError::into_inner);
    queries.insert(TypeId::of::<E>(), query.clone());
    Ok(query)
}
