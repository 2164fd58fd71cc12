//! Asks the database which rows are there already, and decides what becomes of each.

use std::{
    collections::{HashMap, HashSet},
    sync::Mutex,
};

use annals_service::{Transaction, repository::Standing};
use sea_orm::{EntityTrait, Value};
use uuid::Uuid;

use super::{
    fate::Fate,
    run::held,
    sql::{cell, query},
    stored::{Item, ORIGINAL_ID, Stored, derived},
};
use crate::failure::Failure;

/// Rows that are still to be written, and where the others are.
pub(super) struct Settled<E: Stored> {
    /// In the order of the file.
    pub(super) new: Vec<Item<E::ActiveModel>>,
    /// Under which id a record's row is there or will be. A record that is not here has none.
    pub(super) homes: HashMap<usize, Uuid>,
}

/// The ids that are made of a file's records whose row in Annals is another: by what they say.
#[derive(Default)]
pub(super) struct Contents(Mutex<HashSet<Uuid>>);

impl Contents {
    /// Notes one. Is it the first record of the file that says it?
    fn is_new(&self, derived: Uuid) -> bool {
        held(&self.0).insert(derived)
    }
}

/// Decides for rows of different ids, by what the database has and what the file had before:
/// - no row has the id: it is to be written
/// - a row has it, with the same content: it is there
/// - with other content, the first time that the file has the id: it was changed in Annals since, and
///   stays as it is
/// - with other content, and the file had the id before: two records have one id. It is to be written
///   under an id made of both, unless it is there already.
pub(super) async fn settle<E: Stored>(
    tx: &Transaction<'_>,
    contents: &Contents,
    items: Vec<Item<E::ActiveModel>>,
    fates: &mut [Fate],
) -> Result<Settled<E>, Failure> {
    let mut settled = Settled { new: Vec::new(), homes: HashMap::new() };
    let mut seconds = Vec::new();
    for (item, standing) in compared::<E>(tx, items).await? {
        match (&standing, item.is_first) {
            (Standing::Different(columns), true) if is_by_the_way(columns) => {
                settled.add(item, Standing::Same, fates);
            }
            (Standing::Different(_), true) => {
                contents.is_new(E::id(&derived::<E>(&item.row)));
                settled.add(item, standing, fates);
            }
            (Standing::Different(_), false) => {
                let second = derived::<E>(&item.row);
                seconds.push((contents.is_new(E::id(&second)), item, second));
            }
            (Standing::Same, false) => settled.repeat(&item, fates),
            _ => settled.add(item, standing, fates),
        }
    }
    settled.add_seconds(tx, seconds, fates).await?;
    settled.new.sort_by_key(|item| item.record);
    Ok(settled)
}

/// A row under its derived id, and under its own; and whether the file has had its content before.
type Second<E> = (bool, Item<<E as EntityTrait>::ActiveModel>, <E as EntityTrait>::ActiveModel);

impl<E: Stored> Settled<E> {
    /// Adds the rows whose id another record of the file has.
    async fn add_seconds(
        &mut self,
        tx: &Transaction<'_>,
        seconds: Vec<Second<E>>,
        fates: &mut [Fate],
    ) -> Result<(), Failure> {
        let rows = seconds.iter().map(|(_, item, row)| Item { row: row.clone(), ..*item });
        let compared = compared::<E>(tx, rows.collect()).await?;
        for ((is_new, own, _), (item, standing)) in seconds.iter().zip(compared) {
            let id = E::id(&item.row);
            match (is_new, &standing) {
                // The first record has this content, and its row was changed in Annals.
                (false, Standing::Absent) => self.repeat(own, fates),
                (_, Standing::Absent) => {
                    fates[item.record].adjust("id", format!(
                        "an earlier record has it with other content: this one is imported as {id}, and keeps its own as {ORIGINAL_ID}"
                    ));
                    self.add(item, standing, fates);
                }
                _ => self.add(item, standing, fates),
            }
        }
        Ok(())
    }

    /// A row that an earlier record has brought.
    fn repeat(&mut self, item: &Item<E::ActiveModel>, fates: &mut [Fate]) {
        fates[item.record].note("the same as an earlier record".to_owned());
        self.homes.insert(item.record, E::id(&item.row));
    }

    fn add(&mut self, item: Item<E::ActiveModel>, standing: Standing, fates: &mut [Fate]) {
        let (record, id) = (item.record, E::id(&item.row));
        let notes = &mut fates[record].notes;
        match standing {
            Standing::Absent => self.new.push(item),
            Standing::Same => {}
            Standing::Different(columns) => {
                let columns = listed(&columns);
                notes.push(format!(
                    "{} {id} is there with other {columns}: it is left as it is",
                    E::TABLE
                ));
            }
            Standing::Deleted => {
                notes.push(format!("{} {id} was deleted in Annals: it is left so", E::TABLE));
                return;
            }
        }
        self.homes.insert(record, id);
    }
}

/// Annals has changed something else of the row, which the file does not tell.
pub(super) fn is_by_the_way(differing: &[String]) -> bool {
    differing == ["updated_at"]
}

/// The columns that say how a row differs: the time of the change is a consequence.
pub(super) fn listed(differing: &[String]) -> String {
    let told = differing.iter().map(String::as_str).filter(|column| *column != "updated_at");
    told.collect::<Vec<_>>().join(", ")
}

/// How the rows stand in the database, in their order. Whole rows are sent only where the id is there.
pub(super) async fn compared<E: Stored>(
    tx: &Transaction<'_>,
    items: Vec<Item<E::ActiveModel>>,
) -> Result<Vec<(Item<E::ActiveModel>, Standing)>, Failure> {
    let there = present::<E>(tx, &items).await?;
    let known = |item: &&Item<E::ActiveModel>| there.contains(&E::id(&item.row));
    let rows: Vec<_> = items.iter().filter(known).map(|item| item.row.clone()).collect();
    let standings =
        if rows.is_empty() { Vec::new() } else { tx.repository::<E>().compare_many(rows).await? };
    let mut standings = standings.into_iter();
    let pairs = items.into_iter().map(|item| {
        let standing = if there.contains(&E::id(&item.row)) {
            standings.next().unwrap_or(Standing::Absent)
        } else {
            Standing::Absent
        };
        (item, standing)
    });
    Ok(pairs.collect())
}

/// Which of the rows' ids are there, each looked up by the primary key, whatever the planner knows of the
/// table: LIMIT keeps it from reading the whole account.
async fn present<E: Stored>(
    tx: &Transaction<'_>,
    items: &[Item<E::ActiveModel>],
) -> Result<HashSet<Uuid>, Failure> {
    if items.is_empty() {
        return Ok(HashSet::new());
    }
    let ids: Vec<Uuid> = items.iter().map(|item| E::id(&item.row)).collect();
    let sql = format!(
        "SELECT present.id FROM unnest($1::uuid[]) AS given (id)
          CROSS JOIN LATERAL (SELECT id FROM {} AS own WHERE own.id = given.id LIMIT 1) AS present",
        E::SCOPED
    );
    query(tx, &sql, [Value::from(ids)]).await?.iter().map(|row| cell(row, 0)).collect()
}
