//! Which rows of a table a list or a count is about.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Select, sea_query::Expr};

use super::{Filter, Order, scoped};
use crate::{
    error::Result,
    write::{column, living},
};

/// Which rows: those that meet a filter, deleted ones left out unless asked for.
///
/// A [`Filter`] is one, with deleted rows left out.
///
/// ```
/// use annals_service::query::{Deleted, Filter, Selection};
///
/// let all = Selection::default();
/// let with_deleted = Selection { deleted: Deleted::Included, ..Filter::field("title").eq("x").into() };
/// # assert_ne!(all, with_deleted);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Selection {
    /// What the rows must meet; by default nothing.
    pub filter: Filter,
    /// Whether deleted rows are found too, or they alone.
    pub deleted: Deleted,
}

/// Whether deleted rows are found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Deleted {
    /// Only rows that are not deleted.
    #[default]
    LeftOut,
    /// Deleted rows as well.
    Included,
    /// Only rows that are deleted: the bin.
    Only,
}

impl Deleted {
    pub(crate) fn narrow<E: EntityTrait>(self, select: Select<E>) -> Select<E> {
        match (self, column::<E>("deleted_at")) {
            (Self::LeftOut, _) => living(select),
            (Self::Included, _) => select,
            (Self::Only, Ok(deleted_at)) => select.filter(deleted_at.is_not_null()),
            (Self::Only, Err(_)) => select.filter(Expr::value(false)),
        }
    }
}

impl From<Filter> for Selection {
    fn from(filter: Filter) -> Self {
        Self { filter, deleted: Deleted::LeftOut }
    }
}

impl Selection {
    /// The query, to be read in an order. A list of all rows in its own order needs no operator that
    /// a policy keeps from its index; any other goes through the scoped view.
    pub(crate) fn select<E: EntityTrait>(&self, order: &Order) -> Result<Select<E>> {
        let is_plain = self.filter.is_empty() && *order == Order::own();
        let select = if is_plain { E::find() } else { scoped::<E>() };
        let select = select.filter(self.filter.condition::<E>()?);
        Ok(self.deleted.narrow(select))
    }

    /// What a cursor is bound to.
    pub(crate) fn text(&self) -> String {
        format!("{:?} {}", self.deleted, self.filter)
    }
}
