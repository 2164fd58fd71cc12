//! A file of a source: whether it is there, and its records.

use std::{fs::File, io, path::Path, sync::Arc};

use uuid::Uuid;

use super::{
    super::record::{Records, SourceFile},
    ids::Repeats,
    reading::{Form, Reader},
    records::FileRecords,
    split::Splitter,
    topics::Topics,
};
use crate::failure::Failure;

/// A file. `None`: there is none.
pub(super) fn found(path: &Path, form: Form) -> Result<Option<SourceFile>, Failure> {
    let about = match path.metadata() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        about => about.map_err(Failure::file(path))?,
    };
    if !about.is_file() {
        return Err(Failure::Usage(format!("{} is no file", path.display())));
    }
    let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    let (path, size) = (path.to_owned(), about.len());
    Ok(Some(SourceFile { name: name.into(), path, kind: form.kind(), size }))
}

/// Its records, from the first.
pub(super) fn records(
    file: &SourceFile,
    form: Form,
    user_id: Uuid,
    topics: Arc<Topics>,
) -> Result<Records, Failure> {
    let opened = File::open(&file.path).map_err(Failure::file(&file.path))?;
    Ok(Box::new(FileRecords {
        splitter: Splitter::new(opened),
        reader: Reader { form, user_id, topics, repeats: Repeats::default() },
        file: file.name.clone(),
        path: file.path.clone(),
        failed: false,
    }))
}
