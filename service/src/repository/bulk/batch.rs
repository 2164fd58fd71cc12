//! Rows of a chunk that set the same columns, as one array a column.

use sea_orm::{ActiveModelTrait, EntityTrait, Value};
use uuid::Uuid;

use super::{
    super::{
        rules::given,
        single::FOREIGN,
        table::{Column, Table},
    },
    Row,
    text::{Text, text},
};
use crate::{array::Literal, error::Result, rules::Rules};

/// Rows of a chunk at most, and bytes: rows of a megabyte each must not come to gigabytes.
const MOST_ROWS: usize = 5_000;
const MOST_BYTES: usize = 16 << 20;

/// Rows that set the same columns.
pub(super) struct Batch {
    /// The columns that they set, as positions in the table's.
    pub(super) columns: Vec<usize>,
    /// The ids, then one array a column.
    arrays: Vec<Literal>,
    /// Where the rows stood in the input.
    pub(super) positions: Vec<usize>,
}

/// Draws chunks of rows.
pub(super) struct Drawer<'a, E: EntityTrait> {
    table: &'a Table<E>,
    account: Uuid,
    /// The ids of the rows so far.
    pub(super) ids: Vec<Uuid>,
}

impl<'a, E: EntityTrait> Drawer<'a, E> {
    pub(super) fn new(table: &'a Table<E>, account: Uuid) -> Self {
        Self { table, account, ids: Vec::new() }
    }

    /// The next chunk. Empty: there are no more rows.
    pub(super) fn draw(&mut self, rows: &mut impl Iterator<Item = Row<E>>) -> Result<Vec<Batch>> {
        let mut batches = Vec::new();
        let mut rules = Rules::default();
        let (mut count, mut bytes) = (0, 0);
        while count < MOST_ROWS && bytes < MOST_BYTES {
            let Some(row) = rows.next() else { break };
            bytes += self.push(row, &mut batches, &mut rules);
            count += 1;
        }
        rules.finish()?;
        Ok(batches)
    }

    /// Puts a row into the batch of its columns. Returns how long its text is.
    fn push(&mut self, mut row: Row<E>, batches: &mut Vec<Batch>, rules: &mut Rules) -> usize {
        let position = self.ids.len();
        rules.below(format!("[{position}]."));
        if given(row.take(self.table.account_id)).is_some_and(|it| it != self.account.into()) {
            rules.fault("account_id", FOREIGN.to_owned());
        }
        let id = match given(row.take(self.table.id)) {
            Some(Value::Uuid(Some(id))) => id,
            _ => Uuid::now_v7(),
        };
        self.ids.push(id);
        let mut values = Vec::with_capacity(self.table.columns.len());
        let mut columns = Vec::with_capacity(self.table.columns.len());
        for (place, column) in self.table.columns.iter().enumerate() {
            if let Some(value) = given(row.take(column.of)) {
                columns.push(place);
                values.push(value);
            }
        }
        let batch = batch_of(batches, columns);
        batch.positions.push(position);
        batch.arrays[0].plain(&id);
        let mut bytes = 0;
        for (number, value) in values.into_iter().enumerate() {
            let column = &self.table.columns[batch.columns[number]];
            let array = &mut batch.arrays[number + 1];
            let before = array.len();
            write(array, column, value, rules);
            bytes += array.len() - before;
        }
        bytes
    }
}

impl Batch {
    /// The arrays, to be bound after the account.
    pub(super) fn values(&mut self) -> Vec<Value> {
        std::mem::take(&mut self.arrays).into_iter().map(Literal::finish).collect()
    }

    /// The names of the columns that the rows have, quoted.
    pub(super) fn names<E: EntityTrait>(&self, table: &Table<E>) -> String {
        let set = self.set(table).map(|column| column.quoted.as_str());
        ["account_id", "id"].into_iter().chain(set).collect::<Vec<_>>().join(", ")
    }

    /// The columns that the rows set.
    pub(super) fn set<'t, E: EntityTrait>(
        &self,
        table: &'t Table<E>,
    ) -> impl Iterator<Item = &'t Column<E>> {
        self.columns.iter().map(|place| &table.columns[*place])
    }

    /// A SELECT of the rows, in their order: `$1` is the account, `$2` the array of the ids, and so on.
    /// Elements that are arrays themselves are cast after they were taken out. A parameter stands in a
    /// subquery, or else the planner reads the whole array too, only to estimate its length.
    pub(super) fn select<E: EntityTrait>(&self, table: &Table<E>) -> String {
        let mut selected = vec!["$1::uuid AS account_id".to_owned(), "n.id".to_owned()];
        let mut arrays = vec!["(SELECT $2)::uuid[]".to_owned()];
        let mut names = vec!["id"];
        for (number, column) in self.set(table).enumerate() {
            let Column { quoted, kind, is_array, .. } = column;
            let (cast, element) =
                if *is_array { (format!("::{kind}"), "text") } else { (String::new(), &**kind) };
            selected.push(format!("n.{quoted}{cast} AS {quoted}"));
            arrays.push(format!("(SELECT ${})::{element}[]", number + 3));
            names.push(quoted);
        }
        let (selected, arrays, names) = (selected.join(", "), arrays.join(", "), names.join(", "));
        format!("SELECT {selected} FROM unnest({arrays}) AS n ({names})")
    }
}

fn batch_of(batches: &mut Vec<Batch>, columns: Vec<usize>) -> &mut Batch {
    let found = batches.iter().position(|batch| batch.columns == columns);
    let place = found.unwrap_or_else(|| {
        let arrays = vec![Literal::default(); columns.len() + 1];
        batches.push(Batch { columns, arrays, positions: Vec::new() });
        batches.len() - 1
    });
    &mut batches[place]
}

/// Adds a value to the array of its column, and says where the column can't hold it.
fn write<E: EntityTrait>(array: &mut Literal, column: &Column<E>, value: Value, rules: &mut Rules) {
    let value = column.written(value);
    column.check(&value, rules);
    match text(value) {
        Text::Null => array.null(),
        Text::Plain(text) => array.plain(&text),
        Text::Any(text) => array.quoted(&text),
        Text::Unknown => {
            let kind = &column.kind;
            let rule = format!("is of a type that many rows can't be written with ({kind})");
            rules.fault(column.name, rule);
        }
    }
}
