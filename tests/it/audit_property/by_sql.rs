//! SQL as somebody might type it, with signatures, versions, times and keys of its own.

use annals::prelude::Error;
use rand::RngExt;
use sea_orm::{ConnectionTrait, DbBackend, Statement};

use super::{failure::Failure, round::Round, subject::Subject};

/// What a statement does to each row that it finds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Effect {
    /// A tracked change.
    Change,
    /// Nothing that is tracked.
    Nothing,
    /// It is removed.
    Deletion,
    /// It is removed, and a new one is inserted under its key, in one statement.
    Replacement,
    /// It can't be, and the statement fails.
    Refusal,
}

/// `{id}` and `{other}` are ids, `{novelty}` an assignment that is a tracked change, `{forged}` a
/// signature never seen.
const STATEMENTS: [(&str, Effect); 16] = [
    ("UPDATE {table} SET {novelty} WHERE id = '{id}'", Effect::Change),
    ("UPDATE {table} SET {novelty}, audit_id = '{forged}' WHERE id = '{id}'", Effect::Change),
    (
        "UPDATE {table} SET {novelty}, audit_id = (SELECT max(o.audit_id::text)::uuid FROM {table} o WHERE o.id = '{other}')
          WHERE id = '{id}'",
        Effect::Change,
    ),
    (
        "UPDATE {table} SET {novelty}, audit_id = (SELECT l.id FROM annals.audit_log l
          WHERE l.table_name = '{name}' AND l.row_id = '{id}' ORDER BY l.occurred_at DESC LIMIT 1) WHERE id = '{id}'",
        Effect::Change,
    ),
    ("UPDATE {table} SET {novelty}, row_version = row_version + 7 WHERE id = '{id}'", Effect::Change),
    ("UPDATE {table} SET {novelty}, updated_at = '2001-01-01 00:00+01' WHERE id = '{id}'", Effect::Change),
    (
        "INSERT INTO {table} ({columns}) SELECT {columns} FROM {table} WHERE id = '{id}'
           ON CONFLICT ({key}) DO UPDATE SET {novelty}, audit_id = excluded.audit_id",
        Effect::Change,
    ),
    ("UPDATE {table} SET audit_id = '{forged}' WHERE id = '{id}'", Effect::Nothing),
    ("UPDATE {table} SET row_version = 99 WHERE id = '{id}'", Effect::Nothing),
    ("UPDATE {table} SET updated_at = updated_at + interval '1 s' WHERE id = '{id}'", Effect::Nothing),
    ("UPDATE {table} SET {counter} WHERE id = '{id}'", Effect::Nothing),
    ("UPDATE {table} SET {counter}, audit_id = '{forged}' WHERE id = '{id}'", Effect::Nothing),
    ("DELETE FROM {table} WHERE id = '{id}'", Effect::Deletion),
    (
        "WITH gone AS (DELETE FROM {table} WHERE id = '{id}' RETURNING {columns})
         INSERT INTO {table} ({columns}) SELECT {columns} FROM gone",
        Effect::Replacement,
    ),
    ("UPDATE {table} SET id = '{forged}' WHERE id = '{id}'", Effect::Refusal),
    ("UPDATE {table} SET {refused} WHERE id = '{id}'", Effect::Refusal),
];

pub(super) async fn run<S: Subject>(round: &mut Round<'_>) -> Result<(), Failure> {
    let (statement, effect) = STATEMENTS[round.rng.random_range(0..STATEMENTS.len())];
    let deletes = matches!(effect, Effect::Deletion | Effect::Replacement);
    if deletes && !round.rng.random_bool(S::DELETED) {
        return Ok(());
    }
    let sql = written::<S>(round, statement);
    let statement = Statement::from_string(DbBackend::Postgres, &sql);
    let done = round.connection.execute_raw(statement).await.map_err(Error::from);
    let rows = match done {
        Ok(done) => done.rows_affected(),
        // ON CONFLICT met the identity of another account, which this one may not see.
        Err(Error::Forbidden { .. }) if S::KEY == "provider, subject" => {
            return Err(Failure::Expected);
        }
        Err(error) => return Err(error.into()),
    };
    match effect {
        Effect::Change => round.made(rows),
        Effect::Nothing => {}
        Effect::Deletion => round.deleted::<S>(rows),
        Effect::Replacement => {
            round.deleted::<S>(rows);
            round.made(rows);
        }
        Effect::Refusal if rows == 0 => {}
        Effect::Refusal => return Err(Failure::Unexpected(format!("not refused: {sql}"))),
    }
    Ok(())
}

fn written<S: Subject>(round: &mut Round<'_>, statement: &str) -> String {
    let columns = round.columns.get(S::TABLE).map_or("", String::as_str);
    let (forged, new) = (round.novelty().to_string(), round.novelty().to_string());
    let (id, other) = (round.slot::<S>().to_string(), round.slot::<S>().to_string());
    [
        ("{table}", format!("annals.{}", S::TABLE).as_str()),
        ("{name}", S::TABLE),
        ("{columns}", columns),
        ("{key}", S::KEY),
        ("{novelty}", S::NOVELTY),
        ("{counter}", S::COUNTER.unwrap_or("updated_at = clock_timestamp()")),
        ("{refused}", S::REFUSED.unwrap_or("id = '{forged}'")),
        ("{forged}", &forged),
        ("{new}", &new),
        ("{id}", &id),
        ("{other}", &other),
    ]
    .iter()
    .fold(statement.to_owned(), |sql, (name, text)| sql.replace(name, text))
}
