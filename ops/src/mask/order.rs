//! The order in which tables are copied: each after those that it refers to.

use super::catalogue::Table;

/// Tables in their order, and the foreign keys that go in a circle: these must wait for the end.
pub(super) struct Ordered {
    pub(super) tables: Vec<Table>,
    /// Table and constraint.
    pub(super) waiting: Vec<(String, String)>,
}

pub(super) fn ordered(mut tables: Vec<Table>) -> Ordered {
    let mut ordered = Ordered { tables: Vec::new(), waiting: Vec::new() };
    while !tables.is_empty() {
        let is_left =
            |target: i64, own: i64| target != own && tables.iter().any(|it| it.oid == target);
        let free =
            tables.iter().position(|it| !it.keys.iter().any(|key| is_left(key.target, it.oid)));
        if free.is_none() {
            // A circle, or what hangs on one: the first goes, and its keys wait.
            let first = &tables[0];
            let keys = first.keys.iter().filter(|key| is_left(key.target, first.oid));
            let waiting = keys.filter(|key| !key.is_deferrable);
            ordered.waiting.extend(waiting.map(|key| (first.to_string(), key.name.clone())));
        }
        ordered.tables.push(tables.remove(free.unwrap_or(0)));
    }
    ordered
}

#[cfg(test)]
mod tests {
    use super::{
        super::catalogue::{ForeignKey, Table},
        ordered,
    };

    fn table(oid: i64, targets: &[i64]) -> Table {
        let key = |target: &i64| ForeignKey {
            name: format!("to_{target}"),
            target: *target,
            is_deferrable: false,
        };
        Table {
            oid,
            schema: "s".to_owned(),
            name: oid.to_string(),
            is_partitioned: false,
            is_readable: true,
            has_account: true,
            is_tracked: true,
            columns: Vec::new(),
            keys: targets.iter().map(key).collect(),
        }
    }

    #[test]
    fn a_table_comes_after_what_it_refers_to_and_may_refer_to_itself() {
        let ordered = ordered(vec![table(1, &[2, 3]), table(2, &[3, 2]), table(3, &[9])]);
        assert_eq!(ordered.tables.iter().map(|it| it.oid).collect::<Vec<_>>(), [3, 2, 1]);
        assert!(ordered.waiting.is_empty());
    }

    #[test]
    fn of_a_circle_one_key_waits() {
        let ordered = ordered(vec![table(1, &[2]), table(2, &[1])]);
        assert_eq!(ordered.tables.iter().map(|it| it.oid).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(ordered.waiting, [("\"s\".\"1\"".to_owned(), "to_2".to_owned())]);
    }
}
