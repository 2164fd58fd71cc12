//! Rows that belong to no account, and to which rows of the account refer: roles. Each database has made
//! its own, with ids of its own; they are found by their names.

use annals_service::Transaction;

use super::{
    execute,
    fit::{Plan, Planned},
    query,
};
use crate::{
    export::archive::tables::{Kind, Reference},
    failure::Failure,
};

/// Finds the shared rows in this database, and lets the staged rows refer to them.
pub(super) async fn match_up(tx: &Transaction<'_>, plan: &Plan) -> Result<(), Failure> {
    let of_kind = |kind| plan.iter().flatten().filter(move |it| it.table.kind == kind);
    let mut missing = Vec::new();
    for shared in of_kind(Kind::Shared) {
        let named: Vec<(String,)> = query(tx, &absent(shared), []).await?;
        let name = &shared.table.name;
        missing.extend(named.into_iter().map(|(key,)| format!("{name}: {key}")));
    }
    if !missing.is_empty() {
        return Err(Failure::Other(format!(
            "rows that the account's refer to are not in this database:\n  {}\nAn operator has to make them \
             (INSERT INTO annals.roles (name, description) VALUES …); then import again. Nothing was written",
            missing.join("\n  ")
        )));
    }
    for shared in of_kind(Kind::Shared) {
        for own in of_kind(Kind::Account) {
            let to_shared = own.table.references.iter();
            for reference in to_shared.filter(|it| it.table == shared.table.name) {
                execute(tx, &redirection(own, shared, reference), []).await?;
            }
        }
    }
    Ok(())
}

fn absent(shared: &Planned) -> String {
    let key: Vec<_> = natural(shared).iter().map(|name| format!("s.{name}::text")).collect();
    format!(
        "SELECT concat_ws(' ', {}) FROM {} s WHERE NOT EXISTS (SELECT FROM {} t WHERE {}) ORDER BY 1",
        key.join(", "),
        shared.staged,
        shared.table.relation,
        is_same(shared)
    )
}

fn redirection(own: &Planned, shared: &Planned, reference: &Reference) -> String {
    let quoted = |planned: &Planned, name: &String| {
        planned.table.column(name).map_or_else(String::new, |column| column.quoted.clone())
    };
    let pairs = reference.columns.iter().zip(&reference.targets);
    let pairs: Vec<(String, String)> =
        pairs.map(|(by, to)| (quoted(own, by), quoted(shared, to))).collect();
    let changes: Vec<_> = pairs.iter().map(|(by, to)| format!("{by} = t.{to}")).collect();
    let met: Vec<_> = pairs.iter().map(|(by, to)| format!("x.{by} = s.{to}")).collect();
    format!(
        "UPDATE {} x SET {} FROM {} s JOIN {} t ON {} WHERE {}",
        own.staged,
        changes.join(", "),
        shared.staged,
        shared.table.relation,
        is_same(shared),
        met.join(" AND ")
    )
}

fn is_same(shared: &Planned) -> String {
    let equal: Vec<_> = natural(shared).iter().map(|name| format!("t.{name} = s.{name}")).collect();
    equal.join(" AND ")
}

fn natural(shared: &Planned) -> Vec<&str> {
    let names = shared.table.natural_key();
    let columns = names.iter().filter_map(|name| shared.table.column(name));
    columns.map(|column| column.quoted.as_str()).collect()
}
