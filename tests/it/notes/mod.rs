//! An application's own table, with what its team would write for it: a migrator, an entity, one line
//! for the hooks.

mod migrator;
#[expect(
    clippy::module_inception,
    reason = "the table is called so, and `tracked!` takes its module"
)]
pub(crate) mod notes;

pub(crate) use migrator::{ApplicationMigrator, GuestBook};

annals::entity::tracked!(notes);
