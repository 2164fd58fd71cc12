//! Accounts kept apart, by the database, whatever a member of `annals_app` asks for.

mod functions;
mod keys;
mod matrix;
mod other_accounts;
mod pool;
mod privileges;
mod sessions;
mod shadows;
mod without_context;
