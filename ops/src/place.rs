//! Where what is written goes: a file that takes its name when it is whole, or a pipe or device as it is.

use std::{
    fs::{self, File},
    io,
    os::unix::fs::FileTypeExt,
    path::{Path, PathBuf},
};

use crate::failure::Failure;

/// A path that a user names to be written.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// A file, or none yet. Where the path is a link, what it leads to.
    File(PathBuf),
    /// A pipe, or a device such as `/dev/null`: a file that took its name would stand in its place.
    Stream,
}

impl Place {
    pub(crate) fn of(path: &Path) -> Result<Self, Failure> {
        let Ok(there) = fs::metadata(path) else { return Ok(Self::File(path.to_owned())) };
        let kind = there.file_type();
        if kind.is_fifo() || kind.is_char_device() {
            return Ok(Self::Stream);
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

/// Opens a pipe or device to be written. A named pipe waits for who reads it.
pub(crate) fn open_stream(path: &Path) -> io::Result<File> {
    File::options().write(true).open(path)
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
        let of = |path: &Path| Place::of(path).map_err(|failure| failure.to_string());
        assert_eq!(of(&at("new")), Ok(Place::File(at("new"))));
        assert_eq!(of(&at("file")), Ok(Place::File(at("file"))));
        assert_eq!(of(&at("link")), Ok(Place::File(at("file"))));
        assert_eq!(of(Path::new("/dev/null")), Ok(Place::Stream));
        assert_eq!(of(&at("device")), Ok(Place::Stream));
        let told = of(&at("socket")).unwrap_err();
        assert!(told.ends_with("socket is neither a file nor a pipe: name one"), "{told}");
        let told = of(folder.path()).unwrap_err();
        assert!(told.ends_with("is a folder: name a file in it"), "{told}");
    }
}
