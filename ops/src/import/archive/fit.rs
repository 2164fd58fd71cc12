//! Whether the database has the tables and columns of an archive.

use crate::{
    export::archive::{
        format::{Header, TableHead},
        newest_migration,
        tables::{Column, Kind, Table},
    },
    failure::Failure,
};

/// What becomes of a table of the archive.
pub(super) struct Planned {
    /// As the database has it.
    pub(super) table: Table,
    /// The columns that the archive has, in its order.
    pub(super) columns: Vec<Column>,
    /// The temporary table that its rows go into.
    pub(super) staged: String,
}

/// The tables whose rows are read from the file, by their place in the header. `None`: the rows stay in
/// the file.
pub(super) type Plan = Vec<Option<Planned>>;

/// Finds what becomes of each table, or everything that the database lacks.
pub(super) fn fit(header: &Header, tables: &[Table]) -> Result<Plan, Failure> {
    let mut lacking = Vec::new();
    let mut plan = Vec::with_capacity(header.tables.len());
    for (place, head) in header.tables.iter().enumerate() {
        let is_read = matches!(head.kind, Kind::Account | Kind::Shared) && head.rows > 0;
        plan.push(if is_read { planned(place, head, tables, &mut lacking) } else { None });
    }
    if lacking.is_empty() {
        return Ok(plan);
    }
    Err(Failure::Other(format!(
        "this database can't hold the archive:\n  {}\nThe archive was made by {} with the migrations up to {}; \
         this program knows those up to {}. Migrate the database (sea-orm-cli migrate up, and an application's \
         own tables with its own migrator), then import again. Nothing was written",
        lacking.join("\n  "),
        header.program,
        header.migration,
        newest_migration(),
    )))
}

fn planned(
    place: usize,
    head: &TableHead,
    tables: &[Table],
    lacking: &mut Vec<String>,
) -> Option<Planned> {
    let name = &head.table;
    let is_meant = |table: &&Table| table.name == *name && table.kind == head.kind;
    let Some(table) = tables.iter().find(is_meant) else {
        // A shared table that nothing refers to is not known; what referred to it is lacking too.
        lacking.push(format!("there is no table {name} of this kind ({} rows)", head.rows));
        return None;
    };
    if head.kind == Kind::Account && needs_a_secret(table) {
        return None;
    }
    let mut columns = Vec::with_capacity(head.columns.len());
    for column in &head.columns {
        match table.column(&column.name) {
            Some(found) if !found.is_derived => columns.push(found.clone()),
            _ => lacking.push(format!("{name} has no column {} to write", column.name)),
        }
    }
    if head.kind == Kind::Account {
        let has = |column: &Column| head.columns.iter().any(|it| it.name == column.name);
        for column in table.carried().filter(|it| it.is_required && !it.has_default && !has(it)) {
            lacking.push(format!(
                "{name}.{} must have a value, and the archive has none",
                column.name
            ));
        }
    }
    Some(Planned { table: table.clone(), columns, staged: format!("pg_temp.staged_{place}") })
}

/// No row can be without its secret: a session's is the hash of its token. Such rows stay in the file.
fn needs_a_secret(table: &Table) -> bool {
    table.columns.iter().any(|it| it.is_secret() && it.is_required && !it.has_default)
}

impl Planned {
    /// The columns that are restored: the version and the signature of a row are the new log's.
    pub(super) fn restored(&self) -> impl Iterator<Item = &Column> {
        let by_the_log = ["row_version", "audit_id"];
        self.columns.iter().filter(move |it| !by_the_log.contains(&it.name.as_str()))
    }

    /// The names of the restored columns, each behind a prefix.
    pub(super) fn names(&self, prefix: &str) -> String {
        let names = self.restored().map(|column| format!("{prefix}{}", column.quoted));
        names.collect::<Vec<_>>().join(", ")
    }

    /// The columns that a row is known by. All: it has no key.
    pub(super) fn key(&self) -> Vec<&Column> {
        let is_there = |key: &Vec<&Column>| {
            key.iter().all(|column| self.restored().any(|it| it.name == column.name))
        };
        self.table.key().filter(is_there).unwrap_or_else(|| self.restored().collect())
    }

    /// That the staged row `s` and the row `t` of the table are one.
    pub(super) fn is_same_row(&self) -> String {
        if self.table.key().is_none() {
            return format!(
                "record_image_eq(ROW({}), ROW({}))",
                self.names("s."),
                self.names("t.")
            );
        }
        let equal = |column: &&Column| format!("t.{0} = s.{0}", column.quoted);
        self.key().iter().map(equal).collect::<Vec<_>>().join(" AND ")
    }
}
