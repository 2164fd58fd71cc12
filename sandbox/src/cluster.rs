//! One data directory: making it, and what lies where.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::address::{Address, PORT};
use crate::binaries::Binaries;
use crate::error::Error;
use crate::server_user::ServerUser;
use crate::settings::{self, HOST_BASED_ACCESS};

/// The name of the superuser that `initdb` makes.
pub(crate) const SUPERUSER: &str = "postgres";

/// Linux allows 107 bytes for a socket's path, the BSDs and macOS 103.
const SOCKET_PATH_LIMIT: usize = if cfg!(target_os = "linux") { 107 } else { 103 };

/// A server's directory, which is ours, with the data and sockets, which are the server's user's.
#[derive(Clone, Debug)]
pub(crate) struct Cluster {
    pub(crate) binaries: Binaries,
    pub(crate) user: ServerUser,
    dir: PathBuf,
}

impl Cluster {
    pub(crate) fn new(binaries: Binaries, user: ServerUser, dir: PathBuf) -> Result<Self, Error> {
        let cluster = Self { binaries, user, dir };
        let socket = cluster.socket();
        if socket.as_os_str().len() > SOCKET_PATH_LIMIT {
            return Err(Error::SocketPathTooLong { path: socket, limit: SOCKET_PATH_LIMIT });
        }
        Ok(cluster)
    }

    pub(crate) fn address(&self) -> Address {
        Address::Socket(self.dir.join("socket"))
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.dir.join("data")
    }

    pub(crate) fn configuration_file(&self) -> PathBuf {
        self.dir.join("postgresql.conf")
    }

    fn socket(&self) -> PathBuf {
        self.dir.join(format!("socket/.s.PGSQL.{PORT}"))
    }

    /// Where a server records that it uses the socket.
    pub(crate) fn socket_lock(&self) -> PathBuf {
        self.socket().with_added_extension("lock")
    }

    fn marker(&self) -> PathBuf {
        self.dir.join("complete")
    }

    /// Whether the data directory was made to its end, and since this system's last start.
    ///
    /// Without fsync a crash of the system may have left any mixture of old and new pages, so
    /// data from before a start of the system is not trusted.
    pub(crate) fn is_complete(&self) -> bool {
        fs::read_to_string(self.marker()).is_ok_and(|boot| boot == boot_id())
            && self.data().is_dir()
    }

    /// Makes a new data directory in place of whatever is there.
    pub(crate) fn create(&self, durable: bool, extra: &[(String, String)]) -> Result<(), Error> {
        self.clear()?;
        let unfinished = self.dir.join("data.new");
        for dir in [&unfinished, &self.dir.join("socket")] {
            DirBuilder::new()
                .mode(0o700)
                .create(dir)
                .and_then(|()| self.user.take_over(dir))
                .map_err(Error::file("create", dir))?;
        }
        self.initdb(&unfinished)?;
        let configuration = settings::configuration(&self.dir, durable, extra);
        write(&self.configuration_file(), &configuration)?;
        write(&self.dir.join("pg_hba.conf"), HOST_BASED_ACCESS)?;
        fs::rename(&unfinished, self.data()).map_err(Error::file("rename", unfinished))?;
        write(&self.marker(), &boot_id())
    }

    fn initdb(&self, data: &Path) -> Result<(), Error> {
        let mut outcome = Ok(());
        for locale in locales(self.binaries.version()) {
            let mut command = self.user.command(&self.binaries.program("initdb"));
            command
                .arg("--pgdata")
                .arg(data)
                .args(["--username", SUPERUSER, "--auth=trust", "--encoding=UTF8"])
                .args(["--no-sync", "--no-instructions"])
                .args(*locale);
            outcome = self.run("initdb", &mut command);
            // `initdb` leaves a directory that it did not make empty when it fails.
            if outcome.is_ok() {
                break;
            }
        }
        outcome
    }

    /// Runs one of the server's programs, its output going to the log.
    ///
    /// Never to our own: a server that held our output open would make whoever reads it wait
    /// for the server's end.
    pub(crate) fn run(&self, program: &'static str, command: &mut Command) -> Result<(), Error> {
        let log = self.log_file()?;
        let errors = log.try_clone().map_err(Error::file("open", self.log()))?;
        let status = command
            .stdout(log)
            .stderr(errors)
            .status()
            .map_err(|source| Error::Run { program: self.binaries.program(program), source })?;
        if status.success() {
            return Ok(());
        }
        Err(Error::Failed { program, status, log: self.log_tail() })
    }

    fn log(&self) -> PathBuf {
        self.dir.join("server.log")
    }

    fn log_file(&self) -> Result<File, Error> {
        OpenOptions::new()
            .create(true)
            .append(true)
            .mode(0o600)
            .open(self.log())
            .map_err(Error::file("open", self.log()))
    }

    /// Empties the log, which on a shared server would grow without end.
    pub(crate) fn start_new_log(&self) -> Result<(), Error> {
        let log = self.log_file()?;
        log.set_len(0).map_err(Error::file("empty", self.log()))
    }

    /// The last lines of the log, for an error's message.
    pub(crate) fn log_tail(&self) -> String {
        const LINES: usize = 20;
        let log = fs::read(self.log()).unwrap_or_default();
        let log = String::from_utf8_lossy(&log);
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(LINES)..].join("\n")
    }

    /// Removes the data of a server that does not run; what marks it complete goes first.
    pub(crate) fn clear(&self) -> Result<(), Error> {
        remove(&self.marker(), |path| fs::remove_file(path))?;
        for part in ["data", "data.new", "socket"] {
            remove(&self.dir.join(part), |path| fs::remove_dir_all(path))?;
        }
        Ok(())
    }

    /// Removes everything of a server that does not run.
    pub(crate) fn remove(&self) -> Result<(), Error> {
        self.clear()?;
        remove(&self.dir, |path| fs::remove_dir_all(path))
    }
}

/// Ways to say "order by code point, know letters beyond ASCII", the best first.
///
/// `PostgreSQL` 17 brings such a locale of its own; before, it is the system's, which may not
/// have one.
fn locales(version: u32) -> &'static [&'static [&'static str]] {
    const BUILTIN: &[&str] =
        &["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
    const SYSTEM: &[&str] = if cfg!(target_os = "macos") {
        &["--locale=C", "--lc-ctype=UTF-8"]
    } else {
        &["--locale=C.UTF-8"]
    };
    if version >= 17 { &[BUILTIN] } else { &[SYSTEM, &["--locale=C"]] }
}

/// What differs from one start of the system to the next; empty where the system does not tell.
fn boot_id() -> String {
    fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default()
}

fn write(path: &Path, text: &str) -> Result<(), Error> {
    fs::write(path, text).map_err(Error::file("write", path))?;
    // The server's user reads the configuration, whatever our umask is.
    let readable = std::os::unix::fs::PermissionsExt::from_mode(0o644);
    fs::set_permissions(path, readable).map_err(Error::file("set the permissions of", path))
}

fn remove(path: &Path, how: impl Fn(&Path) -> std::io::Result<()>) -> Result<(), Error> {
    match how(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Error::file("remove", path)(error))
        }
        _ => Ok(()),
    }
}
