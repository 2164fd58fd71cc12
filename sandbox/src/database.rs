//! A database of one's own.

use std::fmt;
use std::sync::LazyLock;

use annals_migration::MigratorTrait;

use crate::content::{ApplicationMigrator, Content};
use crate::error::Error;
use crate::keeper::{Created, Finish, Keeper};
use crate::office::Server;
use crate::roles::Login;

/// The keeper of the server that everybody shares.
static KEEPER: LazyLock<Keeper> = LazyLock::new(|| Keeper::start(Server::Common));

/// A migrated database of one's own, connected to as a member of `annals_app`.
///
/// The first call of a machine makes and starts a server, in about a second; after that one
/// takes tens of milliseconds.
///
/// # Errors
/// When no server is installed, or the one there is can't be used; the message says what to do.
pub async fn database() -> Result<SandboxDatabase, Error> {
    SandboxDatabase::create(&KEEPER, Content::Annals).await
}

/// The same with the application's own migrations, run in the schema `public` by a member of
/// `annals_owner`.
///
/// They run once for each build of the calling program; its databases are clones of the result.
///
/// # Errors
/// As [`database`], and when one of the application's migrations fails.
pub async fn database_with<M: MigratorTrait + 'static>() -> Result<SandboxDatabase, Error> {
    let content = Content::Application(ApplicationMigrator::of::<M>());
    SandboxDatabase::create(&KEEPER, content).await
}

/// An empty database, for tests of migrations: the roles exist, and nothing is migrated.
///
/// # Errors
/// As [`database`].
pub async fn bare_database() -> Result<SandboxDatabase, Error> {
    SandboxDatabase::create(&KEEPER, Content::Bare).await
}

/// A database that nobody else uses; dropping it drops the database, whoever is connected.
pub struct SandboxDatabase {
    name: String,
    url: String,
    owner_url: String,
    reader_url: String,
    operator_url: String,
    admin_url: String,
    version: u32,
    keeper: Keeper,
    is_kept: bool,
}

impl SandboxDatabase {
    pub(crate) async fn create(keeper: &Keeper, content: Content) -> Result<Self, Error> {
        let Created { name, address, version } = keeper.create(content).await?;
        Ok(Self {
            url: address.url(Login::App, &name),
            owner_url: address.url(Login::Owner, &name),
            reader_url: address.url(Login::Reader, &name),
            operator_url: address.url(Login::Operator, &name),
            admin_url: address.admin_url(&name),
            version,
            keeper: keeper.clone(),
            name,
            is_kept: false,
        })
    }

    /// The database's name, which no other database of the server has had or will have.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// For the application: the role is a member of `annals_app` and of nothing else.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// For migrations: the role is a member of `annals_owner`, which owns the database.
    #[must_use]
    pub fn owner_url(&self) -> &str {
        &self.owner_url
    }

    /// The role is a member of `annals_reader`.
    #[must_use]
    pub fn reader_url(&self) -> &str {
        &self.reader_url
    }

    /// The role is a member of `annals_operator`, and its sessions act as that role, since its
    /// `BYPASSRLS` is not inherited.
    ///
    /// In production one gets the same by `ALTER ROLE <login> SET role = annals_operator`.
    #[must_use]
    pub fn operator_url(&self) -> &str {
        &self.operator_url
    }

    /// For tests that must do what nobody else may: a superuser, or whoever
    /// `ANNALS_SANDBOX_URL` names.
    #[must_use]
    pub fn admin_url(&self) -> &str {
        &self.admin_url
    }

    /// The server's major version, 15 or more.
    #[must_use]
    pub fn server_version(&self) -> u32 {
        self.version
    }

    /// Leaves the database where it is, for a person to look at, and returns its [`url`].
    ///
    /// It goes with its server: see [`stop_shared`](crate::stop_shared). On the server of
    /// `ANNALS_SANDBOX_URL` it stays until somebody drops it.
    ///
    /// [`url`]: Self::url
    #[must_use]
    pub fn keep(mut self) -> String {
        self.is_kept = true;
        if let Err(error) = self.keeper.finish(self.name.clone(), Finish::Keep) {
            tracing::warn!(%error, database = self.name, "the next run will drop this database");
        }
        self.url.clone()
    }
}

impl Drop for SandboxDatabase {
    fn drop(&mut self) {
        if self.is_kept {
            return;
        }
        let name = std::mem::take(&mut self.name);
        if let Err(error) = self.keeper.finish(name.clone(), Finish::Drop) {
            tracing::warn!(%error, database = name, "the next run will drop this database");
        }
    }
}

/// Without the URLs, which may hold the password of `ANNALS_SANDBOX_URL`.
impl fmt::Debug for SandboxDatabase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SandboxDatabase")
            .field("name", &self.name)
            .field("server_version", &self.version)
            .finish_non_exhaustive()
    }
}
