//! Looks at and signals processes of the operating system.

use std::path::Path;

use rustix::io::Errno;
use rustix::process::{Pid, Signal, kill_process, test_kill_process};

/// Sends a signal; a process that is gone already is as good as ended.
pub(crate) fn signal(pid: Pid, signal: Signal) -> Result<(), Errno> {
    match kill_process(pid, signal) {
        Err(Errno::SRCH) => Ok(()),
        outcome => outcome,
    }
}

/// Whether any process has this number, be it a zombie or another user's.
pub(crate) fn is_taken(pid: Pid) -> bool {
    test_kill_process(pid) != Err(Errno::SRCH)
}

/// Whether this process is a server of the directory `data`.
///
/// A `postmaster.pid` may have been left by a killed server and its number taken over by another
/// program, so the number alone proves nothing.
pub(crate) fn serves(pid: Pid, data: &Path) -> bool {
    system::command_line(pid).is_some_and(|line| line.contains(&*data.to_string_lossy()))
}

/// The processes that `parent` started and that still run.
pub(crate) fn children(parent: Pid) -> Vec<Pid> {
    system::running()
        .into_iter()
        .filter(|process| Pid::from_raw(process.parent) == Some(parent))
        .filter_map(|process| Pid::from_raw(process.pid))
        .collect()
}

/// Whether a process still runs; a zombie, ended but not collected by its parent, does not.
pub(crate) fn runs(pid: Pid) -> bool {
    system::running().iter().any(|process| Pid::from_raw(process.pid) == Some(pid))
}

struct Running {
    pid: i32,
    parent: i32,
}

#[cfg(target_os = "linux")]
mod system {
    use std::fs;

    use rustix::process::Pid;

    use super::Running;

    /// Empty for a zombie.
    pub(super) fn command_line(pid: Pid) -> Option<String> {
        let line = fs::read(format!("/proc/{}/cmdline", pid.as_raw_nonzero())).ok()?;
        Some(String::from_utf8_lossy(&line).into_owned())
    }

    pub(super) fn running() -> Vec<Running> {
        let Ok(entries) = fs::read_dir("/proc") else {
            return Vec::new();
        };
        entries
            .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
            .filter_map(read)
            .collect()
    }

    fn read(pid: i32) -> Option<Running> {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        // The name before it stands in parentheses and may hold any character.
        let mut fields = stat.rsplit_once(") ")?.1.split(' ');
        let state = fields.next()?;
        let parent = fields.next()?.parse().ok()?;
        (state != "Z" && state != "X").then_some(Running { pid, parent })
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    use std::process::Command;

    use rustix::process::Pid;

    use super::Running;

    pub(super) fn command_line(pid: Pid) -> Option<String> {
        ps(&["-o", "args=", "-p", &pid.as_raw_nonzero().to_string()])
    }

    pub(super) fn running() -> Vec<Running> {
        let listing = ps(&["-axo", "pid=,ppid=,stat="]).unwrap_or_default();
        listing.lines().filter_map(read).collect()
    }

    fn read(line: &str) -> Option<Running> {
        let mut fields = line.split_whitespace();
        let pid = fields.next()?.parse().ok()?;
        let parent = fields.next()?.parse().ok()?;
        (!fields.next()?.starts_with('Z')).then_some(Running { pid, parent })
    }

    fn ps(arguments: &[&str]) -> Option<String> {
        let output = Command::new("ps").args(arguments).output().ok()?;
        Some(String::from_utf8_lossy(&output.stdout).into_owned())
    }
}
