//! A server of one's own.

use std::fs::{self, File};
use std::path::Path;

use annals_migration::MigratorTrait;

use crate::blocking;
use crate::cluster::Cluster;
use crate::content::{ApplicationMigrator, Content};
use crate::database::SandboxDatabase;
use crate::error::Error;
use crate::installation::Installation;
use crate::keeper::Keeper;
use crate::office;
use crate::postmaster::{self, Postmaster, Shutdown};
use crate::state_dir::{StateDir, lock_file};

const PREFIX: &str = "private-";

/// Locked by the process that uses the server, for as long as it does.
const LOCK: &str = "in-use";

/// How a private server runs; the default is fast and forgets on a crash of the system.
#[derive(Clone, Debug, Default)]
pub struct ServerOptions {
    /// Whether what is committed survives whatever happens, as in production.
    pub durable: bool,
    /// Lines of `postgresql.conf`, by name and value, over the sandbox's own.
    pub settings: Vec<(String, String)>,
}

/// A server that nobody else uses, to stop, kill, restart and reconfigure.
///
/// Dropping it stops it and removes its data. The URLs of its databases stay valid when it is
/// started again. It always runs on this machine, whatever `ANNALS_SANDBOX_URL` says.
#[derive(Debug)]
pub struct Server {
    cluster: Cluster,
    keeper: Keeper,
    _in_use: File,
}

impl Server {
    /// Makes and starts a server, in about a second.
    ///
    /// # Errors
    /// As [`database`](crate::database), and when the server does not start with the settings
    /// it was given: the message holds the end of its log.
    pub async fn private(options: ServerOptions) -> Result<Self, Error> {
        blocking::run(move || {
            let path =
                if options.durable { StateDir::durable_path() } else { StateDir::fast_path() };
            let installation = Installation::find(&path)?;
            let (cluster, in_use) = reserve(&installation)?;
            let server = Self {
                keeper: Keeper::start(office::Server::Private(cluster.address())),
                cluster,
                _in_use: in_use,
            };
            server.cluster.create(options.durable, &options.settings)?;
            server.cluster.start()?;
            Ok(server)
        })
        .await
    }

    /// A migrated database, as [`crate::database`] gives on the shared server.
    ///
    /// # Errors
    /// When the server does not run.
    pub async fn database(&self) -> Result<SandboxDatabase, Error> {
        SandboxDatabase::create(&self.keeper, Content::Annals).await
    }

    /// A database with the application's own migrations, as [`crate::database_with`].
    ///
    /// # Errors
    /// When the server does not run or a migration fails.
    pub async fn database_with<M: MigratorTrait + 'static>(
        &self,
    ) -> Result<SandboxDatabase, Error> {
        let content = Content::Application(ApplicationMigrator::of::<M>());
        SandboxDatabase::create(&self.keeper, content).await
    }

    /// An empty database, as [`crate::bare_database`].
    ///
    /// # Errors
    /// When the server does not run.
    pub async fn bare_database(&self) -> Result<SandboxDatabase, Error> {
        SandboxDatabase::create(&self.keeper, Content::Bare).await
    }

    /// Ends all sessions and shuts the server down in order. Nothing happens if it is stopped.
    ///
    /// # Errors
    /// When it does not end within a minute.
    pub async fn stop(&mut self) -> Result<(), Error> {
        self.run(|cluster| postmaster::stop(&cluster.data(), Shutdown::Fast)).await
    }

    /// Ends all of the server's processes with SIGKILL, as a failing machine would.
    ///
    /// What it had committed is there after [`start`](Self::start) if it is durable.
    ///
    /// # Errors
    /// When a process does not end.
    pub async fn kill(&mut self) -> Result<(), Error> {
        self.run(|cluster| {
            Postmaster::of(&cluster.data()).map_or(Ok(()), |postmaster| postmaster.kill())
        })
        .await
    }

    /// Starts the server where it was and returns once it accepts connections. Nothing happens
    /// if it runs.
    ///
    /// # Errors
    /// When it does not start; the message holds the end of its log.
    pub async fn start(&mut self) -> Result<(), Error> {
        self.run(Cluster::start).await
    }

    /// [`stop`](Self::stop) and [`start`](Self::start).
    ///
    /// # Errors
    /// As those.
    pub async fn restart(&mut self) -> Result<(), Error> {
        self.stop().await?;
        self.start().await
    }

    async fn run(
        &mut self,
        work: impl FnOnce(&Cluster) -> Result<(), Error> + Send + 'static,
    ) -> Result<(), Error> {
        let cluster = self.cluster.clone();
        blocking::run(move || work(&cluster)).await
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.keeper.close();
        let stopped = postmaster::stop(&self.cluster.data(), Shutdown::Immediate);
        if let Err(error) = stopped.and_then(|()| self.cluster.remove()) {
            tracing::warn!(%error, "the next run will remove this private server");
        }
    }
}

/// A directory for a new server, locked before any other process can think it abandoned.
fn reserve(installation: &Installation) -> Result<(Cluster, File), Error> {
    let _lock = installation.state().lock()?;
    sweep(installation.state())?;
    let name = format!("{PREFIX}{:08x}", rand::random::<u32>());
    let cluster = installation.cluster(&name)?;
    let in_use = lock_file(&installation.state().path().join(name).join(LOCK))?;
    in_use.lock().map_err(Error::file("lock", installation.state().path()))?;
    Ok((cluster, in_use))
}

pub(crate) fn is_private(name: &str) -> bool {
    name.starts_with(PREFIX)
}

/// Stops and removes the private servers of processes that are gone. Call it under the lock of
/// the state directory.
pub(crate) fn sweep(state: &StateDir) -> Result<(), Error> {
    for dir in state.servers(is_private)? {
        if !is_in_use(&dir)? {
            postmaster::stop(&dir.join("data"), Shutdown::Immediate)?;
            fs::remove_dir_all(&dir).map_err(Error::file("remove", dir))?;
        }
    }
    Ok(())
}

fn is_in_use(dir: &Path) -> Result<bool, Error> {
    Ok(lock_file(&dir.join(LOCK))?.try_lock().is_err())
}
