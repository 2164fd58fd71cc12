//! How far a long job is: a bar in a terminal, a line now and then elsewhere.

use std::{
    io::{self, Write},
    sync::Mutex,
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How often a job that nobody watches says how far it is.
const EVERY: Duration = Duration::from_secs(10);

pub(crate) struct Progress {
    bar: ProgressBar,
    what: String,
    unit: &'static str,
    lines: Option<Mutex<Instant>>,
}

impl Progress {
    pub(super) fn start(
        what: &str,
        unit: &'static str,
        total: Option<u64>,
        is_watched: bool,
    ) -> Self {
        let target =
            if is_watched { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(total, target).with_message(what.to_owned());
        let shape = match total {
            Some(_) => "{msg} {wide_bar} {human_pos}/{human_len} {per_sec} {eta} left",
            None => "{msg} {spinner} {human_pos} {per_sec}",
        };
        if let Ok(style) = ProgressStyle::with_template(shape) {
            bar.set_style(style);
        }
        let lines = (!is_watched).then(|| Mutex::new(Instant::now()));
        Self { bar, what: what.to_owned(), unit, lines }
    }

    /// So many more are done.
    pub(crate) fn advance(&self, by: u64) {
        self.bar.inc(by);
        let Some(last) = &self.lines else { return };
        let Ok(mut last) = last.lock() else { return };
        if last.elapsed() >= EVERY {
            *last = Instant::now();
            self.tell();
        }
    }

    /// All is done.
    pub(crate) fn finish(self) {
        self.bar.finish_and_clear();
    }

    fn tell(&self) {
        let (done, rate) = (self.bar.position(), self.bar.per_sec());
        let left = self.bar.length().map_or(String::new(), |total| {
            format!(" of {total}, {} s left", self.bar.eta().as_secs())
        });
        let line = format!("{}: {done}{left} {}, {rate:.0} a second", self.what, self.unit);
        drop(writeln!(io::stderr(), "{line}"));
    }
}
