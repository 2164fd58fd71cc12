//! What a unique constraint or index keeps apart.

use sea_orm::QueryResult;

use crate::{
    database::{Transaction, query},
    error::{Error, Result},
    query::spelling_of,
};

/// A unique constraint has an index of its name. A key that is a generated column is computed by the
/// column's expression, since no row gives it.
const UNIQUE: &str = "
SELECT i.relname::text AS name, pg_get_expr(x.indpred, x.indrelid) AS predicate,
       pg_get_indexdef(x.indexrelid, k, true) AS key,
       CASE WHEN a.attgenerated <> '' THEN '(' || pg_get_expr(d.adbin, d.adrelid) || ')'
            ELSE pg_get_indexdef(x.indexrelid, k, true) END AS computed,
       EXISTS (SELECT FROM pg_opclass h JOIN pg_am m ON m.oid = h.opcmethod AND m.amname = 'hash'
                WHERE h.opcintype = o.opcintype AND h.opcdefault) AS is_hashed
  FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
 CROSS JOIN LATERAL generate_series(1, x.indnkeyatts::int) k
  JOIN pg_opclass o ON o.oid = x.indclass[k - 1]
  LEFT JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = x.indkey[k - 1] AND a.attnum > 0
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
 WHERE x.indrelid = to_regclass($1) AND x.indisunique AND x.indisvalid AND x.indimmediate
 ORDER BY name, k";

/// A unique index: its keys as SQL, in its order.
pub(super) struct Unique {
    pub(super) keys: Vec<String>,
    computed: Vec<String>,
    predicate: Option<String>,
    /// All keys are of types that have a hash.
    is_hashed: bool,
}

impl Unique {
    /// That of a name, among those of a table.
    pub(super) async fn named(tx: &Transaction<'_>, table: &str, name: &str) -> Result<Self> {
        let rows = query(tx, UNIQUE, [table.into()]).await?;
        let mut names = Vec::new();
        let mut unique =
            Self { keys: Vec::new(), computed: Vec::new(), predicate: None, is_hashed: true };
        for row in &rows {
            let of: String = row.try_get("", "name")?;
            if of == name {
                unique.add(row)?;
            }
            names.push(of);
        }
        if unique.keys.is_empty() {
            names.dedup();
            let names = names.iter().map(String::as_str);
            return Err(Error::invalid("unique", spelling_of("unique index", name, names)));
        }
        Ok(unique)
    }

    fn add(&mut self, row: &QueryResult) -> Result<()> {
        self.keys.push(row.try_get("", "key")?);
        self.computed.push(row.try_get("", "computed")?);
        self.predicate = row.try_get("", "predicate")?;
        self.is_hashed &= row.try_get::<bool>("", "is_hashed")?;
        Ok(())
    }

    /// The inference of `ON CONFLICT`: an index of some rows alone can't be named there.
    pub(super) fn target(&self) -> String {
        let predicate = self.predicate.as_ref().map(|it| format!(" WHERE {it}"));
        format!("({}){}", self.keys.join(", "), predicate.unwrap_or_default())
    }

    /// The key of a row as text; NULL where the row collides with none. Keys that the index holds for
    /// equal have one hash, as 1.0 and 1.00 do, whose texts differ.
    pub(super) fn text(&self) -> String {
        let keys = self.computed.join(", ");
        let predicate = self.predicate.as_deref().unwrap_or("true");
        let text = if self.is_hashed {
            format!(
                "concat_ws(' ', hash_record_extended(ROW({keys}), 0), hash_record_extended(ROW({keys}), 1))"
            )
        } else {
            format!("jsonb_build_array({keys})::text")
        };
        format!("CASE WHEN num_nulls({keys}) = 0 AND ({predicate}) THEN {text} END")
    }

    /// The keys without the account, for a reader.
    pub(super) fn shown(&self) -> String {
        let keys = self.keys.iter().map(String::as_str).filter(|key| *key != "account_id");
        keys.collect::<Vec<_>>().join(", ")
    }
}
