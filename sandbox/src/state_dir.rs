//! The directory that holds the sandbox's servers, and the lock under which they change.

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::server_user::ServerUser;

const MEMORY: &str = "/dev/shm";
const DISK: &str = "/tmp";

/// Containers usually have 64 MB, machines half of their memory.
const ROOMY: u64 = 4 << 30;

/// A directory that only this process's user may change.
///
/// It is ours even where the server runs as another user: what root reads and writes must not
/// lie where an unprivileged user could replace it. Only the data and socket directories within
/// belong to the server's user.
#[derive(Clone, Debug)]
pub(crate) struct StateDir {
    path: PathBuf,
}

impl StateDir {
    /// Where servers lie that may lose what they hold: `ANNALS_SANDBOX_DIR`, else memory where
    /// there is enough, else `/tmp`.
    ///
    /// Cloning a database makes hundreds of small files. In memory that takes 12 ms; on ext4
    /// without a journal, which many virtual machines have, up to 250, since it does not hand
    /// out inodes again that were freed within the last minute.
    pub(crate) fn fast_path() -> PathBuf {
        chosen().unwrap_or_else(|| {
            let parent = if memory_is_roomy() { MEMORY } else { DISK };
            own_name_in(parent)
        })
    }

    /// Where servers lie that must keep what they hold: `ANNALS_SANDBOX_DIR`, else `/tmp`.
    pub(crate) fn durable_path() -> PathBuf {
        chosen().unwrap_or_else(|| own_name_in(DISK))
    }

    /// Makes the directory where it is missing and refuses one that others control.
    pub(crate) fn open(path: &Path, user: &ServerUser) -> Result<Self, Error> {
        let path = std::path::absolute(path).map_err(Error::file("find", path))?;
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(Error::file("create", parent))?;
        }
        make_private(&path, user)?;
        match user.closed_directory(&path) {
            Some(path) => Err(Error::UnreachableDirectory { path, user: user.name().to_owned() }),
            None => Ok(Self { path }),
        }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The directory of one server.
    pub(crate) fn server(&self, name: &str, user: &ServerUser) -> Result<PathBuf, Error> {
        let path = self.path.join(name);
        make_private(&path, user)?;
        Ok(path)
    }

    /// The directories of the servers whose name is wanted.
    pub(crate) fn servers(&self, wanted: impl Fn(&str) -> bool) -> Result<Vec<PathBuf>, Error> {
        let entries = fs::read_dir(&self.path).map_err(Error::file("read", &self.path))?;
        Ok(entries
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.is_dir())
            .filter(|path| path.file_name().and_then(|name| name.to_str()).is_some_and(&wanted))
            .collect())
    }

    /// Waits until no other process starts, repairs, stops or removes a server.
    ///
    /// The lock is the kernel's and ends with the file, so a killed process leaves none behind.
    pub(crate) fn lock(&self) -> Result<File, Error> {
        let path = self.path.join("lock");
        let file = lock_file(&path)?;
        file.lock().map_err(Error::file("lock", path))?;
        Ok(file)
    }
}

fn chosen() -> Option<PathBuf> {
    std::env::var_os("ANNALS_SANDBOX_DIR").filter(|dir| !dir.is_empty()).map(PathBuf::from)
}

/// Short, since the paths of Unix sockets are.
fn own_name_in(parent: &str) -> PathBuf {
    let uid = rustix::process::geteuid().as_raw();
    PathBuf::from(format!("{parent}/annals-sandbox-{uid}"))
}

/// Asks for the size, not for what is free now: every process must come to the same answer.
fn memory_is_roomy() -> bool {
    cfg!(target_os = "linux")
        && rustix::fs::statvfs(MEMORY).is_ok_and(|fs| fs.f_blocks * fs.f_frsize >= ROOMY)
}

/// Opens the file that a lock is taken on.
pub(crate) fn lock_file(path: &Path) -> Result<File, Error> {
    OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .mode(0o600)
        .open(path)
        .map_err(Error::file("open", path))
}

fn make_private(path: &Path, user: &ServerUser) -> Result<(), Error> {
    // The server's user must pass through to reach the data directory.
    let mode = if user.is_dropped() { 0o711 } else { 0o700 };
    match DirBuilder::new().mode(mode).create(path) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => {
            return Err(Error::file("create", path)(error));
        }
        _ => verify_ours(path)?,
    }
    let is_empty = fs::read_dir(path).map_err(Error::file("read", path))?.next().is_none();
    if is_empty {
        // Again, since the umask may have taken bits away; never on a directory with content,
        // which may be somebody's home.
        fs::set_permissions(path, Permissions::from_mode(mode))
            .map_err(Error::file("set the permissions of", path))?;
    }
    Ok(())
}

fn verify_ours(path: &Path) -> Result<(), Error> {
    let meta = fs::symlink_metadata(path).map_err(Error::file("inspect", path))?;
    let us = rustix::process::geteuid().as_raw();
    let problem = if meta.is_symlink() {
        "it is a symbolic link".to_owned()
    } else if !meta.is_dir() {
        "it is not a directory".to_owned()
    } else if meta.uid() != us {
        format!("it belongs to uid {}, and we are uid {us}", meta.uid())
    } else if meta.mode() & 0o022 != 0 {
        format!("others may write to it (mode {:o})", meta.mode() & 0o777)
    } else {
        return Ok(());
    };
    Err(Error::UnsafeDirectory { path: path.to_path_buf(), problem })
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::StateDir;
    use crate::error::Error;
    use crate::server_user::ServerUser;

    fn open(path: &std::path::Path) -> Result<StateDir, Error> {
        StateDir::open(path, &ServerUser::choose().unwrap())
    }

    fn reachable_tempdir() -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o711)).unwrap();
        dir
    }

    #[test]
    fn a_symbolic_link_is_refused() {
        let dir = reachable_tempdir();
        fs::create_dir(dir.path().join("elsewhere")).unwrap();
        symlink(dir.path().join("elsewhere"), dir.path().join("state")).unwrap();
        let error = open(&dir.path().join("state")).unwrap_err();
        assert!(error.to_string().contains("symbolic link"), "{error}");
    }

    #[test]
    fn a_directory_that_others_may_write_to_is_refused() {
        let dir = reachable_tempdir();
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o777)).unwrap();
        let error = open(dir.path()).unwrap_err();
        assert!(error.to_string().contains("others may write"), "{error}");
    }

    #[test]
    fn a_directory_of_another_user_is_refused() {
        if !rustix::process::geteuid().is_root() {
            return; // Only root can give a directory away.
        }
        let dir = reachable_tempdir();
        std::os::unix::fs::chown(dir.path(), Some(65534), Some(65534)).unwrap();
        let error = open(dir.path()).unwrap_err();
        assert!(error.to_string().contains("belongs to uid 65534"), "{error}");
    }

    #[test]
    fn a_directory_that_the_servers_user_cannot_reach_is_named() {
        let dir = tempfile::tempdir().unwrap();
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o700)).unwrap();
        fs::write(dir.path().join("content"), "so that its mode is left alone").unwrap();
        let outcome = open(&dir.path().join("state"));
        if rustix::process::geteuid().is_root() {
            let error = outcome.unwrap_err();
            assert!(error.to_string().contains(&dir.path().display().to_string()), "{error}");
        } else {
            outcome.unwrap();
        }
    }
}
