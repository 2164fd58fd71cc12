//! What becomes of each column, before anything is read.

use annals_entity::personal::{Class, Classification};

use super::{
    catalogue::{Column, Table},
    value::{Domain, Mask, Range},
};
use crate::failure::Failure;

/// A table that is copied, and what becomes of its columns.
pub(super) struct Plan {
    pub(super) table: Table,
    pub(super) columns: Vec<Planned>,
}

pub(super) struct Planned {
    pub(super) name: String,
    pub(super) mask: Mask,
    pub(super) domain: Domain,
}

/// Digests of another column, which the copy's must be as well: table, column, of what.
const DIGESTS: [(&str, &str, &str); 1] = [("document_versions", "content_sha256", "content")];

/// What the triggers of the copy write.
const WRITTEN_BY_TRIGGERS: [&str; 2] = ["row_version", "audit_id"];

/// The plan of a table.
///
/// # Errors
/// Where a column is to be masked whose type nothing is known of.
pub(super) fn plan(table: Table, classes: &Classification) -> Result<Plan, Failure> {
    let kept: Vec<&Column> = table.columns.iter().filter(|it| is_copied(&table, it)).collect();
    let mut columns = Vec::new();
    for column in &kept {
        let mask = mask(&table, column, &kept, classes)?;
        let (table, name) = source_of(&table, column);
        let is_distinct = column.is_unique || column.in_key || column.leads_to.is_some();
        let domain = Domain { name: format!("{table}.{name}"), is_distinct };
        columns.push(Planned { name: column.name.clone(), mask, domain });
    }
    Ok(Plan { table, columns })
}

fn is_copied(table: &Table, column: &Column) -> bool {
    let is_written = table.is_tracked && WRITTEN_BY_TRIGGERS.contains(&&*column.name);
    !(column.is_generated || is_written)
}

/// Whose values a column has: those of the column that it refers to, or its own.
fn source_of(table: &Table, column: &Column) -> (String, String) {
    match column.leads_to.as_deref() {
        Some([table, column]) => (table.clone(), column.clone()),
        _ => (table.called(), column.name.clone()),
    }
}

fn mask(
    table: &Table,
    column: &Column,
    all: &[&Column],
    classes: &Classification,
) -> Result<Mask, Failure> {
    let (owner, name) = source_of(table, column);
    let said = classes.said(&owner, &name);
    let is_reference = column.leads_to.is_some();
    let is_key = is_reference || column.in_key;
    // Keys that say nothing, by their type; a key of text may be an address or a name.
    let is_plain_key = is_key && (is_reference || said.is_none()) && !is_text(&column.kind);
    if said.is_some_and(Class::is_none) || is_plain_key {
        return Ok(Mask::Keep);
    }
    let digest = DIGESTS.iter().find(|(of, it, _)| *of == table.called() && *it == column.name);
    let place = digest.and_then(|(.., text)| all.iter().position(|it| it.name == *text));
    if let Some(place) = place {
        return Ok(Mask::DigestOf(place));
    }
    by_type(column).ok_or_else(|| {
        Failure::Usage(format!(
            "{}.{} counts as personal, and no mask is known for the type {}: say of what class it is \
             with --classes, or leave the table out with --without {0}",
            table.called(),
            column.name,
            column.kind
        ))
    })
}

fn is_text(kind: &str) -> bool {
    matches!(kind, "text" | "character varying" | "character" | "citext" | "name")
}

fn by_type(column: &Column) -> Option<Mask> {
    if let Some(element) = column.kind.strip_suffix("[]") {
        let of = by_type(&Column { kind: element.to_owned(), allowed: None, ..column.clone() })?;
        return Some(Mask::Array(Box::new(of)));
    }
    if let Some(allowed) = &column.allowed {
        return Some(Mask::OneOf(allowed.iter().map(|it| it.replace("''", "'")).collect()));
    }
    Some(match column.kind.as_str() {
        kind if is_text(kind) => Mask::Text,
        "json" | "jsonb" => Mask::Json,
        "smallint" => Mask::Number(range(column, Some((-32_768.0, 32_767.0)))),
        "integer" => Mask::Number(range(column, Some((-2_147_483_648.0, 2_147_483_647.0)))),
        "bigint" => Mask::Number(range(column, Some((-9.2e18, 9.2e18)))),
        "numeric" | "real" | "double precision" => Mask::Number(range(column, None)),
        "date" => Mask::Date,
        "timestamp without time zone" => Mask::Timestamp { has_zone: false },
        "timestamp with time zone" => Mask::Timestamp { has_zone: true },
        "time without time zone" => Mask::Time { has_zone: false },
        "time with time zone" => Mask::Time { has_zone: true },
        "interval" => Mask::Interval,
        "uuid" => Mask::Uuid,
        "bytea" => Mask::Bytes,
        "inet" => Mask::Inet { is_network: false },
        "cidr" => Mask::Inet { is_network: true },
        "boolean" => Mask::Flag,
        _ => return None,
    })
}

/// The range of the type, as the CHECKs narrow it.
fn range(column: &Column, of_type: Option<(f64, f64)>) -> Range {
    let mut range = Range { least: of_type.map(|it| it.0), most: of_type.map(|it| it.1) };
    for bound in column.bounds.iter().flatten() {
        let (compares, number) = bound.split_at(bound.find(|it| !"<>=".contains(it)).unwrap_or(0));
        let Ok(number) = number.parse::<f64>() else { continue };
        match compares {
            ">=" => range.least = Some(number),
            "<=" => range.most = Some(number),
            ">" => range.least = Some(number + 1.0),
            "<" => range.most = Some(number - 1.0),
            _ => {}
        }
    }
    range
}
