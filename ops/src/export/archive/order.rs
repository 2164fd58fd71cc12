//! The order of tables: each after those that it refers to.

use std::collections::BTreeSet;

use super::tables::Table;

/// Shared tables first, then the account's, each after those that it refers to.
pub(crate) fn sort(mut tables: Vec<Table>) -> Vec<Table> {
    let reached = reach(&tables);
    let mut places: Vec<usize> = (0..tables.len()).collect();
    places.sort_by_key(|&place| (reached[place].len(), reached[place].clone(), place));
    let mut sorted: Vec<Option<Table>> = tables.drain(..).map(Some).collect();
    places.into_iter().filter_map(|place| sorted[place].take()).collect()
}

/// The places of tables in groups, in order: tables that refer to each other in a circle are one group,
/// whose rows must go in by one statement.
pub(crate) fn groups(tables: &[Table]) -> Vec<Vec<usize>> {
    let reached = reach(tables);
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for place in 0..tables.len() {
        match groups.iter_mut().find(|group| reached[group[0]] == reached[place]) {
            Some(group) => group.push(place),
            None => groups.push(vec![place]),
        }
    }
    groups.sort_by_key(|group| (reached[group[0]].len(), group[0]));
    groups
}

/// The tables that each reaches by its references, itself among them. One that refers to another reaches
/// more than that one, unless they go in a circle: then both reach the same.
fn reach(tables: &[Table]) -> Vec<BTreeSet<usize>> {
    let place = |name: &str| tables.iter().position(|table| table.name == name);
    let mut reached: Vec<BTreeSet<usize>> = tables
        .iter()
        .enumerate()
        .map(|(own, table)| {
            let direct = table.references.iter().filter_map(|reference| place(&reference.table));
            direct.chain([own]).collect()
        })
        .collect();
    for through in 0..tables.len() {
        let further = reached[through].clone();
        for from in &mut reached {
            if from.contains(&through) {
                from.extend(&further);
            }
        }
    }
    reached
}

#[cfg(test)]
mod tests {
    use super::{Table, groups, sort};

    fn table(name: &str, targets: &[&str]) -> Table {
        let references: Vec<_> = targets
            .iter()
            .map(|table| serde_json::json!({ "table": table, "columns": [], "targets": [] }))
            .collect();
        let told = serde_json::json!({
            "name": name, "kind": "account", "relation": name, "rows_of": name,
            "columns": [], "keys": [], "references": references
        });
        serde_json::from_value(told).unwrap()
    }

    fn names(tables: &[Table]) -> Vec<&str> {
        tables.iter().map(|table| table.name.as_str()).collect()
    }

    #[test]
    fn tables_come_after_those_that_they_refer_to() {
        let sorted = sort(vec![
            table("a_leaf", &["middle", "own"]),
            table("middle", &["root"]),
            table("own", &["own", "root"]),
            table("root", &[]),
        ]);
        assert_eq!(names(&sorted), ["root", "middle", "own", "a_leaf"]);
    }

    #[test]
    fn a_circle_is_one_group_and_what_hangs_on_it_comes_after() {
        let tables = [
            table("after", &["left"]),
            table("left", &["right", "root"]),
            table("right", &["left"]),
            table("root", &[]),
            table("self", &["self"]),
        ];
        let told: Vec<Vec<&str>> = groups(&tables)
            .iter()
            .map(|group| group.iter().map(|place| tables[*place].name.as_str()).collect())
            .collect();
        assert_eq!(told, [vec!["root"], vec!["self"], vec!["left", "right"], vec!["after"]]);
    }
}
