//! What the catalogue knows of the tables.

use std::{collections::BTreeSet, error::Error};

use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbErr, FromQueryResult, Statement};

/// A table, with all that is said of it.
pub(super) struct Table {
    pub(super) name: String,
    pub(super) about: Option<String>,
    pub(super) traits: Vec<String>,
    pub(super) columns: Vec<Column>,
    pub(super) keys: Vec<ForeignKey>,
    pub(super) checks: Vec<Check>,
    pub(super) indexes: Vec<Index>,
}

#[derive(FromQueryResult)]
struct Head {
    name: String,
    about: Option<String>,
    traits: Vec<String>,
    is_tracked: bool,
}

#[derive(Clone, FromQueryResult)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) nullable: bool,
    pub(super) default: Option<String>,
    pub(super) about: Option<String>,
    pub(super) in_key: bool,
    #[sea_orm(skip)]
    pub(super) kept: Kept,
}

/// What the log keeps of a column.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Kept {
    #[default]
    Never,
    OnDeletion,
    Always,
}

#[derive(FromQueryResult)]
pub(super) struct ForeignKey {
    pub(super) column: String,
    pub(super) target: String,
    pub(super) on_delete: String,
    pub(super) nullable: bool,
}

#[derive(FromQueryResult)]
pub(super) struct Check {
    pub(super) rule: String,
}

#[derive(FromQueryResult)]
pub(super) struct Index {
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) columns: String,
    pub(super) condition: Option<String>,
    pub(super) about: Option<String>,
}

impl Column {
    /// Is it the same in every respect but where it stands?
    pub(super) fn is_like(&self, other: &Self) -> bool {
        let of =
            |it: &Self| (it.name.clone(), it.kind.clone(), it.default.clone(), it.about.clone());
        of(self) == of(other) && self.nullable == other.nullable
    }
}

const TABLES: &str = "
SELECT c.relname::text AS name, obj_description(c.oid, 'pg_class') AS about,
       EXISTS (SELECT FROM pg_trigger WHERE tgrelid = c.oid AND tgname = 'bump') AS is_tracked,
       array_remove(ARRAY[
         CASE WHEN EXISTS (SELECT FROM pg_attribute WHERE attrelid = c.oid AND attname = 'account_id')
              THEN 'belongs to accounts' ELSE 'global' END,
         CASE WHEN relrowsecurity THEN 'row-level security' END,
         CASE WHEN EXISTS (SELECT FROM pg_trigger WHERE tgrelid = c.oid AND tgname = 'bump')
              THEN 'tracked' ELSE 'not tracked' END,
         CASE WHEN annals.is_soft_deletable(c.oid) THEN 'deleted softly' END,
         CASE WHEN EXISTS (SELECT FROM pg_trigger WHERE tgrelid = c.oid AND tgname IN ('append_only', 'refuse_rewriting'))
              THEN 'append-only' END,
         CASE WHEN relkind = 'p' THEN 'partitioned by month' END], NULL) AS traits
  FROM pg_class c
 WHERE relnamespace = 'annals'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
   AND relname <> 'annals_migrations'
 ORDER BY relname";

const COLUMNS: &str = "
SELECT attname::text AS name,
       replace(replace(format_type(atttypid, atttypmod), 'character varying', 'varchar'),
               'timestamp with time zone', 'timestamptz') AS kind,
       NOT attnotnull AS nullable,
       CASE WHEN attgenerated <> '' THEN 'generated'
            ELSE regexp_replace(pg_get_expr(adbin, adrelid), '::(character varying|text|jsonb|interval|numeric)', '', 'g')
       END AS default,
       col_description(attrelid, attnum) AS about,
       EXISTS (SELECT FROM pg_index WHERE indrelid = attrelid AND indisprimary AND attnum = ANY (indkey)) AS in_key
  FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
 WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped
 ORDER BY attnum";

/// The keys to accounts apart, which every tenant table has.
const KEYS: &str = "
SELECT a.attname::text AS column, t.relname::text AS target, NOT a.attnotnull AS nullable,
       CASE confdeltype WHEN 'c' THEN 'goes with it' ELSE 'refuses its deletion' END AS on_delete
  FROM pg_constraint JOIN pg_class t ON t.oid = confrelid
  JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = conkey[cardinality(conkey)]
 WHERE contype = 'f' AND conrelid = $1::regclass AND conparentid = 0 AND t.relname <> 'accounts'
 ORDER BY a.attnum";

/// A list of values is told as one, and casts are left out.
const CHECKS: &str = "
SELECT CASE WHEN rule LIKE '%ANY (%'
            THEN '`' || named || '`: one of ' || (SELECT string_agg('`' || value[1] || '`', ', ')
                                                   FROM regexp_matches(rule, '''([^'']*)''', 'g') value)
            ELSE '`' || regexp_replace(regexp_replace(rule, '::[a-z]+', '', 'g'), '[()]', '', 'g') || '`' END AS rule
  FROM (SELECT pg_get_expr(conbin, conrelid, true) AS rule, conname,
               (SELECT attname::text FROM pg_attribute WHERE attrelid = conrelid AND attnum = conkey[1]) AS named
          FROM pg_constraint WHERE contype = 'c' AND conrelid = $1::regclass) checks
 ORDER BY conname";

const INDEXES: &str = "
SELECT c.relname::text AS name,
       concat_ws(' ', CASE WHEN indisprimary THEN 'key' WHEN indisunique THEN 'unique' END, nullif(am.amname, 'btree')) AS kind,
       replace(regexp_replace(pg_get_indexdef(indexrelid), '^.* USING \\S+ \\((.*?)\\)( WHERE .*)?$', '\\1'), '\"', '') AS columns,
       regexp_replace(regexp_replace(pg_get_expr(indpred, indrelid, true), '::[a-z]+', '', 'g'), '[()]', '', 'g') AS condition,
       obj_description(indexrelid, 'pg_class') AS about
  FROM pg_index JOIN pg_class c ON c.oid = indexrelid JOIN pg_am am ON am.oid = c.relam
 WHERE indrelid = $1::regclass
 ORDER BY NOT indisprimary, c.relname";

/// The tables of the schema, in the order of their names.
pub(super) async fn read(url: &str) -> Result<Vec<Table>, Box<dyn Error>> {
    let database = Database::connect(url).await?;
    let mut tables = Vec::new();
    for head in rows::<Head>(&database, TABLES, None).await? {
        let name = Some(format!("annals.{}", head.name));
        let mut columns: Vec<Column> = rows(&database, COLUMNS, name.clone()).await?;
        if head.is_tracked {
            note_kept(&database, &head.name, &mut columns).await?;
        }
        tables.push(Table {
            columns,
            keys: rows(&database, KEYS, name.clone()).await?,
            checks: rows(&database, CHECKS, name.clone()).await?,
            indexes: rows(&database, INDEXES, name).await?,
            name: head.name,
            about: head.about,
            traits: head.traits,
        });
    }
    database.close().await?;
    Ok(tables)
}

/// Asks the functions that make the images which columns they keep.
async fn note_kept(
    database: &DatabaseConnection,
    table: &str,
    columns: &mut [Column],
) -> Result<(), DbErr> {
    let at_each_change = held(database, "image", table).await?;
    let on_deletion = held(database, "last_image", table).await?;
    for column in columns {
        column.kept = if at_each_change.contains(&column.name) {
            Kept::Always
        } else if on_deletion.contains(&column.name) {
            Kept::OnDeletion
        } else {
            Kept::Never
        };
    }
    Ok(())
}

async fn held(
    database: &DatabaseConnection,
    function: &str,
    table: &str,
) -> Result<BTreeSet<String>, DbErr> {
    let keys = format!(
        "SELECT jsonb_object_keys(annals.{function}_{table}(jsonb_object_agg(attname, 1))) FROM pg_attribute
          WHERE attrelid = 'annals.{table}'::regclass AND attnum > 0 AND NOT attisdropped"
    );
    let statement = Statement::from_string(database.get_database_backend(), keys);
    let rows = database.query_all_raw(statement).await?;
    rows.iter().map(|row| row.try_get_by_index(0)).collect()
}

async fn rows<T: FromQueryResult>(
    database: &DatabaseConnection,
    sql: &str,
    table: Option<String>,
) -> Result<Vec<T>, DbErr> {
    let values = table.map(Into::into);
    let statement = Statement::from_sql_and_values(database.get_database_backend(), sql, values);
    T::find_by_statement(statement).all(database).await
}
