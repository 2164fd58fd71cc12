//! The report: a line of JSON for whatever is to be said of a record.

use std::{
    fs::{self, File},
    io::{BufWriter, Write},
    path::PathBuf,
};

use serde::Serialize;
use serde_json::json;

use super::{
    super::record::{self, Kind},
    fate::Fate,
};
use crate::{failure::Failure, place::Place};

/// Written under another name until it is complete, if it is a file.
pub(super) struct Report {
    /// As it was asked for.
    path: PathBuf,
    /// `None`: a pipe or device.
    file: Option<PathBuf>,
    is_asked_for: bool,
    part: Option<BufWriter<File>>,
    lines: u64,
    /// What it tells has happened, whatever happens next.
    is_kept: bool,
}

#[derive(Serialize)]
struct Line<'a> {
    #[serde(flatten)]
    place: &'a record::Place,
    kind: Kind,
    outcome: &'static str,
    #[serde(flatten)]
    said: serde_json::Value,
}

impl Report {
    /// Where nobody asked for it, it is there only if it has something to say. Whether it can be written
    /// is found out before anything else is.
    pub(super) fn new(path: Option<PathBuf>, run: uuid::Uuid) -> Result<Self, Failure> {
        let is_asked_for = path.is_some();
        let path = path.unwrap_or_else(|| format!("annals-import-{run}.jsonl").into());
        let (file, part) = match Place::of(&path)? {
            Place::File(file) => (Some(file), None),
            Place::Stream(stream) => (None, Some(BufWriter::new(stream))),
        };
        let mut report = Self { path, file, is_asked_for, part, lines: 0, is_kept: false };
        if is_asked_for {
            report.part()?;
        }
        Ok(report)
    }

    /// Says what there is to say of a record.
    pub(super) fn tell(&mut self, fate: &Fate) -> Result<(), Failure> {
        if let Some(refusal) = &fate.refusal {
            let said = json!({ "reason": refusal.reason, "excerpt": refusal.excerpt });
            return self.line(fate, "refused", said);
        }
        if (fate.is_written || fate.is_empty) && !fate.adjustments.is_empty() {
            self.line(fate, "adjusted", json!({ "adjustments": fate.adjustments }))?;
        }
        if !fate.notes.is_empty() {
            self.line(fate, "there", json!({ "notes": fate.notes }))?;
        }
        Ok(())
    }

    /// Says how a record that was read back differs.
    pub(super) fn differs(&mut self, fate: &Fate) -> Result<(), Failure> {
        self.line(fate, "different", json!({ "notes": fate.notes }))
    }

    fn line(
        &mut self,
        fate: &Fate,
        outcome: &'static str,
        said: serde_json::Value,
    ) -> Result<(), Failure> {
        let line = Line { place: &fate.place, kind: fate.kind, outcome, said };
        let text = serde_json::to_string(&line)
            .map_err(|error| Failure::Other(format!("the report can't be written: {error}")))?;
        let path = self.written();
        self.lines += 1;
        writeln!(self.part()?, "{text}").map_err(Failure::file(path))
    }

    /// What was told so far is committed: it stays even if the run ends early.
    pub(super) fn keep(&mut self) -> Result<(), Failure> {
        self.is_kept = true;
        let path = self.written();
        self.part.as_mut().map_or(Ok(()), BufWriter::flush).map_err(Failure::file(path))
    }

    /// Completes it. `None`: there was nothing to say, and nobody asked for it.
    pub(super) fn finish(&mut self) -> Result<Option<PathBuf>, Failure> {
        if self.lines == 0 && !self.is_asked_for {
            return Ok(None);
        }
        let written = self.written();
        self.part()?.flush().map_err(Failure::file(&written))?;
        self.part = None;
        if let Some(path) = &self.file {
            fs::rename(written, path).map_err(Failure::file(path))?;
        }
        Ok(Some(self.path.clone()))
    }

    fn part(&mut self) -> Result<&mut BufWriter<File>, Failure> {
        let part = if let Some(part) = self.part.take() {
            part
        } else {
            let path = self.written();
            BufWriter::new(File::create(&path).map_err(Failure::file(path))?)
        };
        Ok(self.part.insert(part))
    }

    /// What is written to.
    fn written(&self) -> PathBuf {
        let Some(path) = &self.file else { return self.path.clone() };
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(".part");
        path.with_file_name(name)
    }
}

impl Drop for Report {
    /// A run that ended early and left nothing in the database leaves no report either.
    fn drop(&mut self) {
        if self.part.take().is_some() && self.file.is_some() && !self.is_kept {
            drop(fs::remove_file(self.written()));
        }
    }
}
