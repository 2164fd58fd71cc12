//! `journal-memory`: one JSON file, the dump of an in-memory store.

use std::{path::Path, sync::Arc};

use uuid::Uuid;

use super::{
    super::record::{Records, Source, SourceFile},
    file,
    reading::Form,
    topics::Topics,
};
use crate::failure::Failure;

/// The one file.
pub(super) struct Dump {
    user_id: Uuid,
    files: [SourceFile; 1],
}

impl Dump {
    pub(super) fn open(path: &Path, user_id: Uuid) -> Result<Self, Failure> {
        let file = file::found(path, Form::Dumped)?;
        let missing = || Failure::Usage(format!("there is no file {}", path.display()));
        Ok(Self { user_id, files: [file.ok_or_else(missing)?] })
    }
}

impl Source for Dump {
    fn files(&self) -> &[SourceFile] {
        &self.files
    }

    fn records(&self, file: &SourceFile) -> Result<Records, Failure> {
        file::records(file, Form::Dumped, self.user_id, Arc::new(Topics::default()))
    }
}
