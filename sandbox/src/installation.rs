//! Everything needed to run servers on this machine.

use std::path::Path;

use crate::binaries::Binaries;
use crate::cluster::Cluster;
use crate::error::Error;
use crate::fingerprint::Fingerprint;
use crate::server_user::ServerUser;
use crate::settings;
use crate::state_dir::StateDir;

/// The server's programs, the user that runs them and the directory where servers lie.
#[derive(Clone, Debug)]
pub(crate) struct Installation {
    binaries: Binaries,
    user: ServerUser,
    state: StateDir,
}

impl Installation {
    /// What is installed, with its servers below `path`.
    pub(crate) fn find(path: &Path) -> Result<Self, Error> {
        let user = ServerUser::choose()?;
        let binaries = Binaries::find(&user)?;
        let state = StateDir::open(path, &user)?;
        Ok(Self { binaries, user, state })
    }

    pub(crate) fn state(&self) -> &StateDir {
        &self.state
    }

    pub(crate) fn cluster(&self, name: &str) -> Result<Cluster, Error> {
        let dir = self.state.server(name, &self.user)?;
        Cluster::new(self.binaries.clone(), self.user.clone(), dir)
    }

    /// The cluster that all processes with the same programs and settings share.
    pub(crate) fn shared_cluster(&self) -> Result<Cluster, Error> {
        let configuration = settings::configuration(self.state.path(), false, &[]);
        let programs = self.binaries.dir().to_string_lossy().into_owned();
        let key = Fingerprint::of([programs.as_str(), self.user.name(), &configuration]);
        self.cluster(&format!("{}-{key}", self.binaries.version()))
    }
}
