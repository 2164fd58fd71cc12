//! What can go wrong between asking for a database and having one.

use std::io;
use std::path::PathBuf;

use sea_orm::DbErr;

use crate::binaries::Search;

/// Why there is no database; each message says what to do next.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No usable server is installed where the sandbox looks.
    #[error("{0}")]
    NotInstalled(Search),

    /// `ANNALS_PG_BIN` is set, and what it names can't be used.
    #[error(
        "ANNALS_PG_BIN={}: {reason}; name a directory with initdb, pg_ctl and postgres, \
         version 15 or newer, or unset it to use an installed server",
        dir.display()
    )]
    UnusableBinaries {
        /// The directory that was named.
        dir: PathBuf,
        /// What is wrong with it.
        reason: String,
    },

    /// Root must become another user to run `PostgreSQL`, and there is none.
    #[error(
        "PostgreSQL does not run as root, and neither the user postgres nor nobody exists: \
         run as another user, or add one with `useradd --system postgres`"
    )]
    NoUnprivilegedUser,

    /// The state directory could be under another user's control.
    #[error(
        "{} is not safe to use: {problem}; remove it, or set ANNALS_SANDBOX_DIR to a directory \
         of your own",
        path.display()
    )]
    UnsafeDirectory {
        /// The directory in question.
        path: PathBuf,
        /// Who owns it or what it is.
        problem: String,
    },

    /// The user that runs the server can't get to its own directory.
    #[error(
        "the server runs as {user}, who may not enter {}: run `chmod o+x {}`, or set \
         ANNALS_SANDBOX_DIR to a directory that {user} can reach",
        path.display(), path.display()
    )]
    UnreachableDirectory {
        /// The directory without search permission.
        path: PathBuf,
        /// The user that the server runs as.
        user: String,
    },

    /// The path of a Unix socket may have about a hundred bytes.
    #[error(
        "{} has {} bytes, and a Unix socket's path at most {limit}: set ANNALS_SANDBOX_DIR to \
         a shorter path",
        path.display(), path.as_os_str().len()
    )]
    SocketPathTooLong {
        /// The socket's path.
        path: PathBuf,
        /// How many bytes the system allows.
        limit: usize,
    },

    /// A file or directory of the sandbox could not be read or written.
    #[error("could not {action} {}: check its permissions and the free space", path.display())]
    File {
        /// What was being done.
        action: &'static str,
        /// With which file.
        path: PathBuf,
        /// Why it failed.
        #[source]
        source: io::Error,
    },

    /// A program of `PostgreSQL` could not be started at all.
    #[error("could not run {}: check that it is installed and executable", program.display())]
    Run {
        /// The program.
        program: PathBuf,
        /// Why it did not start.
        #[source]
        source: io::Error,
    },

    /// A program of `PostgreSQL` ran and failed.
    #[error("{program} failed ({status}); its log says:\n{log}")]
    Failed {
        /// The program.
        program: &'static str,
        /// How it ended.
        status: std::process::ExitStatus,
        /// The last lines of its output.
        log: String,
    },

    /// A server was told to go, and did not.
    #[error("process {pid}, the server of {}, does not end: end it by hand", data.display())]
    StillRunning {
        /// The server's main process.
        pid: i32,
        /// The data directory it serves.
        data: PathBuf,
    },

    /// `ANNALS_SANDBOX_URL` is no URL.
    #[error("ANNALS_SANDBOX_URL is not a URL: write postgres://user:password@host:port/database")]
    ServerUrl(#[source] url::ParseError),

    /// The server of `ANNALS_SANDBOX_URL` is older than Annals supports.
    #[error("the server of ANNALS_SANDBOX_URL is PostgreSQL {0}: use 15 or newer")]
    ServerTooOld(u32),

    /// The sandbox could not connect to its server.
    #[error("could not connect to the sandbox's server at {server}: {hint}")]
    Connect {
        /// Where the server is, without a password.
        server: String,
        /// What to look at.
        hint: &'static str,
        /// What the driver says.
        #[source]
        source: sqlx::Error,
    },

    /// The server refused a statement of the sandbox.
    #[error(
        "the sandbox's server refused to {action}: on a server of your own the role of \
         ANNALS_SANDBOX_URL needs CREATEDB and CREATEROLE; else see its log"
    )]
    Refused {
        /// What was asked.
        action: &'static str,
        /// What the driver says.
        #[source]
        source: sqlx::Error,
    },

    /// The group roles could not be made.
    #[error("the group roles of Annals could not be created: the cause says what to run")]
    Roles(#[source] DbErr),

    /// A migration failed while the template was being made.
    #[error("{migrator} failed on a fresh database; run it alone on `bare_database()` to see why")]
    Migration {
        /// Whose migrations.
        migrator: &'static str,
        /// What the migration says.
        #[source]
        source: DbErr,
    },

    /// Dropping a database took longer than a test should wait.
    #[error("the sandbox's server is slow to drop a database: the next run will drop it")]
    KeeperBusy,

    /// The thread that administers databases could not start or has ended.
    #[error("the sandbox's keeper thread is gone: start the process again")]
    KeeperGone,
}

impl Error {
    /// For `map_err` on file operations.
    pub(crate) fn file(
        action: &'static str,
        path: impl Into<PathBuf>,
    ) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { action, path, source }
    }

    /// For `map_err` on statements.
    pub(crate) fn refused(action: &'static str) -> impl FnOnce(sqlx::Error) -> Self {
        move |source| Self::Refused { action, source }
    }
}
