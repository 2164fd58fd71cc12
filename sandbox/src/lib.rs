//! A real, private `PostgreSQL` for tests, benches and first runs, without any set-up.
//!
//! ```no_run
//! # async fn test() -> Result<(), Box<dyn std::error::Error>> {
//! let sandbox = annals_sandbox::database().await?;
//! let connection = sea_orm::Database::connect(sandbox.url()).await?;
//! # drop(connection);
//! # Ok(())
//! # }
//! ```
//!
//! The database is migrated and one's own. The connection is that of a member of `annals_app`,
//! under the policies that production has. Dropping `sandbox` drops the database.
//!
//! [`database_with`] runs an application's own `Migrator` on top, [`bare_database`] migrates
//! nothing, and [`Server::private`] gives a whole server to stop, kill and reconfigure.
//!
//! # Which server
//!
//! The first call starts one from the programs of an installed `PostgreSQL`, 15 or newer, as an
//! unprivileged user, durability off, reached through a Unix socket that only its user can get
//! to. It stays for the next run and serves all processes of its user at once; nothing but
//! [`stop_shared`] and the machine's restart ends it. Databases that a killed process left are
//! dropped by the next one.
//!
//! | variable | what it is for |
//! |---|---|
//! | `ANNALS_SANDBOX_URL` | a server you have: its superuser, or a role with `CREATEDB` and `CREATEROLE`. Only databases that the sandbox made and marked are ever dropped there. `DATABASE_URL` is never read. |
//! | `ANNALS_PG_BIN` | the directory of the server's programs; else `PATH`, `pg_config --bindir` and the usual directories are searched |
//! | `ANNALS_SANDBOX_DIR` | where servers keep their data; a short path. Else it is `/dev/shm/annals-sandbox-<uid>` where that has 4 GB or more, and `/tmp/annals-sandbox-<uid>` where not and for durable servers |
//!
//! # How it is made
//!
//! - finding programs: `binaries`, `install_hint`, `installation`
//! - a server of the operating system: `server_user`, `state_dir`, `settings`, `cluster`,
//!   `launch`, `postmaster`, `process`
//! - which server: `shared`, `private`, `address`, `connection`
//! - databases on it: `keeper`, `office`, `session`, `roles`, `content`, `template`, `mark`,
//!   `sweep`, `database`

mod address;
mod binaries;
mod blocking;
mod cluster;
mod connection;
mod content;
mod database;
mod error;
mod fingerprint;
mod install_hint;
mod installation;
mod keeper;
mod launch;
mod mark;
mod office;
mod postmaster;
mod private;
mod process;
mod roles;
mod server_user;
mod session;
mod settings;
mod shared;
mod state_dir;
mod sweep;
mod template;

pub use binaries::Search;
pub use database::{SandboxDatabase, bare_database, database, database_with};
pub use error::Error;
pub use private::{Server, ServerOptions};
pub use shared::stop_shared;
