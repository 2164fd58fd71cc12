//! What the command shows: to a person, to a pipe, or to a program.
//!
//! Results go to the standard output, everything else (progress, questions, errors) to the standard
//! error. With `--json` the standard output has JSON alone.

mod progress;
mod table;

use std::io::{self, BufRead, IsTerminal, Write};

use serde::Serialize;

pub(crate) use progress::Progress;
pub(crate) use table::{Align, Table};

use crate::failure::{Exit, Failure};

/// The narrowest terminal that output is made for, and the width of a pipe.
const USUAL_WIDTH: usize = 80;

pub(crate) struct Terminal {
    json: bool,
    yes: bool,
}

impl Terminal {
    pub(crate) const fn new(json: bool, yes: bool) -> Self {
        Self { json, yes }
    }

    /// Whether a program reads the output.
    pub(crate) const fn is_json(&self) -> bool {
        self.json
    }

    /// The columns there are: those of the terminal, or 80.
    pub(crate) fn width(&self) -> usize {
        console::Term::stdout().size_checked().map_or(USUAL_WIDTH, |(_, columns)| columns.into())
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

    /// A remark beside the result, such as a warning.
    pub(crate) fn note(&self, line: impl AsRef<str>) {
        // Nobody to tell it to is no reason to fail.
        drop(writeln!(io::stderr(), "{}", line.as_ref()));
    }

    /// How far a long job is, `total` of `unit` being all of it where that is known.
    pub(crate) fn progress(&self, what: &str, unit: &'static str, total: Option<u64>) -> Progress {
        Progress::start(what, unit, total, io::stderr().is_terminal() && !self.json)
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
        drop(write!(io::stderr(), "{question} [y/N] "));
        let mut answer = String::new();
        io::stdin().lock().read_line(&mut answer).map_err(Failure::Output)?;
        if ["y", "yes"].contains(&answer.trim().to_lowercase().as_str()) {
            return Ok(());
        }
        Err(Failure::Declined("nothing was done".to_owned()))
    }

    /// Tells why nothing came of it.
    pub(crate) fn fail(&self, failure: &Failure) -> Exit {
        let exit = failure.exit();
        if self.json {
            let told = serde_json::json!({ "error": failure.to_string(), "exit": exit as u8 });
            drop(self.write(&told.to_string()));
        }
        self.note(format!("annals: {failure}"));
        exit
    }

    fn write(&self, line: &str) -> Result<(), Failure> {
        writeln!(io::stdout().lock(), "{line}").map_err(Failure::Output)
    }
}
