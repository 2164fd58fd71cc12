//! Writing many rows: in chunks, each of one statement for every set of columns that its rows set.
//!
//! Rows are drawn from the caller's iterator and written into arrays, one a column, as they come; so
//! memory holds one chunk, and the text of a statement depends on the columns alone.

mod batch;
mod compare;
mod conflict;
mod insert;
mod once;
mod text;
mod upsert;

use sea_orm::EntityTrait;
use uuid::Uuid;

use super::Repository;
use crate::{database::Executor, error::Result, query::TenantEntity};
use once::Once;

pub use compare::Standing;
pub(super) use text::text_of;
pub use upsert::Upserted;

impl<E, X> Repository<E, X>
where
    E: TenantEntity,
    E::ActiveModel: Send,
    X: Executor,
{
    /// Adds any number of rows, all or none, a few thousand a statement. Returns their ids in the
    /// order given. Each row's account is the context's; its id, where it is not set, a new `UUIDv7`;
    /// other columns that are not set take their defaults. Hooks do not run: the database records
    /// each row as an insert, where the table is tracked.
    ///
    /// The rows are drawn while they are written, so that a file of any size can be read into the
    /// table. So they can't be drawn again: after a serialization failure or a deadlock the error is
    /// returned, and whoever has the rows tries again. A row that refers to another one of the same
    /// call comes after it, and sets the same columns.
    ///
    /// # Errors
    /// `Invalid` with every value of a chunk that the database can't hold, named by position:
    /// `[3].title`; `AlreadyExists`, `Conflict`.
    pub async fn insert_many<I>(&self, rows: I) -> Result<Vec<Uuid>>
    where
        I: IntoIterator<Item = E::ActiveModel> + Send,
        I::IntoIter: Send,
    {
        let once = Once::of(rows.into_iter());
        let done = self
            .executor
            .run(|tx| Box::pin(once.run(move |rows| insert::many::<E, _>(tx, rows))))
            .await;
        once.outcome(done)
    }

    /// Says of any number of rows how each compares with the row that has its id, in the order given: by
    /// the columns that are set, and by value. Reads alone; soft-deleted rows are seen too. A few thousand
    /// rows a statement.
    ///
    /// # Errors
    /// `Invalid` with every value of a chunk that the database can't hold, named by position.
    pub async fn compare_many<I>(&self, rows: I) -> Result<Vec<Standing>>
    where
        I: IntoIterator<Item = E::ActiveModel> + Send,
        I::IntoIter: Send,
    {
        let once = Once::of(rows.into_iter());
        let done = self
            .executor
            .run(|tx| Box::pin(once.run(move |rows| compare::many::<E, _>(tx, rows))))
            .await;
        once.outcome(done)
    }

    /// Adds any number of rows, and updates those that are there already, by a unique constraint or
    /// index, named: `idx_documents_project_id_document_type`. All or none, a few thousand a statement.
    ///
    /// A row that is there takes the values that are set, but for its key, `created_at`, `updated_at`
    /// and `row_version`; one that has them all already is not written. Each change is recorded by the
    /// database, where the table is tracked. An index of living rows alone (`WHERE deleted_at IS NULL`)
    /// finds living rows alone. The keys of all rows are kept while it runs.
    ///
    /// # Errors
    /// `Invalid` when the table has no unique constraint of that name, when two rows have the same
    /// key (with both positions), and as [`insert_many`](Self::insert_many); `AlreadyExists` when a
    /// row collides by another constraint; `Conflict`.
    pub async fn upsert_many<I>(&self, rows: I, unique: &str) -> Result<Upserted>
    where
        I: IntoIterator<Item = E::ActiveModel> + Send,
        I::IntoIter: Send,
    {
        let once = Once::of(rows.into_iter());
        let done = self
            .executor
            .run(|tx| Box::pin(once.run(move |rows| upsert::many::<E, _>(tx, rows, unique))))
            .await;
        once.outcome(done)
    }
}

/// What a row is given as, by entity.
type Row<E> = <E as EntityTrait>::ActiveModel;
