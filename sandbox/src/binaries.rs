//! Finds the programs of an installed `PostgreSQL`.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::Error;
use crate::install_hint;
use crate::server_user::ServerUser;

/// The oldest major version that Annals supports.
pub(crate) const OLDEST: u32 = 15;

const PROGRAMS: [&str; 3] = ["initdb", "pg_ctl", "postgres"];

/// Where systems install servers; `*` stands for what varies, usually the version.
const USUAL_PLACES: [&str; 9] = [
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/libexec/postgresql*",
    "/usr/lib/postgresql*/bin",
    "/usr/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/home/linuxbrew/.linuxbrew/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
];

/// A directory with the server's programs.
#[derive(Clone, Debug)]
pub(crate) struct Binaries {
    dir: PathBuf,
    version: u32,
}

impl Binaries {
    /// The first usable server in the documented order.
    pub(crate) fn find(user: &ServerUser) -> Result<Self, Error> {
        Places::of_this_machine().find(user)
    }

    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    pub(crate) fn version(&self) -> u32 {
        self.version
    }

    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }
}

/// Where to look.
struct Places {
    explicit: Option<PathBuf>,
    path: Vec<PathBuf>,
    usual: Vec<String>,
}

impl Places {
    fn of_this_machine() -> Self {
        let path = std::env::var_os("PATH").unwrap_or_default();
        Self {
            explicit: std::env::var_os("ANNALS_PG_BIN")
                .filter(|dir| !dir.is_empty())
                .map(PathBuf::from),
            path: std::env::split_paths(&path).collect(),
            usual: USUAL_PLACES.map(str::to_owned).to_vec(),
        }
    }

    fn find(&self, user: &ServerUser) -> Result<Binaries, Error> {
        if let Some(dir) = &self.explicit {
            return inspect(dir, user).map_err(|flaw| Error::UnusableBinaries {
                dir: dir.clone(),
                reason: flaw.to_string(),
            });
        }
        let mut flawed = Vec::new();
        for dir in self.candidates() {
            match inspect(&dir, user) {
                Ok(binaries) => return Ok(binaries),
                Err(Flaw::Missing(_)) => {}
                Err(flaw) => flawed.push((dir, flaw)),
            }
        }
        Err(Error::NotInstalled(Search {
            looked_in: self.usual.clone(),
            flawed,
            install: install_hint::for_this_system(),
        }))
    }

    /// Lazily, since asking `pg_config` costs a process.
    fn candidates(&self) -> impl Iterator<Item = PathBuf> + '_ {
        let configured = self.path.iter().filter_map(|dir| bindir_of(dir));
        let usual = self.usual.iter().flat_map(|pattern| expand(pattern));
        self.path.iter().cloned().chain(configured).chain(usual)
    }
}

/// What `pg_config` in this directory, if there is one, says of the server's directory.
fn bindir_of(dir: &Path) -> Option<PathBuf> {
    let program = dir.join("pg_config");
    if !program.is_file() {
        return None;
    }
    let output = Command::new(program).arg("--bindir").output().ok()?;
    Some(PathBuf::from(String::from_utf8(output.stdout).ok()?.trim_end()))
}

/// The directories that match a pattern with at most one `*`, the highest version first.
fn expand(pattern: &str) -> Vec<PathBuf> {
    let Some((before, after)) = pattern.split_once('*') else {
        return vec![PathBuf::from(pattern)];
    };
    let (parent, prefix) = before.rsplit_once('/').unwrap_or((".", before));
    let Ok(entries) = std::fs::read_dir(parent) else {
        return Vec::new();
    };
    let mut found: Vec<(u32, PathBuf)> = entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter_map(|name| {
            let version = leading_number(name.strip_prefix(prefix)?)?;
            Some((version, PathBuf::from(format!("{parent}/{name}{after}"))))
        })
        .collect();
    found.sort_by(|a, b| b.cmp(a));
    found.into_iter().map(|(_, dir)| dir).collect()
}

/// Why a directory does not count.
#[derive(Debug)]
enum Flaw {
    Missing(&'static str),
    Unreadable(String),
    Broken(String),
    TooOld(u32),
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(program) => write!(f, "it has no {program}"),
            Self::Unreadable(user) => write!(
                f,
                "the user {user}, who runs the server since root may not, can't read it \
                 (put it where {user} can, or `chmod -R o+rX` it and every directory above)"
            ),
            Self::Broken(output) => write!(f, "`postgres --version` says: {output}"),
            Self::TooOld(version) => {
                write!(f, "PostgreSQL {version} is older than {OLDEST}")
            }
        }
    }
}

fn inspect(dir: &Path, user: &ServerUser) -> Result<Binaries, Flaw> {
    for program in PROGRAMS {
        if !dir.join(program).is_file() {
            return Err(Flaw::Missing(program));
        }
    }
    // Run as the server's user, so that what only root can read shows here.
    let output = user.command(&dir.join("postgres")).arg("--version").output().map_err(
        |error| match error.kind() {
            io::ErrorKind::PermissionDenied if user.is_dropped() => {
                Flaw::Unreadable(user.name().to_owned())
            }
            _ => Flaw::Broken(error.to_string()),
        },
    )?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let version = major_version(&said).ok_or_else(|| {
        let complaint = String::from_utf8_lossy(&output.stderr);
        Flaw::Broken(format!("{said}{complaint}").trim().to_owned())
    })?;
    if version < OLDEST {
        return Err(Flaw::TooOld(version));
    }
    Ok(Binaries {
        // Canonical, so that two ways to one installation share one server.
        dir: dir.canonicalize().unwrap_or_else(|_| dir.to_path_buf()),
        version,
    })
}

/// `postgres (PostgreSQL) 15.18 (Debian …)` is 15; betas and development versions count.
fn major_version(said: &str) -> Option<u32> {
    leading_number(said.split_once("(PostgreSQL) ")?.1)
}

fn leading_number(text: &str) -> Option<u32> {
    let digits = text.find(|c: char| !c.is_ascii_digit());
    text[..digits.unwrap_or(text.len())].parse().ok()
}

/// Where a search looked and what it found there instead of a usable server.
#[derive(Debug)]
pub struct Search {
    looked_in: Vec<String>,
    flawed: Vec<(PathBuf, Flaw)>,
    install: String,
}

impl fmt::Display for Search {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "no PostgreSQL {OLDEST} or newer was found (a directory with initdb, pg_ctl and \
             postgres)."
        )?;
        writeln!(
            f,
            "Looked in: ANNALS_SANDBOX_URL and ANNALS_PG_BIN (not set), PATH, \
             `pg_config --bindir`, {}",
            self.looked_in.join(", ")
        )?;
        for (dir, flaw) in &self.flawed {
            writeln!(f, "Found but not usable: {}: {flaw}", dir.display())?;
        }
        write!(f, "To install it: {}", self.install)
    }
}

#[cfg(test)]
#[path = "binaries_tests.rs"]
mod tests;
