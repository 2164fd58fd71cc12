//! A journal with notes in its margin.

mod caller;
pub mod migration;
mod notes;
mod problem;
pub mod routes;

pub use problem::Problem;
pub use routes::router;

// The note's hooks: a write through its `ActiveModel` is recorded by the application, signed.
annals::entity::tracked!(notes);
