//! What the command shows: to a person, to a pipe, or to a program.
//!
//! Results go to the standard output, everything else (progress, questions, errors) to the standard
//! error. With `--json` the standard output has JSON alone.

mod progress;
mod table;
mod text;

use std::{
    io::{self, BufRead, IsTerminal, Write},
    sync::Mutex,
};

use indicatif::WeakProgressBar;
use serde::Serialize;

pub(crate) use progress::Progress;
pub(crate) use table::{Align, Table};
pub(crate) use text::{cut, harmless, size, span, time, wrap};

use crate::{
    failure::{Exit, Failure},
    interrupt,
};

/// The width of a pipe, and of a terminal that does not tell its own.
const USUAL_WIDTH: usize = 80;

/// What is written for a terminal that is narrower still is broken by the terminal itself.
const NARROWEST: usize = 40;

pub(crate) struct Terminal {
    json: bool,
    yes: bool,
    width: usize,
    /// What is drawn at the foot of the terminal, and must make way for a line.
    bar: Mutex<WeakProgressBar>,
}

impl Terminal {
    pub(crate) fn new(json: bool, yes: bool) -> Self {
        let size = console::Term::stdout().size_checked();
        let width = size.map_or(USUAL_WIDTH, |(_, columns)| NARROWEST.max(columns.into()));
        Self { json, yes, width, bar: Mutex::default() }
    }

    /// Whether a program reads the output.
    pub(crate) const fn is_json(&self) -> bool {
        self.json
    }

    /// The columns there are: those of the terminal, or 80.
    pub(crate) const fn width(&self) -> usize {
        self.width
    }

    /// A line of the result, for people: not written with `--json`.
    pub(crate) fn say(&self, line: impl AsRef<str>) -> Result<(), Failure> {
        if self.json { Ok(()) } else { self.write(line.as_ref()) }
    }

    /// The result, for programs: a document in one line, written with `--json` alone.
    pub(crate) fn give(&self, result: &impl Serialize) -> Result<(), Failure> {
        if !self.json {
            return Ok(());
        }
        let text = serde_json::to_string(result)
            .map_err(|error| Failure::Other(format!("the result can't be written: {error}")))?;
        self.write(&text)
    }

    /// A result that is a text of its own kind, such as a script: written as it is.
    pub(crate) fn pour(&self, text: &[u8]) -> Result<(), Failure> {
        let write =
            |mut output: io::StdoutLock| output.write_all(text).and_then(|()| output.flush());
        self.above_the_bar(|| write(io::stdout().lock())).map_err(Failure::Output)
    }

    /// A remark beside the result, such as a warning.
    pub(crate) fn note(&self, line: impl AsRef<str>) {
        // Nobody to tell it to is no reason to fail.
        self.above_the_bar(|| drop(writeln!(io::stderr(), "{}", line.as_ref())));
    }

    /// How far a long job is, `total` of `unit` being all of it where that is known.
    pub(crate) fn progress(&self, what: &str, unit: &'static str, total: Option<u64>) -> Progress {
        let progress = Progress::start(what, unit, total, io::stderr().is_terminal() && !self.json);
        if let Ok(mut bar) = self.bar.lock() {
            *bar = progress.bar();
        }
        progress
    }

    /// Asks before something is destroyed. `--yes` answers it; where nobody can be asked, it is
    /// declined, and the error says so.
    pub(crate) fn confirm(&self, question: &str) -> Result<(), Failure> {
        if self.yes {
            return Ok(());
        }
        if !io::stdin().is_terminal() {
            return Err(Failure::Declined(format!(
                "{question} There is nobody to ask: give --yes"
            )));
        }
        self.above_the_bar(|| drop(write!(io::stderr(), "{question} [y/N] ")));
        let mut answer = String::new();
        interrupt::while_asking(|| io::stdin().lock().read_line(&mut answer))
            .map_err(Failure::Output)?;
        if ["y", "yes"].contains(&answer.trim().to_lowercase().as_str()) {
            return Ok(());
        }
        Err(Failure::Declined("nothing was done".to_owned()))
    }

    /// Tells why nothing came of it; nothing where nobody listens any more.
    pub(crate) fn fail(&self, failure: &Failure) -> Exit {
        let exit = failure.exit();
        if exit == Exit::NobodyReads {
            return exit;
        }
        if self.json {
            let told = serde_json::json!({ "error": failure.to_string(), "exit": exit as u8 });
            drop(self.write(&told.to_string()));
        }
        self.note(format!("annals: {failure}"));
        exit
    }

    fn write(&self, line: &str) -> Result<(), Failure> {
        self.above_the_bar(|| writeln!(io::stdout().lock(), "{line}")).map_err(Failure::Output)
    }

    /// Writes while the bar is away, and draws it again below.
    fn above_the_bar<T>(&self, write: impl FnOnce() -> T) -> T {
        let bar = self.bar.lock().ok().and_then(|bar| bar.upgrade());
        match bar {
            Some(bar) if !bar.is_hidden() => bar.suspend(write),
            _ => write(),
        }
    }
}
