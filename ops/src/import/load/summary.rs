//! What a run says in the end.

use serde_json::json;

use super::{super::record::Kind, run::Whole, tally::Counts};
use crate::{
    failure::{Exit, Failure},
    terminal::{Align, Table, Terminal, harmless, wrap},
};

impl Whole {
    /// Says it, and how the command ends.
    pub(crate) fn show(&self, terminal: &Terminal) -> Result<Exit, Failure> {
        for line in self.table().lines(terminal.width()) {
            terminal.say(line)?;
        }
        terminal.say("")?;
        for line in self.remarks(terminal.width()) {
            terminal.say(line)?;
        }
        terminal.give(&self.document())?;
        let total = self.tally.total();
        Ok(if total.refused + total.different > 0 { Exit::Findings } else { Exit::Done })
    }

    fn table(&self) -> Table {
        let mut table = Table::new([
            ("Kind", Align::Left),
            ("In source", Align::Right),
            ("Imported", Align::Right),
            ("There", Align::Right),
            ("Adjusted", Align::Right),
            ("Refused", Align::Right),
            ("Verified", Align::Right),
        ]);
        let mut add = |name: &str, counts: Counts| {
            let written = |count: u64| match self.writing {
                Some(_) => count.to_string(),
                None => "–".to_owned(),
            };
            let verified = self.verifying.map_or("–".to_owned(), |_| counts.verified.to_string());
            table.row([
                name.to_owned(),
                counts.in_source.to_string(),
                written(counts.imported),
                written(counts.there),
                written(counts.adjusted),
                counts.refused.to_string(),
                verified,
            ]);
        };
        for (kind, counts) in &self.tally.0 {
            add(plural(*kind), *counts);
        }
        add("Total", self.tally.total());
        table
    }

    fn remarks(&self, width: usize) -> Vec<String> {
        let total = self.tally.total();
        let mut lines = Vec::new();
        if self.is_dry {
            lines.push("A dry run: nothing was written.".to_owned());
        } else if self.writing.is_some() && total.written + total.refused == 0 {
            lines.push("Nothing to do: all of it is there already.".to_owned());
        }
        lines.push(self.times(total));
        if total.different > 0 {
            lines.push(format!(
                "Not in the database as the source has it: {} of the records",
                total.different
            ));
            for difference in &self.differences {
                let told = wrap(&harmless(difference), width - 4).join("\n    ");
                lines.push(format!("  {told}"));
            }
            let shown = self.differences.len() as u64;
            if total.different > shown {
                lines.push(format!("  and {} more, in the report", total.different - shown));
            }
        }
        if let Some(report) = &self.report {
            lines.push(format!("Report: {}", report.display()));
        }
        if let Some(run) = self.run.filter(|_| total.written > 0) {
            lines.push("To undo this import:".to_owned());
            lines.push(format!("  annals undo --request {run}"));
        }
        lines
    }

    fn times(&self, total: Counts) -> String {
        let verified =
            self.verifying.map(|took| format!("read back in {:.2} s", took.as_secs_f64()));
        let written = self.writing.map(|took| {
            let rate = self.rate(total).unwrap_or_default();
            format!(
                "{} records in {:.2} s, {rate:.0} a second",
                total.in_source,
                took.as_secs_f64()
            )
        });
        let read = || format!("{} records", total.in_source);
        [Some(written.unwrap_or_else(read)), verified]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join("; ")
    }

    #[expect(clippy::cast_precision_loss, reason = "a rate that is shown")]
    fn rate(&self, total: Counts) -> Option<f64> {
        Some(total.in_source as f64 / self.writing?.as_secs_f64().max(0.001))
    }

    fn document(&self) -> serde_json::Value {
        let total = self.tally.total();
        json!({
            "run": self.run,
            "dry_run": self.is_dry,
            "kinds": self.tally,
            "total": total,
            "written": total.written,
            "seconds": self.writing.map(|took| took.as_secs_f64()),
            "records_per_second": self.rate(total),
            "verified_in_seconds": self.verifying.map(|took| took.as_secs_f64()),
            "differences": self.differences,
            "report": self.report,
            "unread": self.unread,
        })
    }
}

const fn plural(kind: Kind) -> &'static str {
    match kind {
        Kind::Topic => "Topics",
        Kind::Session => "Sessions",
        Kind::Entry => "Entries",
        Kind::Article => "Articles",
        Kind::Message => "Messages",
    }
}
