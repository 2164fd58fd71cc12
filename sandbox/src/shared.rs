//! The server that all processes of a user share: found, or started, or repaired.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use sqlx::PgConnection;
use sqlx::error::DatabaseError;

use crate::address::Address;
use crate::blocking;
use crate::cluster::Cluster;
use crate::connection;
use crate::error::Error;
use crate::installation::Installation;
use crate::postmaster::{self, Shutdown};
use crate::private;
use crate::server_user::ServerUser;
use crate::state_dir::StateDir;

/// How long a server that is starting, recovering or full may take to accept a connection.
const PATIENCE: Duration = Duration::from_mins(1);
const POLL_EVERY: Duration = Duration::from_millis(20);

/// Connects to the shared server as its administrator, after making sure that it runs.
///
/// It blocks the thread while other processes work on the server: call it where that is no harm.
pub(crate) async fn connect() -> Result<(Address, PgConnection), Error> {
    let installation = Installation::find(&StateDir::fast_path())?;
    let cluster = installation.shared_cluster()?;
    let address = cluster.address();
    if let Answer::Connected(connection) = ask(&address).await {
        return Ok((address, connection));
    }
    let _lock = installation.state().lock()?;
    private::sweep(installation.state())?;
    // Another process may have done the work while we waited for the lock.
    if let Answer::Connected(connection) = ask_patiently(&address).await? {
        return Ok((address, connection));
    }
    revive(&cluster)?;
    let connection = connection::open(&address).await?;
    Ok((address, connection))
}

/// Starts the server on the data it has, or, if that does not work, on new data: nothing in it
/// is worth more than a moment's work.
fn revive(cluster: &Cluster) -> Result<(), Error> {
    postmaster::stop(&cluster.data(), Shutdown::Immediate)?;
    if cluster.is_complete() {
        match cluster.start() {
            Ok(()) => return Ok(()),
            Err(error) => tracing::warn!(%error, "the sandbox's data is broken: making it anew"),
        }
        postmaster::stop(&cluster.data(), Shutdown::Immediate)?;
    }
    cluster.create(false, &[])?;
    cluster.start()
}

/// What came of an attempt to connect.
enum Answer {
    Connected(PgConnection),
    /// The server is there and says to come back.
    Later(sqlx::Error),
    /// Nobody listens, or what does is no working server.
    Nobody,
}

async fn ask(address: &Address) -> Answer {
    match connection::try_open(address).await {
        Ok(connection) => Answer::Connected(connection),
        Err(error) if is_temporary(&error) => Answer::Later(error),
        Err(_) => Answer::Nobody,
    }
}

async fn ask_patiently(address: &Address) -> Result<Answer, Error> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        match ask(address).await {
            Answer::Later(source) if Instant::now() > deadline => {
                return Err(connection::failure(address, source));
            }
            Answer::Later(_) => tokio::time::sleep(POLL_EVERY).await,
            answer => return Ok(answer),
        }
    }
}

/// Starting up, shutting down, or out of connections.
fn is_temporary(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(DatabaseError::code);
    matches!(code.as_deref(), Some("57P03" | "53300" | "57P01"))
}

/// Stops the shared servers of this user, of every version, and removes what they hold.
///
/// They otherwise stay for the next run, until the machine restarts. Databases that are in use
/// go too; the next call of [`database`](crate::database) makes everything anew. The server of
/// `ANNALS_SANDBOX_URL` is left alone.
///
/// # Errors
/// When a server can't be stopped or its directory not be removed.
pub async fn stop_shared() -> Result<(), Error> {
    blocking::run(|| {
        remove_servers(&StateDir::fast_path())?;
        // Durable private servers of processes that were killed.
        remove_servers(&StateDir::durable_path())
    })
    .await
}

fn remove_servers(path: &Path) -> Result<(), Error> {
    if !path.exists() {
        return Ok(());
    }
    let state = StateDir::open(path, &ServerUser::choose()?)?;
    let _lock = state.lock()?;
    private::sweep(&state)?;
    for dir in state.servers(|name| !private::is_private(name))? {
        postmaster::stop(&dir.join("data"), Shutdown::Immediate)?;
        fs::remove_dir_all(&dir).map_err(Error::file("remove", dir))?;
    }
    Ok(())
}
