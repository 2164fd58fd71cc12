//! The tables that have something of an account, as the catalogue knows them.

use annals_service::{Error, Transaction};
use sea_orm::{ConnectionTrait, Statement};
use serde::{Deserialize, Serialize};

use super::order;
use crate::failure::Failure;

const CATALOGUE: &str = include_str!("catalogue.sql");

/// How the names of columns end that hold secrets. Others are kept from `annals_reader` by their grants.
const SECRETS: [&str; 8] = [
    "password",
    "password_hash",
    "token",
    "token_hash",
    "secret",
    "secret_hash",
    "api_key",
    "key_hash",
];

/// Whose the rows of a table are.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    /// No account's, but rows of accounts refer to them: roles.
    Shared,
    /// The account's, written by applications.
    Account,
    /// The account's, kept by the database: the audit log, its seals, its erasures.
    History,
    /// Not known: there is an `account_id`, but nothing keeps the accounts apart.
    Open,
}

/// A table.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Table {
    /// As the log calls it: bare in Annals' schema, with its schema elsewhere.
    pub(crate) name: String,
    pub(crate) kind: Kind,
    /// Its name in a statement.
    pub(crate) relation: String,
    /// The same, for its own rows alone: not those of tables that inherit from it.
    pub(crate) rows_of: String,
    pub(crate) columns: Vec<Column>,
    /// The columns of its unique keys, the primary one first.
    keys: Vec<Vec<String>>,
    pub(crate) references: Vec<Reference>,
}

/// A column of a table.
#[derive(Clone, Debug, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "what the catalogue knows of it, one by one")]
pub(crate) struct Column {
    pub(crate) name: String,
    /// Its name in a statement.
    pub(crate) quoted: String,
    /// Its name as a text of a statement.
    pub(crate) label: String,
    /// Its type.
    pub(crate) kind: String,
    pub(crate) is_required: bool,
    pub(crate) has_default: bool,
    /// The database makes it from other columns.
    pub(crate) is_derived: bool,
    pub(crate) is_json: bool,
    /// It goes into JSON as text.
    pub(crate) is_text: bool,
    is_hidden: bool,
}

/// A foreign key.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Reference {
    pub(crate) table: String,
    pub(crate) columns: Vec<String>,
    pub(crate) targets: Vec<String>,
}

/// All tables, each after those that it refers to.
pub(crate) async fn of(tx: &Transaction<'_>) -> Result<Vec<Table>, Failure> {
    let connection = tx.connection();
    let asking = Statement::from_string(connection.get_database_backend(), CATALOGUE);
    let rows = connection.query_all_raw(asking).await.map_err(Error::from)?;
    let mut tables = Vec::with_capacity(rows.len());
    for row in rows {
        let told: String = row.try_get_by_index(0).map_err(Error::from)?;
        let table: Table = serde_json::from_str(&told)
            .map_err(|error| Failure::Other(format!("the catalogue can't be read: {error}")))?;
        tables.push(table);
    }
    Ok(order::sort(tables))
}

impl Table {
    /// The columns that go into a file.
    pub(crate) fn carried(&self) -> impl Iterator<Item = &Column> {
        self.columns.iter().filter(|column| !column.is_derived && !column.is_secret())
    }

    pub(crate) fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// What a row is known by: the primary key, else `account_id` and `id`. `None`: nothing.
    pub(crate) fn key(&self) -> Option<Vec<&Column>> {
        let named = |names: &[String]| names.iter().map(|name| self.column(name)).collect();
        let usual = || ["account_id", "id"].iter().map(|name| self.column(name)).collect();
        self.keys.first().and_then(|names| named(names)).or_else(usual)
    }

    /// What a shared row is known by in every database: its first unique key beside the primary one,
    /// whose values each database makes for itself. A role's is its name.
    pub(crate) fn natural_key(&self) -> Vec<&str> {
        let key = self.keys.get(1).or(self.keys.first());
        key.into_iter().flatten().map(String::as_str).collect()
    }
}

impl Column {
    /// It is for the application alone: no file holds it.
    pub(crate) fn is_secret(&self) -> bool {
        let ends_so = |ending: &str| {
            let rest = self.name.strip_suffix(ending);
            rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('_'))
        };
        self.is_hidden || SECRETS.iter().any(|ending| ends_so(ending))
    }
}

#[cfg(test)]
mod tests {
    use super::Column;

    fn column(name: &str) -> Column {
        let [name, quoted, label, kind] = [name, name, name, "text"].map(str::to_owned);
        let is_hidden = false;
        let (is_required, has_default, is_derived) = (false, false, false);
        let (is_json, is_text) = (false, false);
        Column {
            name,
            quoted,
            label,
            kind,
            is_required,
            has_default,
            is_derived,
            is_json,
            is_text,
            is_hidden,
        }
    }

    #[test]
    fn a_secret_is_known_by_its_name() {
        for name in ["password_hash", "token_hash", "reset_token", "api_key", "client_secret"] {
            assert!(column(name).is_secret(), "{name}");
        }
        for name in ["content_sha256", "token_usage", "secretary", "mistoken", "key", "title"] {
            assert!(!column(name).is_secret(), "{name}");
        }
    }
}
