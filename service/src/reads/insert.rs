//! The statement that writes records of one account.

use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use uuid::Uuid;

use super::{recorder::Read, watched::Watched};
use crate::{array::Columns, error::Result};

/// The account is set by the statement itself; a row is made of what that gives, so before its policy is
/// asked.
const INSERT: &str = "
WITH context AS MATERIALIZED (SELECT set_config('annals.account_id', $1, true) AS account_id)
INSERT INTO annals.read_log (account_id, read_at, actor_id, operation, request_id, table_name, kind, row_id, row_count)
SELECT (SELECT account_id FROM context)::uuid, r.*
  FROM unnest($2::timestamptz[], $3::text::uuid[], $4::text::text[], $5::text::text[], $6::text::text[], $7::text[],
              $8::text::uuid[], $9::bigint[]) r
 WHERE (SELECT account_id FROM context) IS NOT NULL";

pub(super) async fn insert(
    pool: &DatabaseConnection,
    tables: &[Watched],
    account: Uuid,
    reads: &[Read],
) -> Result<()> {
    let columns = Columns(reads);
    let name =
        |read: &Read| read.table.and_then(|place| tables.get(place)).map(|it| it.name.clone());
    let statement = Statement::from_sql_and_values(
        pool.get_database_backend(),
        INSERT,
        [
            account.to_string().into(),
            columns.of(|read| read.at),
            columns.nullable(|read| read.actor_id),
            columns.nullable(|read| read.operation.clone()),
            columns.nullable(|read| read.request_id.clone()),
            columns.nullable(name),
            columns.of(|read| read.kind.as_str().to_owned()),
            columns.nullable(|read| read.row_id),
            columns.of(|read| read.row_count),
        ],
    );
    pool.execute_raw(statement).await?;
    Ok(())
}
