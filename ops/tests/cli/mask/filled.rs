//! Rows made of canaries: each column that tells something about a person gets one.

use std::collections::BTreeMap;

use annals_entity::personal::{Class, Classification};
use sqlx::{PgConnection, Row};
use uuid::Uuid;

use super::{column, run};
use crate::support::TestResult;

/// Every table that rows are put into, and that is copied.
pub(super) const TABLES: &str = "
SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind = 'r' AND NOT c.relispartition AND (n.nspname = 'annals' OR c.relname = 'notes')
   AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = c.oid AND attname = 'account_id')
   AND c.relname NOT LIKE 'audit\\_%' AND c.relname <> 'read_log'
 ORDER BY c.relname <> 'accounts', 1";

pub(super) struct Column {
    pub(super) name: String,
    pub(super) kind: String,
    leads_to: Option<String>,
    allowed: Option<String>,
    length: Option<i32>,
    has_default: bool,
}

pub(super) async fn columns(connection: &mut PgConnection, table: &str) -> TestResult<Vec<Column>> {
    let sql = r"
SELECT attname::text, format_type(atttypid, NULL),
       (SELECT confrelid::regclass::text FROM pg_constraint k WHERE k.conrelid = attrelid AND k.contype = 'f'
           AND attnum = k.conkey[cardinality(k.conkey)] AND attname <> 'account_id' LIMIT 1),
       (SELECT (regexp_match(pg_get_constraintdef(k.oid), '''([a-z]+)'''))[1] FROM pg_constraint k
         WHERE k.conrelid = attrelid AND k.contype = 'c' AND k.conkey = ARRAY[attnum] LIMIT 1),
       CASE WHEN atttypid = 'varchar'::regtype THEN atttypmod - 4 END, atthasdef
  FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
   AND attname NOT IN ('row_version', 'audit_id', 'deleted_at', 'deletion_id') ORDER BY attnum";
    let rows = sqlx::query(sql).bind(table).fetch_all(connection).await?;
    let mut columns = Vec::new();
    for row in rows {
        columns.push(Column {
            name: row.try_get(0)?,
            kind: row.try_get(1)?,
            leads_to: row.try_get(2)?,
            allowed: row.try_get(3)?,
            length: row.try_get(4)?,
            has_default: row.try_get(5)?,
        });
    }
    Ok(columns)
}

pub(super) fn class_of(table: &str, column: &str) -> Class {
    Classification::annals().of(table.strip_prefix("annals.").unwrap_or(table), column)
}

impl Column {
    fn canary(&self) -> String {
        let text = match self.name.as_str() {
            "email" | "subject" => "Canary.Bird@canary.example.org",
            _ => "the canary sings",
        };
        let text = self
            .length
            .map_or(text, |length| &text[..text.len().min(length.unsigned_abs() as usize)]);
        match self.kind.as_str() {
            "jsonb" | "json" => r#"{"canary": ["a canary", 76543210987, true, null, {"canary@canary.org": "canary"}]}"#,
            "text[]" => r#"{canary,NULL,"a canary"}"#,
            "date" => "1987-06-05",
            "timestamp with time zone" => "1987-06-05 04:03:02.5+00",
            "timestamp without time zone" => "1987-06-05 04:03:02.5",
            "time without time zone" | "interval" => "04:03:02",
            "bytea" => "\\xcafecafe00112233",
            "uuid" => "beefbeef-beef-4eef-8eef-beefbeefbeef",
            "inet" => "203.0.113.77",
            "cidr" => "203.0.113.0/24",
            "boolean" => "true",
            "smallint" => "4",
            "integer" => "1234567",
            "numeric" if self.name == "mood_score" => "7.31",
            "numeric" | "real" => "31.77",
            _ => text,
        }
        .to_owned()
    }

    fn value(&self, table: &str, account: Uuid, ids: &BTreeMap<String, Uuid>) -> Option<String> {
        Some(match (self.name.as_str(), &self.leads_to) {
            ("account_id", _) => account.to_string(),
            ("id", _) => ids[table].to_string(),
            (_, Some(parent)) => {
                let parent =
                    if parent.contains('.') { parent.clone() } else { format!("annals.{parent}") };
                return ids.get(&parent).map(|id| format!("'{id}'"));
            }
            ("content_sha256", None) => return Some("sha256('the canary sings')".to_owned()),
            (name, None) if !class_of(table, name).is_none() => self.canary(),
            _ if self.has_default => return None,
            _ => match (&self.allowed, self.kind.as_str()) {
                (Some(allowed), _) => allowed.clone(),
                (_, "uuid") => Uuid::now_v7().to_string(),
                (_, kind) if kind.starts_with("timestamp") => "2026-03-02 01:00:00+00".to_owned(),
                (_, "numeric") => "0.5".to_owned(),
                (_, "smallint" | "integer" | "bigint") => "1".to_owned(),
                (_, "jsonb") => "{\"total\": 3}".to_owned(),
                _ => format!("k{}", &account.simple().to_string()[28..]),
            },
        })
        .map(|value| format!("'{value}'"))
    }
}

/// An account with a row in every table, made of canaries. The identity's subject differs between two.
pub(super) async fn fill(owner: &mut PgConnection) -> TestResult<Uuid> {
    let account = Uuid::now_v7();
    let mut ids = BTreeMap::new();
    let roles = column(owner, "SELECT id::text FROM annals.roles ORDER BY name LIMIT 1").await?;
    ids.insert("annals.roles".to_owned(), roles[0].parse()?);
    let mut waiting = column(owner, TABLES).await?;
    assert!(waiting.len() >= 17, "{waiting:?}");
    while !waiting.is_empty() {
        let mut left = Vec::new();
        for table in waiting {
            let columns = columns(owner, &table).await?;
            let qualified =
                |it: &String| if it.contains('.') { it.clone() } else { format!("annals.{it}") };
            let parents = columns.iter().filter_map(|it| it.leads_to.as_ref()).map(qualified);
            if parents.into_iter().any(|it| !ids.contains_key(&it)) {
                left.push(table);
                continue;
            }
            ids.insert(
                table.clone(),
                if table == "annals.accounts" { account } else { Uuid::now_v7() },
            );
            insert(owner, &table, &columns, account, &ids).await?;
        }
        waiting = left;
    }
    Ok(account)
}

async fn insert(
    owner: &mut PgConnection,
    table: &str,
    columns: &[Column],
    account: Uuid,
    ids: &BTreeMap<String, Uuid>,
) -> TestResult {
    let (mut names, mut values) = (Vec::new(), Vec::new());
    for it in columns {
        let Some(value) = it.value(table, account, ids) else { continue };
        // Two accounts may not share a login.
        let value = match (table, it.name.as_str()) {
            ("annals.identities", "subject") => {
                format!("'canary-{}@canary.example.org'", &account.simple().to_string()[20..])
            }
            _ => value,
        };
        names.push(it.name.as_str());
        values.push(value);
    }
    let sql = format!("INSERT INTO {table} ({}) VALUES ({})", names.join(", "), values.join(", "));
    run(owner, &sql).await.map_err(|error| format!("{error}: {sql}").into())
}
