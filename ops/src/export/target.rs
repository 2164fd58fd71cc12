//! Where an export goes: a file that is there when it is whole, or the standard output.

use std::{
    fs::File,
    io::{self, BufWriter, StdoutLock, Write},
    path::{Path, PathBuf},
};

use tempfile::NamedTempFile;

use crate::{failure::Failure, terminal::Terminal};

/// What stands for the standard output.
pub(super) const STDOUT: &str = "-";

/// Bytes that are written at once.
const BUFFER: usize = 1 << 18;

/// What an export is written to. One that is dropped before it is finished leaves nothing behind.
pub(super) enum Target {
    File { file: BufWriter<NamedTempFile>, path: PathBuf },
    Stdout(BufWriter<StdoutLock<'static>>),
}

impl Target {
    /// A file beside the one that is meant, which only its owner may read; or the standard output.
    pub(super) fn open(path: &Path, terminal: &Terminal) -> Result<Self, Failure> {
        if path.as_os_str() == STDOUT {
            return Ok(Self::Stdout(BufWriter::with_capacity(BUFFER, io::stdout().lock())));
        }
        if path.is_dir() {
            return Err(Failure::Usage(format!(
                "{} is a folder: name a file in it",
                path.display()
            )));
        }
        if path.exists() {
            terminal.confirm(&format!("{} is there already. Replace it?", path.display()))?;
        }
        let file = tempfile::Builder::new()
            .prefix(".annals-export-")
            .tempfile_in(folder_of(path))
            .map_err(Failure::file(path))?;
        let file = BufWriter::with_capacity(BUFFER, file);
        Ok(Self::File { file, path: path.to_owned() })
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        match self {
            Self::File { file, path } => file.write_all(bytes).map_err(Failure::file(&*path)),
            Self::Stdout(stdout) => stdout.write_all(bytes).map_err(Failure::Output),
        }
    }

    /// Makes the file safe on the disk, then gives it its name.
    pub(super) fn finish(self) -> Result<(), Failure> {
        match self {
            Self::File { file, path } => {
                let fault = || Failure::file(path.clone());
                let file = file.into_inner().map_err(|error| fault()(error.into_error()))?;
                file.as_file().sync_all().map_err(fault())?;
                file.persist(&path).map_err(|error| fault()(error.error))?;
                settle(folder_of(&path)).map_err(fault())
            }
            Self::Stdout(mut stdout) => stdout.flush().map_err(Failure::Output),
        }
    }
}

/// The folder that a path lies in.
pub(super) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes the names in a folder safe on the disk.
pub(super) fn settle(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}
