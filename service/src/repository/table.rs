//! The table of an entity, as the catalogue knows it.

use std::{
    any::{Any, TypeId},
    collections::HashMap,
    sync::{Arc, LazyLock, PoisonError, RwLock},
};

use sea_orm::{EntityName, EntityTrait, IdenStatic, Iterable, QueryResult};

use crate::{
    database::{Transaction, query},
    error::{Error, Result},
    write::column,
};

/// The types are without their lengths: a cast to `varchar(5)` would cut a text off, where the column
/// refuses it. The lengths stand beside them, as `PostgreSQL` packs them into the modifier of the type.
const COLUMNS: &str = "
SELECT a.attname::text AS name, quote_ident(a.attname) AS quoted, format_type(a.atttypid, -1) AS kind,
       t.typcategory = 'A' AS is_array, t.typname IN ('json', 'jsonb') AS is_json, a.attnotnull AS is_required,
       CASE WHEN t.typname IN ('varchar', 'bpchar') AND a.atttypmod > 4 THEN a.atttypmod - 4 END AS length,
       CASE WHEN t.typname = 'numeric' AND a.atttypmod > 4 THEN (a.atttypmod - 4) >> 16 END AS digits,
       CASE WHEN t.typname = 'numeric' AND a.atttypmod > 4 THEN ((a.atttypmod - 4 & 2047) # 1024) - 1024 END AS scale,
       CASE WHEN a.attgenerated = '' THEN pg_get_expr(d.adbin, d.adrelid) END AS default_value
  FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
 WHERE a.attrelid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped";

pub(super) struct Table<E: EntityTrait> {
    /// With its schema, quoted.
    pub(super) name: String,
    /// The view of the account's own rows, quoted.
    pub(super) scoped: String,
    pub(super) account_id: E::Column,
    pub(super) id: E::Column,
    /// All others but the signature, which is the hooks'.
    pub(super) columns: Vec<Column<E>>,
}

pub(super) struct Column<E: EntityTrait> {
    pub(super) of: E::Column,
    pub(super) name: &'static str,
    pub(super) quoted: String,
    pub(super) kind: String,
    pub(super) is_array: bool,
    pub(super) is_json: bool,
    /// It can't be NULL.
    pub(super) is_required: bool,
    /// The characters that it holds at most.
    pub(super) length: Option<usize>,
    /// Of a number, the digits in all, and those behind the point.
    pub(super) precision: Option<(u32, u32)>,
    default_value: Option<String>,
}

/// The tables that single rows were written to, as they were when they were last looked at.
static KNOWN: LazyLock<RwLock<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>> =
    LazyLock::new(RwLock::default);

impl<E: EntityTrait> Table<E> {
    /// As it was when it was last looked at: a migration may have changed it since.
    pub(super) async fn known(tx: &Transaction<'_>) -> Result<Arc<Self>> {
        let known = {
            let tables = KNOWN.read().unwrap_or_else(PoisonError::into_inner);
            tables.get(&TypeId::of::<E>()).cloned()
        };
        match known.map(Arc::downcast) {
            Some(Ok(table)) => Ok(table),
            _ => Self::looked_at(tx).await,
        }
    }

    /// As it is, for [`known`](Self::known) from here on.
    pub(super) async fn looked_at(tx: &Transaction<'_>) -> Result<Arc<Self>> {
        let table = Arc::new(Self::of(tx).await?);
        let mut tables = KNOWN.write().unwrap_or_else(PoisonError::into_inner);
        tables.insert(TypeId::of::<E>(), table.clone());
        Ok(table)
    }

    /// As it is.
    pub(super) async fn of(tx: &Transaction<'_>) -> Result<Self> {
        let name = quoted_name::<E>("");
        let mut known = HashMap::new();
        for row in query(tx, COLUMNS, [name.clone().into()]).await? {
            known.insert(row.try_get::<String>("", "name")?, row);
        }
        let mut columns = Vec::new();
        for column in E::Column::iter() {
            let bare = column.as_str();
            if ["account_id", "id", "audit_id"].contains(&bare) {
                continue;
            }
            let Some(row) = known.get(bare) else {
                let rule = format!("is no column of {name}: migrate the database, or the entity");
                return Err(Error::invalid(bare, rule));
            };
            columns.push(Column::read(column, bare, row)?);
        }
        let (account_id, id) = (column::<E>("account_id")?, column::<E>("id")?);
        Ok(Self { name, scoped: quoted_name::<E>("scoped_"), account_id, id, columns })
    }
}

impl<E: EntityTrait> Column<E> {
    fn read(of: E::Column, name: &'static str, row: &QueryResult) -> Result<Self> {
        let length: Option<i32> = row.try_get("", "length")?;
        let (digits, scale): (Option<i32>, Option<i32>) =
            (row.try_get("", "digits")?, row.try_get("", "scale")?);
        let precision = digits.zip(scale);
        Ok(Self {
            of,
            name,
            quoted: row.try_get("", "quoted")?,
            kind: row.try_get("", "kind")?,
            is_array: row.try_get("", "is_array")?,
            is_json: row.try_get("", "is_json")?,
            is_required: row.try_get("", "is_required")?,
            length: length.and_then(|length| length.try_into().ok()),
            precision: precision
                .and_then(|(all, behind)| Some((all.try_into().ok()?, behind.try_into().ok()?))),
            default_value: row.try_get("", "default_value")?,
        })
    }

    /// What stands for it where a row leaves it out.
    pub(super) fn default_value(&self) -> String {
        let Self { kind, default_value, .. } = self;
        format!("({})::{kind}", default_value.as_deref().unwrap_or("NULL"))
    }

    /// The column as it is compared: the type `json` knows no equality.
    pub(super) fn comparable(&self) -> String {
        let Self { quoted, kind, .. } = self;
        if kind == "json" { format!("{quoted}::jsonb") } else { quoted.clone() }
    }
}

/// The names are the entity's, never input; a quote in one is none the less doubled.
fn quoted_name<E: EntityTrait>(prefix: &str) -> String {
    let entity = E::default();
    let schema = entity.schema_name().unwrap_or("public").replace('"', "\"\"");
    let table = EntityName::table_name(&entity).replace('"', "\"\"");
    format!("\"{schema}\".\"{prefix}{table}\"")
}
