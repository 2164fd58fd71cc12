//! An order whose fields are known: the columns of an entity, ending in its id.

use std::fmt;

use sea_orm::{
    ColumnTrait, ColumnType, EntityTrait, Order as Direction,
    sea_query::{NullOrdering, SelectStatement},
};

use super::{Nulls, Order, Term, parse::refused};
use crate::{
    error::Result,
    query::{Field, Kind, spelling},
};

/// More fields than anybody orders by; the id may come on top.
const MOST: usize = 5;

/// One column of an order.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sort<E: EntityTrait> {
    pub(crate) field: Field<E>,
    pub(crate) descending: bool,
    pub(crate) nulls_first: bool,
}

/// All of them. The last one is the id, so the order is total; it is never NULL.
#[derive(Clone, Debug)]
pub(crate) struct Sorting<E: EntityTrait>(pub(crate) Vec<Sort<E>>);

impl<E: EntityTrait> Sorting<E> {
    /// The columns of the caller's order; where it is empty, of the list's own.
    pub(crate) fn of(order: &Order, own: &Order) -> Result<Self> {
        let terms = if order.is_own() { &own.terms } else { &order.terms };
        if terms.len() > MOST {
            return Err(refused(format!("has {} fields: it may have {MOST}", terms.len())));
        }
        let mut sorts: Vec<Sort<E>> = Vec::with_capacity(terms.len() + 1);
        for term in terms {
            let sort = Sort::of(term)?;
            if sorts.iter().any(|other| other.field.name() == sort.field.name()) {
                return Err(refused(format!("has {} twice: leave one out", sort.field.name())));
            }
            sorts.push(sort);
        }
        Self::ending_in_id(sorts)
    }

    /// What comes after the id decides nothing.
    fn ending_in_id(mut sorts: Vec<Sort<E>>) -> Result<Self> {
        if let Some(position) = sorts.iter().position(|sort| sort.field.name() == "id") {
            sorts.truncate(position + 1);
        } else {
            let descending = sorts.last().is_some_and(|last| last.descending);
            let field = Field::named("id")?;
            sorts.push(Sort { field, descending, nulls_first: descending });
        }
        Ok(Self(sorts))
    }

    /// The same order, read from its end.
    pub(crate) fn reversed(&self) -> Self {
        let turned = |sort: &Sort<E>| Sort {
            field: sort.field,
            descending: !sort.descending,
            nulls_first: !sort.nulls_first,
        };
        Self(self.0.iter().map(turned).collect())
    }

    /// The same order where the columns up to `position` have NULLs alone, or none.
    pub(crate) fn as_indexed_up_to(&self, position: usize) -> Self {
        let mut sorts = self.0.clone();
        for sort in sorts.iter_mut().take(position + 1) {
            sort.nulls_first = sort.descending;
        }
        Self(sorts)
    }

    pub(crate) fn apply(&self, statement: &mut SelectStatement) {
        for sort in &self.0 {
            sort.apply(statement);
        }
    }
}

impl<E: EntityTrait> Sort<E> {
    fn of(term: &Term) -> Result<Self> {
        let field = sortable::<E>()
            .find(|field| field.name() == term.field)
            .ok_or_else(|| unsortable::<E>(&term.field))?;
        // Where there is no NULL, where it would be makes no other order.
        let nulls_first = match term.nulls {
            Some(nulls) if field.is_nullable => nulls == Nulls::First,
            _ => term.descending,
        };
        Ok(Self { field, descending: term.descending, nulls_first })
    }

    /// Indexes are declared with the default placement of NULLs.
    pub(crate) fn has_nulls_as_indexed(&self) -> bool {
        self.nulls_first == self.descending
    }

    /// The placement of NULLs is said in words only where it is not the default.
    fn apply(&self, statement: &mut SelectStatement) {
        let direction = if self.descending { Direction::Desc } else { Direction::Asc };
        if self.has_nulls_as_indexed() {
            statement.order_by_expr(self.field.expr(), direction);
            return;
        }
        let nulls = if self.nulls_first { NullOrdering::First } else { NullOrdering::Last };
        statement.order_by_expr_with_nulls(self.field.expr(), direction, nulls);
    }
}

/// The order's text, every placement of NULLs said: the same for the same order.
impl<E: EntityTrait> fmt::Display for Sorting<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Sort { field, descending, nulls_first } in &self.0 {
            let sign = if *descending { '-' } else { '+' };
            let nulls = if *nulls_first { "first" } else { "last" };
            write!(f, "{sign}{}:{nulls},", field.name())?;
        }
        Ok(())
    }
}

/// The fields that a list may be ordered by.
fn sortable<E: EntityTrait>() -> impl Iterator<Item = Field<E>> {
    Field::<E>::all().filter(|field| {
        // One that is read as another type than it is stored in sorts unlike what is read; and
        // `char(n)` compares its padding unlike the text that it is read as.
        let is_read_as_stored = field.column.select_as(field.expr()) == field.expr();
        let is_padded = matches!(field.column.def().get_column_type(), ColumnType::Char(_));
        is_read_as_stored && !is_padded && !matches!(field.kind, Kind::Json | Kind::Opaque)
    })
}

fn unsortable<E: EntityTrait>(name: &str) -> crate::Error {
    let shown: String = name.chars().take(64).collect();
    let said = spelling::unknown("field to order by", name, sortable::<E>().map(|f| f.name()));
    refused(format!("has {shown:?}, which {said}"))
}
