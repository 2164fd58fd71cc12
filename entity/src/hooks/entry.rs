//! `after_save` and `before_delete`: the audit entry of a write.

use sea_orm::{
    ActiveModelTrait, ActiveValue, ColumnTrait, ConnectionTrait, DbErr, EntityName, EntityTrait,
    IdenStatic, Iterable, ModelTrait, PrimaryKeyToColumn, Statement, Value,
};
use uuid::Uuid;

/// Inserts the audit entry of a write, if the row that came back carries its signature.
///
/// The image is made by the database from the row as it stands there, by the same function that the
/// triggers call, so that both paths record alike and no number loses a digit.
///
/// # Errors
/// Those of the database; the transaction is then to be rolled back.
pub async fn record<M, C>(model: &M, db: &C, insert: bool) -> Result<(), DbErr>
where
    M: ModelTrait,
    C: ConnectionTrait,
{
    let Some(audit_id) = column_named::<M::Entity>("audit_id") else {
        return Ok(());
    };
    let signature = model.get(audit_id);
    if matches!(signature, Value::Uuid(None)) {
        return Ok(());
    }
    let keys = key_columns::<M::Entity>();
    let sql = entry_of_write::<M::Entity>(&keys, if insert { "insert" } else { "update" });
    let mut values: Vec<Value> = keys.iter().map(|key| model.get(*key)).collect();
    values.push(signature);
    execute(db, sql, values).await
}

/// Locks the row that is about to be deleted and inserts the audit entry of its deletion.
///
/// # Errors
/// Those of the database, and [`DbErr::PrimaryKeyNotSet`] when the key is not given.
pub async fn record_deletion<A, C>(row: &A, db: &C) -> Result<(), DbErr>
where
    A: ActiveModelTrait,
    C: ConnectionTrait,
{
    let keys = key_columns::<A::Entity>();
    let mut values = Vec::with_capacity(keys.len() + 1);
    for key in &keys {
        match row.get(*key) {
            ActiveValue::Set(value) | ActiveValue::Unchanged(value) => values.push(value),
            ActiveValue::NotSet => {
                return Err(DbErr::PrimaryKeyNotSet { ctx: "record_deletion" });
            }
        }
    }
    values.push(Uuid::now_v7().into());
    execute(db, entry_of_deletion::<A::Entity>(&keys), values).await
}

async fn execute<C: ConnectionTrait>(db: &C, sql: String, values: Vec<Value>) -> Result<(), DbErr> {
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    db.execute_raw(statement).await.map(drop)
}

/// Where the row was committed meanwhile, for want of a transaction around both, its entry is there
/// already: the database made sure.
fn entry_of_write<E: EntityTrait>(keys: &[E::Column], operation: &str) -> String {
    let Names { schema, table, log, account } = Names::of::<E>();
    let found = found_by(keys);
    let signature = keys.len() + 1;
    format!(
        "INSERT INTO annals.audit_log \
         (account_id, id, table_name, row_id, row_version, operation, image) \
         SELECT {account}, t.audit_id, '{log}', t.id, t.row_version, '{operation}', \
         {schema}.image_{table}(to_jsonb(t.*)) \
         FROM {schema}.{table} t \
         WHERE {found} AND t.audit_id = ${signature} AND annals.is_own_write(t.xmin)"
    )
}

/// `settle_*` first records what this transaction may have left unrecorded on the row, so that the
/// entries of a row stand in the order of its changes; `note_deletion` tells the trigger that an entry is
/// there to be looked for. Without a context there may be no transaction
/// around this statement and the deletion: then the trigger records it.
fn entry_of_deletion<E: EntityTrait>(keys: &[E::Column]) -> String {
    let Names { schema, table, log, account } = Names::of::<E>();
    let found = found_by(keys);
    let signature = keys.len() + 1;
    format!(
        "INSERT INTO annals.audit_log \
         (account_id, id, table_name, row_id, row_version, operation, image) \
         SELECT {account}, ${signature}, '{log}', t.id, t.row_version + 1, 'delete', \
         {schema}.last_image_{table}(to_jsonb(t.*)) \
         FROM {schema}.{table} t \
         WHERE {found} AND annals.current_account() IS NOT NULL \
         AND {schema}.settle_{table}({account}, t.id) AND annals.note_deletion(t.id) FOR UPDATE"
    )
}

/// What the statements call a table, and where its account stands.
struct Names {
    schema: String,
    table: &'static str,
    log: String,
    account: &'static str,
}

impl Names {
    fn of<E: EntityTrait>() -> Self {
        let entity = E::default();
        let schema = entity.schema_name().unwrap_or("public").to_owned();
        let table = EntityName::table_name(&entity);
        let log = match schema.as_str() {
            "annals" => table.to_owned(),
            _ => format!("{schema}.{table}"),
        };
        let account = match (schema.as_str(), table) {
            _ if column_named::<E>("account_id").is_some() => "t.account_id",
            ("annals", "accounts") => "t.id",
            _ => "'00000000-0000-0000-0000-000000000000'::uuid",
        };
        Self { schema, table, log, account }
    }
}

fn found_by<C: ColumnTrait>(keys: &[C]) -> String {
    let conditions: Vec<String> = keys
        .iter()
        .enumerate()
        .map(|(position, key)| format!("t.{} = ${}", key.as_str(), position + 1))
        .collect();
    conditions.join(" AND ")
}

fn key_columns<E: EntityTrait>() -> Vec<E::Column> {
    E::PrimaryKey::iter().map(PrimaryKeyToColumn::into_column).collect()
}

fn column_named<E: EntityTrait>(name: &str) -> Option<E::Column> {
    E::Column::iter().find(|column| column.as_str() == name)
}
