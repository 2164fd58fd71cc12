//! A row in every table of an account, made from the catalogue, so that no new table is forgotten.

use std::collections::BTreeMap;

use annals::prelude::*;
use sea_orm::{ConnectionTrait, TransactionTrait};
use uuid::Uuid;

use crate::{
    catalogue::{one, texts},
    support::{Fixture, TestResult, rows},
};

/// Every table whose rows belong to accounts, but for the audit log, which fills itself.
const TABLES: &str = "
SELECT c.relname::text, has_table_privilege('annals_app', c.oid, 'INSERT') FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'account_id' AND NOT a.attisdropped
 WHERE c.relnamespace = 'annals'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
   AND c.relname <> 'audit_log' ORDER BY 1";

/// The columns, with their types, what a CHECK lists first, and whether there is a default.
const COLUMNS: &str = r"
SELECT a.attname::text, format_type(a.atttypid, a.atttypmod),
       (SELECT (regexp_match(pg_get_constraintdef(k.oid), '''([^'']+)'''))[1] FROM pg_constraint k
         WHERE k.conrelid = a.attrelid AND k.contype = 'c' AND k.conkey = ARRAY[a.attnum] LIMIT 1),
       a.atthasdef
  FROM pg_attribute a
 WHERE a.attrelid = ('annals.' || $1)::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
 ORDER BY a.attnum";

/// The foreign keys' columns beside the account, with the table that each leads to.
const REFERENCES: &str = "
SELECT a.attname::text, p.relname::text FROM pg_constraint k
  JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[cardinality(k.conkey)]
  JOIN pg_class p ON p.oid = k.confrelid
 WHERE k.contype = 'f' AND k.conrelid = ('annals.' || $1)::regclass AND a.attname <> 'account_id'
 ORDER BY 1";

/// What the protocol and a soft deletion write.
const LEFT_OUT: [&str; 4] = ["row_version", "audit_id", "deleted_at", "deletion_id"];

pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) kind: String,
    first_allowed: Option<String>,
    has_default: bool,
}

pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) columns: Vec<Column>,
    /// Column and table, for each reference beside that to the account.
    pub(crate) references: Vec<(String, String)>,
    pub(crate) app_may_insert: bool,
}

/// The id of an account's row, by table.
pub(crate) type Ids = BTreeMap<String, Uuid>;

/// An account with a row in every table.
pub(crate) struct Filled {
    pub(crate) account: Uuid,
    pub(crate) ids: Ids,
}

impl Filled {
    pub(crate) fn context(&self) -> Context {
        Context::new(self.account)
    }
}

/// The tables, each after those that it refers to.
pub(crate) async fn tables(connection: &impl ConnectionTrait) -> TestResult<Vec<Table>> {
    let mut waiting = Vec::new();
    for (name, app_may_insert) in rows::<(String, bool)>(connection, TABLES, []).await? {
        waiting.push(Table {
            columns: columns(connection, &name).await?,
            references: rows(connection, REFERENCES, [name.clone().into()]).await?,
            name,
            app_may_insert,
        });
    }
    assert!(waiting.len() >= 18, "{} tables", waiting.len());
    // The account's own comes first: to it all others refer.
    let own = waiting.iter().position(|table| table.name == "accounts");
    let mut ordered = vec![waiting.remove(own.ok_or("no table accounts")?)];
    while !waiting.is_empty() {
        let is_waiting = |parent: &String| waiting.iter().any(|table| table.name == *parent);
        let next = waiting
            .iter()
            .position(|table| !table.references.iter().any(|(_, parent)| is_waiting(parent)));
        ordered.push(waiting.remove(next.ok_or("the foreign keys go in a circle")?));
    }
    Ok(ordered)
}

async fn columns(connection: &impl ConnectionTrait, table: &str) -> TestResult<Vec<Column>> {
    let found = rows(connection, COLUMNS, [table.into()]).await?;
    Ok(found
        .into_iter()
        .map(|(name, kind, first_allowed, has_default)| Column {
            name,
            kind,
            first_allowed,
            has_default,
        })
        .collect())
}

impl Table {
    /// An INSERT of a row with this id, whose references lead to `ids`.
    pub(crate) fn insert(&self, account: Uuid, id: Uuid, ids: &Ids) -> TestResult<String> {
        let mut names = Vec::new();
        let mut values = Vec::new();
        for column in &self.columns {
            if LEFT_OUT.contains(&column.name.as_str()) {
                continue;
            }
            if let Some(value) = self.value(column, account, id, ids)? {
                names.push(column.name.as_str());
                values.push(value);
            }
        }
        let (names, values) = (names.join(", "), values.join(", "));
        Ok(format!("INSERT INTO annals.{} ({names}) VALUES ({values})", self.name))
    }

    /// `None`: the default.
    fn value(
        &self,
        column: &Column,
        account: Uuid,
        id: Uuid,
        ids: &Ids,
    ) -> TestResult<Option<String>> {
        let reference = self.references.iter().find(|(by, _)| *by == column.name);
        Ok(Some(match (column.name.as_str(), reference) {
            ("account_id", _) => format!("'{account}'"),
            ("id", _) => format!("'{id}'"),
            (_, Some((_, parent))) => match ids.get(parent) {
                Some(id) => format!("'{id}'"),
                None => format!("(SELECT id FROM annals.{parent} ORDER BY id LIMIT 1)"),
            },
            _ if column.has_default => return Ok(None),
            _ => match &column.first_allowed {
                Some(allowed) => format!("'{allowed}'"),
                None => column.any_value()?,
            },
        }))
    }
}

impl Column {
    /// An expression of the column's type, that differs from time to time where the type allows.
    pub(crate) fn any_value(&self) -> TestResult<String> {
        let kind = self.kind.split('(').next().unwrap_or_default();
        let length = self.kind.trim_end_matches(')').rsplit_once('(').map(|(_, length)| length);
        Ok(match kind {
            "character varying" => format!("left(md5(random()::text), {})", length.unwrap_or("32")),
            "text" => "md5(random()::text)".to_owned(),
            "uuid" => "gen_random_uuid()".to_owned(),
            "smallint" | "integer" | "bigint" | "numeric" => "1".to_owned(),
            "boolean" => "true".to_owned(),
            "date" => "current_date".to_owned(),
            "timestamp with time zone" => "clock_timestamp()".to_owned(),
            "jsonb" => "jsonb_build_object('filled', random())".to_owned(),
            "bytea" => "decode(md5(random()::text), 'hex')".to_owned(),
            "inet" => "'192.0.2.1'".to_owned(),
            other => {
                return Err(format!("no value is known for the type {other}: add one here").into());
            }
        })
    }

    /// An expression that differs from the value of a row.
    pub(crate) fn other_value(&self) -> TestResult<String> {
        let name = &self.name;
        Ok(match self.kind.split('(').next().unwrap_or_default() {
            "smallint" | "integer" | "bigint" | "numeric" => format!("coalesce({name}, 0) + 1"),
            "boolean" => format!("NOT coalesce({name}, false)"),
            "date" => format!("coalesce({name}, current_date) + 1"),
            _ => self.any_value()?,
        })
    }
}

/// Makes an account with a row in every table: as the application where it may insert, else as the
/// owner. Fails where a table stays empty.
pub(crate) async fn fill(fixture: &Fixture, tables: &[Table]) -> TestResult<Filled> {
    let owner = fixture.owner().await?;
    let account = Uuid::now_v7();
    let mut filled = Filled { account, ids: Ids::new() };
    let tx = fixture.db.begin(&filled.context()).await?;
    for table in tables.iter().filter(|table| table.app_may_insert) {
        let id = if table.name == "accounts" { account } else { Uuid::now_v7() };
        tx.connection().execute_unprepared(&table.insert(account, id, &filled.ids)?).await?;
        filled.ids.insert(table.name.clone(), id);
    }
    tx.commit().await?;
    for table in tables.iter().filter(|table| !table.app_may_insert) {
        let id = Uuid::now_v7();
        owner.execute_unprepared(&table.insert(account, id, &filled.ids)?).await?;
        filled.ids.insert(table.name.clone(), id);
    }
    let entry = format!("SELECT id FROM annals.audit_log WHERE account_id = '{account}' LIMIT 1");
    filled.ids.insert("audit_log".to_owned(), one(&owner, &entry).await?);
    for (table, id) in &filled.ids {
        let there = format!(
            "SELECT count(*) FROM annals.{table} WHERE account_id = '{account}' AND id = '{id}'"
        );
        assert_eq!(one::<i64>(&owner, &there).await?, 1, "the row of {table}");
    }
    Ok(filled)
}

/// All rows of an account, those of the audit log included, as the owner sees them.
pub(crate) async fn rows_of(fixture: &Fixture, filled: &Filled) -> TestResult<Vec<String>> {
    let owner = fixture.owner().await?;
    let snapshot = owner.begin().await?;
    let mut found = Vec::new();
    for table in filled.ids.keys() {
        let sql = format!(
            "SELECT '{table} ' || to_jsonb(t)::text FROM annals.{table} t WHERE account_id = '{}' ORDER BY 1",
            filled.account
        );
        found.extend(texts(&snapshot, &sql).await?);
    }
    Ok(found)
}
