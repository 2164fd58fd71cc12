//! What the catalogue of the source says of its tables.

use std::fmt;

use sqlx::{FromRow, PgConnection, Row, postgres::PgRow};

use super::failed;
use crate::failure::Failure;

/// A table that is copied, or would be.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact that the catalogue tells")]
pub(super) struct Table {
    pub(super) oid: i64,
    pub(super) schema: String,
    pub(super) name: String,
    /// Whether its rows are those of its partitions.
    pub(super) is_partitioned: bool,
    /// Whether this connection may read all of it.
    pub(super) is_readable: bool,
    /// Whether rows belong to accounts.
    pub(super) has_account: bool,
    /// Whether triggers write its versions and signatures.
    pub(super) is_tracked: bool,
    pub(super) columns: Vec<Column>,
    pub(super) keys: Vec<ForeignKey>,
}

#[derive(Clone, Debug)]
pub(super) struct Column {
    pub(super) name: String,
    /// The type, a domain's being that below it.
    pub(super) kind: String,
    pub(super) is_generated: bool,
    /// In the primary key, or referred to.
    pub(super) in_key: bool,
    /// Where it leads: the table, as it is called, and the column.
    pub(super) leads_to: Option<Vec<String>>,
    /// The values that an enumeration or a CHECK allows.
    pub(super) allowed: Option<Vec<String>>,
    /// The comparisons with numbers that a CHECK makes, such as `>= 0`.
    pub(super) bounds: Option<Vec<String>>,
    /// Whether a unique index holds its values, or what is made of them.
    pub(super) is_unique: bool,
}

#[derive(Clone, Debug)]
pub(super) struct ForeignKey {
    pub(super) name: String,
    /// The oid of the table that it leads to.
    pub(super) target: i64,
    pub(super) is_deferrable: bool,
}

impl FromRow<'_, PgRow> for Table {
    fn from_row(row: &PgRow) -> sqlx::Result<Self> {
        Ok(Self {
            oid: row.try_get("oid")?,
            schema: row.try_get("schema")?,
            name: row.try_get("name")?,
            is_partitioned: row.try_get("is_partitioned")?,
            is_readable: row.try_get("is_readable")?,
            has_account: row.try_get("has_account")?,
            is_tracked: row.try_get("is_tracked")?,
            columns: Vec::new(),
            keys: Vec::new(),
        })
    }
}

impl FromRow<'_, PgRow> for Column {
    fn from_row(row: &PgRow) -> sqlx::Result<Self> {
        Ok(Self {
            name: row.try_get("name")?,
            kind: row.try_get("kind")?,
            is_generated: row.try_get("is_generated")?,
            in_key: row.try_get("in_key")?,
            leads_to: row.try_get("leads_to")?,
            allowed: row.try_get("allowed")?,
            bounds: row.try_get("bounds")?,
            is_unique: row.try_get("is_unique")?,
        })
    }
}

impl FromRow<'_, PgRow> for ForeignKey {
    fn from_row(row: &PgRow) -> sqlx::Result<Self> {
        Ok(Self {
            name: row.try_get("name")?,
            target: row.try_get("target")?,
            is_deferrable: row.try_get("is_deferrable")?,
        })
    }
}

impl Table {
    /// As the audit log calls it.
    pub(super) fn called(&self) -> String {
        match self.schema.as_str() {
            "annals" => self.name.clone(),
            schema => format!("{schema}.{}", self.name),
        }
    }
}

/// As a statement names it.
impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", quoted(&self.schema), quoted(&self.name))
    }
}

/// A name as SQL has it.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Tables that hold the past, or say which migrations have run. The copy makes its own.
const LEFT_OUT: &str = "'annals.annals_migrations', 'annals.audit_log', 'annals.audit_seals', \
     'annals.audit_erasures', 'annals.audit_retentions', 'annals.read_log', 'public.seaql_migrations'";

/// The tables of the database, those of extensions apart.
pub(super) async fn tables(source: &mut PgConnection) -> Result<Vec<Table>, Failure> {
    let sql = format!(
        "SELECT c.oid::bigint AS oid, n.nspname::text AS schema, c.relname::text AS name,
                c.relkind = 'p' AS is_partitioned, has_table_privilege(c.oid, 'SELECT') AS is_readable,
                EXISTS (SELECT FROM pg_attribute WHERE attrelid = c.oid AND attname = 'account_id' AND NOT attisdropped) AS has_account,
                EXISTS (SELECT FROM pg_trigger WHERE tgrelid = c.oid AND tgname = 'bump') AS is_tracked
           FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
          WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence <> 't'
            AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
            AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = c.oid AND deptype = 'e')
            AND n.nspname || '.' || c.relname NOT IN ({LEFT_OUT})
          ORDER BY n.nspname <> 'annals', n.nspname, c.relname"
    );
    let mut tables: Vec<Table> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .fetch_all(&mut *source)
        .await
        .map_err(failed("the source"))?;
    for table in &mut tables {
        table.columns = columns(source, table.oid).await?;
        table.keys = keys(source, table.oid).await?;
    }
    Ok(tables)
}

/// An index over an expression holds all columns that the table has, for what is known of it.
const COLUMNS: &str = "
SELECT a.attname::text AS name, format_type(base.oid, NULL) AS kind, a.attgenerated <> '' AS is_generated,
       EXISTS (SELECT FROM pg_index WHERE indrelid = a.attrelid AND indisprimary AND a.attnum = ANY (indkey))
         OR EXISTS (SELECT FROM pg_constraint WHERE contype = 'f' AND confrelid = a.attrelid AND a.attnum = ANY (confkey)) AS in_key,
       (SELECT ARRAY[CASE n.nspname WHEN 'annals' THEN '' ELSE n.nspname || '.' END || t.relname, r.attname::text]
          FROM pg_constraint k CROSS JOIN LATERAL unnest(k.conkey, k.confkey) u (child, parent)
          JOIN pg_attribute r ON r.attrelid = k.confrelid AND r.attnum = u.parent
          JOIN pg_class t ON t.oid = k.confrelid JOIN pg_namespace n ON n.oid = t.relnamespace
         WHERE k.contype = 'f' AND k.conrelid = a.attrelid AND u.child = a.attnum AND k.conparentid = 0 LIMIT 1) AS leads_to,
       coalesce(
         (SELECT array_agg(enumlabel::text ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = base.oid),
         (SELECT array_agg(found[1]) FROM (SELECT pg_get_expr(conbin, conrelid) AS rule FROM pg_constraint WHERE contype = 'c' AND conrelid = a.attrelid AND conkey = ARRAY[a.attnum]) checks
            CROSS JOIN LATERAL regexp_matches(rule, '''((?:[^'']|'''')*)''', 'g') found
           WHERE rule LIKE '%ANY (%')) AS allowed,
       (SELECT array_agg(found[1] || found[2]) FROM (SELECT pg_get_expr(conbin, conrelid) AS rule FROM pg_constraint WHERE contype = 'c' AND conrelid = a.attrelid AND conkey = ARRAY[a.attnum]) checks
          CROSS JOIN LATERAL regexp_matches(regexp_replace(rule, '::[a-z ]+|[()'']', '', 'g'), '([<>]=?) (-?[0-9.]+)', 'g') found
         WHERE rule NOT LIKE '%ANY (%') AS bounds,
       EXISTS (SELECT FROM pg_index i WHERE i.indrelid = a.attrelid AND i.indisunique AND (
         a.attnum = ANY (i.indkey) OR 0 = ANY (i.indkey)
         OR EXISTS (SELECT FROM pg_attribute g WHERE g.attrelid = a.attrelid AND g.attnum = ANY (i.indkey) AND g.attgenerated <> ''))) AS is_unique
  FROM pg_attribute a
  JOIN pg_type named ON named.oid = a.atttypid
  JOIN pg_type base ON base.oid = CASE named.typtype WHEN 'd' THEN named.typbasetype ELSE named.oid END
 WHERE a.attrelid = $1::bigint::oid AND a.attnum > 0 AND NOT a.attisdropped
 ORDER BY a.attnum";

async fn columns(source: &mut PgConnection, table: i64) -> Result<Vec<Column>, Failure> {
    sqlx::query_as(COLUMNS).bind(table).fetch_all(source).await.map_err(failed("the source"))
}

const KEYS: &str = "
SELECT conname::text AS name, confrelid::bigint AS target, condeferrable AS is_deferrable FROM pg_constraint
 WHERE contype = 'f' AND conrelid = $1::bigint::oid AND conparentid = 0 ORDER BY conname";

async fn keys(source: &mut PgConnection, table: i64) -> Result<Vec<ForeignKey>, Failure> {
    sqlx::query_as(KEYS).bind(table).fetch_all(source).await.map_err(failed("the source"))
}
