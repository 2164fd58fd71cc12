//! Indexes, each named `idx_<table>_<columns>`; the keys `account_id` and `id` are left
//! out of the name.

use sea_orm_migration::{
    SchemaManager,
    prelude::{
        ConditionalStatement, ConnectionTrait, DbErr, Expr, Index, IndexColumn, IndexOrder,
        IndexType, IntoIndexColumn,
    },
    sea_orm::Statement,
};

/// What an index is, beside its columns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IndexKind {
    /// Refuses two rows with the same values.
    pub unique: bool,
    /// Only rows that fulfil this SQL condition are in it. `None`: all rows.
    pub only_where: Option<&'static str>,
    /// The operator class of a GIN index, such as `jsonb_path_ops`. `None`: a B-tree.
    pub gin: Option<&'static str>,
}

impl IndexKind {
    /// Refuses two living rows with the same values: deleted ones do not count.
    pub const UNIQUE_LIVING: Self =
        Self { unique: true, only_where: Some("deleted_at IS NULL"), gin: None };

    /// Containment (`@>`) and jsonpath on a JSON column, within an account: name `account_id` first. On a million documents 90 MB and 0.36 ms,
    /// where `jsonb_ops` took 156 MB and 1.04 ms.
    pub const JSON_PATHS: Self = Self::gin("jsonb_path_ops");

    /// The same, and the existence of keys (`?`).
    pub const JSON_KEYS: Self = Self::gin("jsonb_ops");

    /// A unique index.
    pub const UNIQUE: Self = Self { unique: true, only_where: None, gin: None };

    /// Full text.
    pub const TEXT: Self = Self::gin("tsvector_ops");

    /// Only rows that fulfil an SQL condition.
    #[must_use]
    pub const fn only_where(condition: &'static str) -> Self {
        Self { unique: false, only_where: Some(condition), gin: None }
    }

    const fn gin(operators: &'static str) -> Self {
        Self { unique: false, only_where: None, gin: Some(operators) }
    }
}

/// Columns of an index, ascending.
pub fn columns<const N: usize>(names: [&'static str; N]) -> [IndexColumn; N] {
    names.map(IntoIndexColumn::into_index_column)
}

/// Marks a column of an index as descending.
#[must_use]
pub fn descending(column: &'static str) -> IndexColumn {
    (column, IndexOrder::Desc).into_index_column()
}

/// Columns of an index for a list by time: the last one descending, and the id after it. Rows that came
/// in together have one time, and a page must not sort them all.
#[must_use]
pub fn newest_first<const N: usize>(
    names: [&'static str; N],
    sorted_by: &'static str,
) -> Vec<IndexColumn> {
    let mut columns = columns(names).to_vec();
    columns.extend([descending(sorted_by), descending("id")]);
    columns
}

/// Creates the index that a restoration finds the rows of one deletion by: `deletion_id`, where there
/// is one.
///
/// # Errors
/// When the table is missing or is not soft-deletable.
pub async fn soft_deletion_index(
    manager: &SchemaManager<'_>,
    table: &'static str,
) -> Result<(), DbErr> {
    let deleted = IndexKind::only_where("deletion_id IS NOT NULL");
    index(manager, table, columns(["account_id", "deletion_id"]), deleted).await
}

/// Creates the index `idx_<table>_<columns>`, without the account in the name, and without an `id` at its
/// end.
///
/// An index for JSON or text begins with `account_id`, or a search would go through what all accounts
/// wrote. GIN takes such a column where the extension `btree_gin` is there, as it is wherever the
/// server's contrib modules are; elsewhere the index is made without it.
///
/// # Errors
/// When a table or column is missing, or rows are there that a unique index refuses.
pub async fn index(
    manager: &SchemaManager<'_>,
    table: &'static str,
    columns: impl IntoIterator<Item = IndexColumn>,
    kind: IndexKind,
) -> Result<(), DbErr> {
    let mut columns: Vec<IndexColumn> = columns.into_iter().collect();
    let mut names: Vec<String> = columns
        .iter()
        .filter_map(|column| column.get_col_name().map(ToString::to_string))
        .filter(|column| column != "account_id")
        .collect();
    if names.last().is_some_and(|name| name == "id") {
        names.pop();
    }
    if kind.gin.is_some() && !gin_takes_uuids(manager).await? {
        columns.retain(|column| !is_account(column));
    }
    let mut statement = Index::create();
    statement.name(format!("idx_{table}_{}", names.join("_"))).table(table);
    for column in columns {
        match kind.gin {
            Some(operators) if !is_account(&column) => {
                statement.col(column.with_operator_class(operators))
            }
            _ => statement.col(column),
        };
    }
    if kind.unique {
        statement.unique();
    }
    if kind.gin.is_some() {
        statement.index_type(IndexType::Custom("GIN".into()));
    }
    if let Some(condition) = kind.only_where {
        statement.and_where(Expr::cust(condition));
    }
    manager.create_index(statement).await
}

fn is_account(column: &IndexColumn) -> bool {
    column.get_col_name().is_some_and(|name| name.to_string() == "account_id")
}

async fn gin_takes_uuids(manager: &SchemaManager<'_>) -> Result<bool, DbErr> {
    let connection = manager.get_connection();
    let asked = Statement::from_string(
        connection.get_database_backend(),
        "SELECT EXISTS (SELECT FROM pg_opclass c JOIN pg_am a ON a.oid = opcmethod
          WHERE a.amname = 'gin' AND opcintype = 'uuid'::regtype AND opcdefault)",
    );
    let answer = connection.query_one_raw(asked).await?;
    answer.map_or(Ok(false), |row| row.try_get_by_index(0))
}
