//! Where what is written goes: a file that takes its name when it is whole, or a pipe or device as it is.

use std::{
    fs::{self, File},
    io,
    os::{
        fd::{AsFd, OwnedFd},
        unix::fs::FileTypeExt,
    },
    path::{Path, PathBuf},
};

use crate::failure::Failure;

const STDOUT: [&str; 4] = ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"];
const STDERR: [&str; 3] = ["/dev/stderr", "/dev/fd/2", "/proc/self/fd/2"];

/// A path that a user names to be written.
#[derive(Debug)]
pub(crate) enum Place {
    /// A file, or none yet. Where the path is a link, what it leads to.
    File(PathBuf),
    /// A pipe, or a device such as `/dev/null`: a file that took its name would stand in its place. So
    /// would one that took that of `/dev/stderr`, whatever that leads to: it is what is open already.
    Stream(File),
}

impl Place {
    /// A named pipe waits for who reads it.
    pub(crate) fn of(path: &Path) -> Result<Self, Failure> {
        if let Some(standard) = standard(path) {
            return Ok(Self::Stream(standard.map_err(Failure::file(path))?.into()));
        }
        let Ok(there) = fs::metadata(path) else { return Ok(Self::File(path.to_owned())) };
        let kind = there.file_type();
        if kind.is_fifo() || kind.is_char_device() {
            let stream = File::options().write(true).open(path).map_err(Failure::file(path))?;
            return Ok(Self::Stream(stream));
        }
        if kind.is_dir() {
            return Err(Failure::Usage(format!(
                "{} is a folder: name a file in it",
                path.display()
            )));
        }
        if !kind.is_file() {
            return Err(Failure::Usage(format!(
                "{} is neither a file nor a pipe: name one",
                path.display()
            )));
        }
        Ok(Self::File(fs::canonicalize(path).map_err(Failure::file(path))?))
    }
}

/// Is it the standard output, by any of its names?
pub(crate) fn is_stdout(path: &Path) -> bool {
    STDOUT.iter().any(|name| path.as_os_str() == *name)
}

/// The standard output or standard error, by the names that the system has for them. `None`: neither.
fn standard(path: &Path) -> Option<io::Result<OwnedFd>> {
    if STDOUT[1..].iter().any(|name| path.as_os_str() == *name) {
        return Some(io::stdout().as_fd().try_clone_to_owned());
    }
    let is_stderr = STDERR.iter().any(|name| path.as_os_str() == *name);
    is_stderr.then(|| io::stderr().as_fd().try_clone_to_owned())
}

/// The folder that a path lies in.
pub(crate) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes the names in a folder safe on the disk.
pub(crate) fn settle(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::net::UnixListener, path::Path};

    use super::Place;

    #[test]
    fn devices_are_written_as_they_are_and_links_followed() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| fs::canonicalize(folder.path()).unwrap().join(name);
        fs::write(at("file"), "").unwrap();
        std::os::unix::fs::symlink("file", at("link")).unwrap();
        std::os::unix::fs::symlink("/dev/null", at("device")).unwrap();
        let _listening = UnixListener::bind(at("socket")).unwrap();
        let of = |path: &Path| match Place::of(path) {
            Ok(Place::File(path)) => Ok(Some(path)),
            Ok(Place::Stream(_)) => Ok(None),
            Err(failure) => Err(failure.to_string()),
        };
        assert_eq!(of(&at("new")), Ok(Some(at("new"))));
        assert_eq!(of(&at("file")), Ok(Some(at("file"))));
        assert_eq!(of(&at("link")), Ok(Some(at("file"))));
        for device in ["/dev/null", "/dev/stderr", "/dev/fd/1"] {
            assert_eq!(of(Path::new(device)), Ok(None), "{device}");
        }
        assert_eq!(of(&at("device")), Ok(None));
        let told = of(&at("socket")).unwrap_err();
        assert!(told.ends_with("socket is neither a file nor a pipe: name one"), "{told}");
        let told = of(folder.path()).unwrap_err();
        assert!(told.ends_with("is a folder: name a file in it"), "{told}");
    }
}
