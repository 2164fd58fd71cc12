//! Accounts kept apart, by the database, whatever a member of `annals_app` asks for.

mod keys;
mod matrix;
mod other_accounts;
mod pool;
mod privileges;
mod without_context;
