//! The main process of a running server: finding it, stopping it, killing it.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal};

use crate::error::Error;
use crate::process;

/// How long a server may take to write what it holds and end.
const PATIENCE: Duration = Duration::from_mins(1);
const POLL_EVERY: Duration = Duration::from_millis(5);

/// The main process that serves a data directory.
///
/// It is signalled directly rather than through `pg_ctl`, so that a server can be stopped whose
/// programs are gone, or were replaced by another version's.
#[derive(Debug)]
pub(crate) struct Postmaster {
    pid: Pid,
    data: PathBuf,
}

/// How a server ends.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Shutdown {
    /// Sessions are ended and what was committed is written.
    Fast,
    /// Nothing is written, as in a crash, but shared memory is given back.
    Immediate,
}

impl Postmaster {
    /// The running main process of this data directory.
    pub(crate) fn of(data: &Path) -> Option<Self> {
        let pid = recorded(data)?;
        process::serves(pid, data).then(|| Self { pid, data: data.to_path_buf() })
    }

    /// Stops the server and waits for its end.
    pub(crate) fn stop(&self, how: Shutdown) -> Result<(), Error> {
        let signal = match how {
            Shutdown::Fast => Signal::INT,
            Shutdown::Immediate => Signal::QUIT,
        };
        self.signal(self.pid, signal)?;
        self.await_end(&[self.pid])
    }

    /// Ends all processes of the server at once with SIGKILL, as a failing machine would.
    pub(crate) fn kill(&self) -> Result<(), Error> {
        // Halted first, so that it starts no further process while its children are counted.
        self.signal(self.pid, Signal::STOP)?;
        let mut doomed = process::children(self.pid);
        doomed.push(self.pid);
        for &pid in &doomed {
            self.signal(pid, Signal::KILL)?;
        }
        self.await_end(&doomed)
    }

    fn signal(&self, pid: Pid, signal: Signal) -> Result<(), Error> {
        process::signal(pid, signal)
            .map_err(std::io::Error::from)
            .map_err(Error::file("signal the server of", &self.data))
    }

    fn await_end(&self, doomed: &[Pid]) -> Result<(), Error> {
        let deadline = Instant::now() + PATIENCE;
        while let Some(&pid) = doomed.iter().find(|&&pid| process::runs(pid)) {
            if Instant::now() > deadline {
                return Err(Error::StillRunning {
                    pid: pid.as_raw_nonzero().get(),
                    data: self.data.clone(),
                });
            }
            std::thread::sleep(POLL_EVERY);
        }
        Ok(())
    }
}

/// Stops the server of a data directory, if one runs.
pub(crate) fn stop(data: &Path, how: Shutdown) -> Result<(), Error> {
    Postmaster::of(data).map_or(Ok(()), |postmaster| postmaster.stop(how))
}

/// Removes the records of a dead server whose process number is taken, by another program or by
/// a zombie that nobody collects: the server would refuse to start on them.
///
/// A number that is free is left to the server, which knows more ways to tell.
pub(crate) fn forget_dead(data: &Path, socket_lock: &Path) -> Result<(), Error> {
    let records = [&data.join("postmaster.pid"), socket_lock];
    for record in records {
        if first_line(record).is_some_and(process::is_taken) {
            fs::remove_file(record).map_err(Error::file("remove", record))?;
        }
    }
    Ok(())
}

fn recorded(data: &Path) -> Option<Pid> {
    first_line(&data.join("postmaster.pid"))
}

fn first_line(record: &Path) -> Option<Pid> {
    let file = fs::read_to_string(record).ok()?;
    Pid::from_raw(file.lines().next()?.trim().parse().ok()?)
}
