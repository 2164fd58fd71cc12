//! The table on the terminal, and the same in `target/bench/report.json`.

use std::{error::Error, fs, path::Path};

use serde::Serialize;

use crate::measure::Measured;

/// All lines so far.
#[derive(Default)]
pub(crate) struct Report {
    lines: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    name: String,
    annals_us: f64,
    peer: &'static str,
    peer_us: f64,
    ratio: f64,
    note: String,
}

impl Report {
    /// Prints a line and keeps it.
    #[expect(clippy::print_stdout, reason = "the table is what the command is for")]
    pub(crate) fn add(
        &mut self,
        name: String,
        peer: &'static str,
        measured: &Measured,
        note: &str,
    ) {
        if self.lines.is_empty() {
            println!("{:<34} {:>11} {:>11} {:>6}  peer", "", "annals µs", "peer µs", "ratio");
        }
        let annals_us = measured.annals.as_secs_f64() * 1e6;
        let peer_us = measured.peer.as_secs_f64() * 1e6;
        let ratio = annals_us / peer_us;
        println!("{name:<34} {annals_us:>11.0} {peer_us:>11.0} {ratio:>6.2}  {peer}: {note}");
        let note = note.to_owned();
        self.lines.push(Line { name, annals_us, peer, peer_us, ratio, note });
    }

    /// Writes the file.
    pub(crate) fn finish(&self) -> Result<(), Box<dyn Error>> {
        let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/bench");
        fs::create_dir_all(&directory)?;
        let json = serde_json::to_string_pretty(&self.lines)?;
        fs::write(directory.join("report.json"), json)?;
        Ok(())
    }
}
