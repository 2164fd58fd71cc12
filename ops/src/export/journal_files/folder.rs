//! A folder that is there when all its files are.

use std::{
    fs::{self, File, OpenOptions},
    io::{BufWriter, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use tempfile::TempDir;

use crate::{
    failure::Failure,
    place::{folder_of, settle},
};

/// A folder beside the one that is meant. One that is dropped before it is finished leaves nothing.
pub(super) struct Folder {
    folder: TempDir,
    path: PathBuf,
}

/// A file of it: a JSON list.
pub(super) struct List {
    file: BufWriter<File>,
    path: PathBuf,
    is_empty: bool,
}

impl Folder {
    pub(super) fn begin(path: &Path) -> Result<Self, Failure> {
        if fs::read_dir(path).is_ok_and(|mut files| files.next().is_some()) || path.is_file() {
            return Err(Failure::Usage(format!(
                "{} is there already: name a new folder, or an empty one",
                path.display()
            )));
        }
        let folder = tempfile::Builder::new()
            .prefix(".annals-export-")
            .tempdir_in(folder_of(path))
            .map_err(Failure::file(path))?;
        Ok(Self { folder, path: path.to_owned() })
    }

    /// A new file, which only its owner may read.
    pub(super) fn list(&self, name: &str) -> Result<List, Failure> {
        let path = self.folder.path().join(name);
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path);
        let mut file = BufWriter::with_capacity(1 << 18, file.map_err(Failure::file(&path))?);
        file.write_all(b"[").map_err(Failure::file(&path))?;
        Ok(List { file, path, is_empty: true })
    }

    /// Gives it its name.
    pub(super) fn finish(self) -> Result<(), Failure> {
        let done = settle(self.folder.path())
            .and_then(|()| fs::rename(self.folder.path(), &self.path))
            .and_then(|()| settle(folder_of(&self.path)));
        done.map_err(Failure::file(&self.path))
    }
}

impl List {
    pub(super) fn push(&mut self, record: &str) -> Result<(), Failure> {
        let between: &[u8] = if self.is_empty { b"\n" } else { b",\n" };
        self.is_empty = false;
        let written =
            self.file.write_all(between).and_then(|()| self.file.write_all(record.as_bytes()));
        written.map_err(Failure::file(&self.path))
    }

    /// Makes it safe on the disk.
    pub(super) fn finish(mut self) -> Result<(), Failure> {
        let written = self
            .file
            .write_all(b"\n]\n")
            .and_then(|()| self.file.flush())
            .and_then(|()| self.file.get_ref().sync_all());
        written.map_err(Failure::file(&self.path))
    }
}
