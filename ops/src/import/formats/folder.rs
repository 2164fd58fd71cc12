//! `journal-files`: a folder of JSON files.

use std::{
    fs::{self, File},
    io,
    path::Path,
    sync::Arc,
};

use uuid::Uuid;

use super::{
    super::record::{Records, Source, SourceFile},
    fields::{Fields, Keeper},
    file,
    reading::Form,
    split::{End, Part, Piece, Splitter},
    topics::Topics,
};
use crate::failure::Failure;

/// The files that a folder may have, parents before their children.
const FILES: [(&str, Form); 5] = [
    ("topics.json", Form::Topics),
    ("sessions.json", Form::Sessions),
    ("entries.json", Form::Entries),
    ("psychology.json", Form::Articles),
    ("messages.json", Form::Messages),
];

/// A folder, whose topics are known.
pub(super) struct Folder {
    user_id: Uuid,
    files: Vec<SourceFile>,
    forms: Vec<Form>,
    topics: Arc<Topics>,
    unread: Vec<String>,
}

impl Folder {
    pub(super) fn open(folder: &Path, user_id: Uuid) -> Result<Self, Failure> {
        let is_folder = folder.metadata().map_err(Failure::file(folder))?.is_dir();
        if !is_folder {
            let path = folder.display();
            return Err(Failure::Usage(format!(
                "{path} is no folder: give the one with the files"
            )));
        }
        let mut files = Vec::new();
        let mut forms = Vec::new();
        for (name, form) in FILES {
            if let Some(file) = file::found(&folder.join(name), form)? {
                files.push(file);
                forms.push(form);
            }
        }
        if files.is_empty() {
            let names = FILES.map(|(name, _)| name).join(", ");
            let path = folder.display();
            return Err(Failure::Usage(format!("{path} has none of {names}: give another folder")));
        }
        let topics = match forms.first() {
            Some(Form::Topics) => topics(&files[0])?,
            _ => Topics::default(),
        };
        let unread = others(folder).map_err(Failure::file(folder))?;
        Ok(Self { user_id, files, forms, topics: Arc::new(topics), unread })
    }
}

impl Source for Folder {
    fn files(&self) -> &[SourceFile] {
        &self.files
    }

    fn unread(&self) -> &[String] {
        &self.unread
    }

    fn records(&self, file: &SourceFile) -> Result<Records, Failure> {
        let position = self.files.iter().position(|known| known.path == file.path);
        let form = position.map_or(Form::Entries, |position| self.forms[position]);
        file::records(file, form, self.user_id, self.topics.clone())
    }
}

/// The JSON files of other names, sorted.
fn others(folder: &Path) -> io::Result<Vec<String>> {
    let mut others = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let is_json = path.extension().is_some_and(|it| it.eq_ignore_ascii_case("json"));
        if is_json && path.is_file() && !FILES.iter().any(|(known, _)| *known == name) {
            others.push(name.into_owned());
        }
    }
    others.sort();
    Ok(others)
}

/// What entries may name. A topic that can't be read is told when its file is.
fn topics(file: &SourceFile) -> Result<Topics, Failure> {
    let opened = File::open(&file.path).map_err(Failure::file(&file.path))?;
    let mut splitter = Splitter::new(opened);
    let mut topics = Topics::default();
    while let Some(part) = splitter.next().map_err(Failure::file(&file.path))? {
        let Part::Record(Piece { bytes, key, end: End::Whole, .. }) = part else { continue };
        super::escapes::replace(bytes);
        let Ok(json) = std::str::from_utf8(bytes) else { continue };
        if let Ok(mut fields) = Fields::of(json, Keeper::Report) {
            topics.add(&mut fields, key)?;
        }
    }
    Ok(topics)
}
