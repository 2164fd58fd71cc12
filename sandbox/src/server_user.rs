//! The operating-system user that a server runs as.

use std::fs;
use std::io;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::error::Error;

/// Who runs `PostgreSQL`: ourselves, or, since it refuses root, a user that root becomes.
#[derive(Clone, Debug)]
pub(crate) struct ServerUser {
    name: String,
    uid: u32,
    gid: u32,
    dropped: bool,
}

impl ServerUser {
    /// The current user; for root `postgres` where it exists, else `nobody`.
    pub(crate) fn choose() -> Result<Self, Error> {
        let uid = rustix::process::geteuid();
        if !uid.is_root() {
            return Ok(Self {
                name: format!("uid {}", uid.as_raw()),
                uid: uid.as_raw(),
                gid: rustix::process::getegid().as_raw(),
                dropped: false,
            });
        }
        ["postgres", "nobody"]
            .into_iter()
            .find_map(Self::unprivileged)
            .ok_or(Error::NoUnprivilegedUser)
    }

    fn unprivileged(name: &str) -> Option<Self> {
        Some(Self {
            name: name.to_owned(),
            uid: numeric_id("-u", name)?,
            gid: numeric_id("-g", name)?,
            dropped: true,
        })
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Whether the server's user is somebody else than this process's.
    pub(crate) fn is_dropped(&self) -> bool {
        self.dropped
    }

    /// A command that runs as this user, without the `PG*` variables of our environment
    /// (`PGDATA`, `PGOPTIONS` and the like change what the server's programs do).
    pub(crate) fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("PG") {
                command.env_remove(name);
            }
        }
        command.env("LC_ALL", "C").stdin(Stdio::null()).current_dir("/");
        if self.dropped {
            command.gid(self.gid).uid(self.uid);
        }
        command
    }

    /// Makes a path belong to this user.
    pub(crate) fn take_over(&self, path: &Path) -> io::Result<()> {
        if self.dropped {
            chown(path, Some(self.uid), Some(self.gid))?;
        }
        Ok(())
    }

    /// The first directory on the way to `path` that this user may not enter.
    pub(crate) fn closed_directory(&self, path: &Path) -> Option<PathBuf> {
        let closed = |dir: &&Path| fs::metadata(dir).is_ok_and(|meta| !self.may_enter(&meta));
        path.ancestors().filter(closed).last().map(Path::to_path_buf)
    }

    fn may_enter(&self, meta: &fs::Metadata) -> bool {
        let bit = if meta.uid() == self.uid {
            0o100
        } else if meta.gid() == self.gid {
            0o010
        } else {
            0o001
        };
        meta.mode() & bit != 0
    }
}

/// Asks `id` rather than `/etc/passwd`, which does not know the users of every system.
fn numeric_id(which: &str, name: &str) -> Option<u32> {
    let output = Command::new("id").args([which, name]).output().ok()?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
}
