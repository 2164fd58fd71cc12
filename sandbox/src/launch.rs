//! Starts the server of a data directory.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::cluster::Cluster;
use crate::error::Error;
use crate::postmaster::{self, Postmaster};

/// How long a server may take to recover from a crash.
const PATIENCE: Duration = Duration::from_mins(1);
const POLL_EVERY: Duration = Duration::from_millis(20);

impl Cluster {
    /// Starts the server and returns once it accepts connections; it outlives this process.
    ///
    /// Nothing happens if it runs.
    pub(crate) fn start(&self) -> Result<(), Error> {
        if Postmaster::of(&self.data()).is_some() {
            return Ok(());
        }
        postmaster::forget_dead(&self.data(), &self.socket_lock())?;
        let deadline = Instant::now() + PATIENCE;
        loop {
            self.start_new_log()?;
            let outcome = self.pg_ctl_start();
            // What a killed server left running notices within moments and ends.
            let waits = matches!(&outcome, Err(Error::Failed { log, .. })
                if log.contains("pre-existing shared memory block"));
            if !waits || Instant::now() > deadline {
                return outcome;
            }
            std::thread::sleep(POLL_EVERY);
        }
    }

    /// `pg_ctl` takes the server out of our session and process group, so that neither Ctrl-C
    /// nor a test runner's time limit ends it.
    fn pg_ctl_start(&self) -> Result<(), Error> {
        let configuration = shell_quoted(&self.configuration_file());
        let mut command = self.user.command(&self.binaries.program("pg_ctl"));
        command
            .args(["start", "--silent", "--wait", "--pgdata"])
            .arg(self.data())
            .arg(format!("--timeout={}", PATIENCE.as_secs()))
            .arg(format!("--options=-c config_file={configuration}"));
        self.run("pg_ctl", &mut command)
    }
}

/// `pg_ctl` hands the options to a shell.
fn shell_quoted(path: &Path) -> String {
    format!("'{}'", path.to_string_lossy().replace('\'', r"'\''"))
}
