//! Helpers for tables that belong to accounts, for Annals' migrations and an application's alike.
//!
//! A name without a schema means the first schema of the search path, as in any migration:
//! `annals` in Annals' own, `public` in most applications'. So an application's tables refer to
//! Annals' as `("annals", "users")`.
//!
//! The order within a migration is what Citus needs, and plain PostgreSQL does not mind: the table
//! ([`create_tenant_table`]), then each [`reference()`], then [`index`]es, then [`track`].

mod function;
mod index;
mod reference;
mod table;
mod tenancy;
mod tracking;

pub(crate) use function::{create_functions, drop_functions, execute};
pub use index::{IndexKind, columns, descending, index, newest_first, soft_deletion_index};
pub use reference::{OnDelete, reference};
pub use table::{at_least, json_list, json_object, one_of, soft_deletable, tenant_table, within};
pub use tenancy::{create_tenant_table, distribute, drop_tenant_table, isolate};
pub use tracking::{Tracking, append_only, track, untrack};
