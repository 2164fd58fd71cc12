//! Where an export goes: a file that is there when it is whole, a pipe, or the standard output.

use std::{
    fs::File,
    io::{self, BufWriter, StdoutLock, Write},
    path::{Path, PathBuf},
};

use tempfile::NamedTempFile;

use crate::{
    failure::Failure,
    place::{Place, folder_of, is_stdout, settle},
    terminal::Terminal,
};

/// Bytes that are written at once.
const BUFFER: usize = 1 << 18;

/// What an export is written to. A file that is dropped before it is finished leaves nothing behind; who reads
/// a pipe knows by the last line whether it has all.
pub(super) enum Target {
    File { file: BufWriter<NamedTempFile>, path: PathBuf },
    Stream { stream: BufWriter<File>, path: PathBuf },
    Stdout(BufWriter<StdoutLock<'static>>),
}

impl Target {
    /// A file beside the one that is meant, which only its owner may read; a pipe; or the standard output.
    pub(super) fn open(path: &Path, terminal: &Terminal) -> Result<Self, Failure> {
        if is_stdout(path) {
            return Ok(Self::Stdout(BufWriter::with_capacity(BUFFER, io::stdout().lock())));
        }
        let path = match Place::of(path)? {
            Place::File(path) => path,
            Place::Stream(stream) => {
                let stream = BufWriter::with_capacity(BUFFER, stream);
                return Ok(Self::Stream { stream, path: path.to_owned() });
            }
        };
        if path.exists() {
            terminal.confirm(&format!("{} is there already. Replace it?", path.display()))?;
        }
        let file = tempfile::Builder::new()
            .prefix(".annals-export-")
            .tempfile_in(folder_of(&path))
            .map_err(Failure::file(&path))?;
        let file = BufWriter::with_capacity(BUFFER, file);
        Ok(Self::File { file, path })
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        match self {
            Self::File { file, path } => file.write_all(bytes).map_err(Failure::file(&*path)),
            Self::Stream { stream, path } => stream.write_all(bytes).map_err(Failure::file(&*path)),
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
            Self::Stream { mut stream, path } => stream.flush().map_err(Failure::file(path)),
            Self::Stdout(mut stdout) => stdout.flush().map_err(Failure::Output),
        }
    }
}
