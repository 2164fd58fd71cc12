//! Any bytes, read as each kind of file.

use std::{io::Cursor, path::PathBuf, sync::Arc};

use uuid::Uuid;

use super::{
    ids::Repeats,
    reading::{Form, Reader},
    records::FileRecords,
    split::Splitter,
    topics::Topics,
};

/// Reads bytes as each kind of file, and drops what comes of it. It must end, without a panic.
#[doc(hidden)]
pub fn fuzz_formats(bytes: &[u8]) {
    for form in FORMS {
        of(bytes.to_vec(), form).for_each(drop);
    }
}

const FORMS: [Form; 6] =
    [Form::Topics, Form::Sessions, Form::Entries, Form::Articles, Form::Messages, Form::Dumped];

/// The records of such bytes.
pub(super) fn of(bytes: Vec<u8>, form: Form) -> FileRecords<Cursor<Vec<u8>>> {
    FileRecords {
        splitter: Splitter::new(Cursor::new(bytes)),
        reader: Reader {
            form,
            user_id: Uuid::nil(),
            topics: Arc::new(Topics::default()),
            repeats: Repeats::default(),
        },
        file: "bytes".into(),
        path: PathBuf::from("bytes"),
        failed: false,
    }
}
