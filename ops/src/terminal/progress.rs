//! How far a long job is: a bar in a terminal, a line now and then elsewhere.

use std::{
    io::{self, Write},
    sync::Mutex,
    time::{Duration, Instant},
};

use chrono::TimeDelta;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle, WeakProgressBar};

use super::text::span;

/// How often a job that nobody watches says how far it is.
const EVERY: Duration = Duration::from_secs(10);

/// How often a bar is drawn where nothing moves on, so that the time is seen to pass.
const TICK: Duration = Duration::from_millis(200);

/// The bar takes what is left of 80 columns: about 20 of them, with counts in the millions.
const MEASURED: &str =
    "{msg:.22} {wide_bar} {human_pos}/{human_len} {unit:.10} {per_sec:.1} {eta:>3} left";
/// Of a file: the message has a rate of its own, in what the file holds.
const READING: &str = "{msg:.40} {wide_bar} {bytes}/{total_bytes} {eta:>3} left";
const UNMEASURED: &str = "{msg:.22} {spinner} {human_pos} {unit:.10} {per_sec:.1} {elapsed:>3}";

/// The unit of a file.
const BYTES: &str = "bytes";

/// A long job under way; what it drew goes when it ends, however it does.
pub(crate) struct Progress {
    bar: ProgressBar,
    what: String,
    unit: &'static str,
    started: Instant,
    /// When a line was written last. `None`: a bar is drawn instead.
    told: Option<Mutex<Instant>>,
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
        if let Ok(style) = style(unit, total.is_some()) {
            bar.set_style(style);
        }
        if is_watched {
            bar.enable_steady_tick(TICK);
        }
        let started = Instant::now();
        let told = (!is_watched).then(|| Mutex::new(started));
        Self { bar, what: what.to_owned(), unit, started, told }
    }

    /// So many more are done.
    pub(crate) fn advance(&self, by: u64) {
        self.bar.inc(by);
        let Some(told) = &self.told else { return };
        let Ok(mut told) = told.lock() else { return };
        if told.elapsed() >= EVERY {
            *told = Instant::now();
            drop(writeln!(io::stderr(), "{}", self.line()));
        }
    }

    /// So many more bytes are read; `rate` says how fast that goes in what they hold.
    pub(crate) fn advance_at(&self, by: u64, rate: &str) {
        self.bar.set_message(format!("{}, {rate}", self.what));
        self.advance(by);
    }

    /// All is done.
    pub(crate) fn finish(self) {
        let has_told = self.told.as_ref().and_then(|told| told.lock().ok().map(|told| *told));
        if has_told.is_some_and(|told| told != self.started) {
            drop(writeln!(io::stderr(), "{}", self.line()));
        }
    }

    /// What is drawn.
    pub(super) fn bar(&self) -> WeakProgressBar {
        self.bar.downgrade()
    }

    fn line(&self) -> String {
        line(
            &self.bar.message(),
            self.unit,
            self.bar.position(),
            self.bar.length(),
            self.started.elapsed(),
        )
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

fn style(
    unit: &'static str,
    is_measured: bool,
) -> Result<ProgressStyle, indicatif::style::TemplateError> {
    let shape = match is_measured {
        true if unit == BYTES => READING,
        true => MEASURED,
        false => UNMEASURED,
    };
    ProgressStyle::with_template(&shape.replace("{unit:.10}", unit))
}

/// What is told of a job that nobody watches: `verifying: 1200 of 4000 accounts, 100 a second, 28 s left`.
fn line(what: &str, unit: &str, done: u64, total: Option<u64>, taken: Duration) -> String {
    let of = total.map_or(String::new(), |total| format!(" of {total}"));
    let rate = match unit {
        BYTES => String::new(),
        _ => format!(", {} a second", rate(done, taken)),
    };
    let left = total
        .and_then(|total| time_left(done, total, taken))
        .map_or(String::new(), |left| format!(", {} left", span(left)));
    format!("{what}: {done}{of} {unit}{rate}{left}")
}

/// With a decimal where it is small, for one in ten seconds is not none.
#[expect(clippy::cast_precision_loss, reason = "a rate is told to three digits")]
fn rate(done: u64, taken: Duration) -> String {
    let rate = done as f64 / taken.as_secs_f64().max(0.001);
    if rate < 10.0 { format!("{rate:.1}") } else { format!("{rate:.0}") }
}

/// At the pace so far. `None`: nothing is done yet, or all of it.
fn time_left(done: u64, total: u64, taken: Duration) -> Option<TimeDelta> {
    let (left, done) = (u128::from(total.checked_sub(done)?), u128::from(done));
    if left == 0 {
        return None;
    }
    let milliseconds = (taken.as_millis() * left).checked_div(done)?;
    TimeDelta::try_milliseconds(i64::try_from(milliseconds).ok()?)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{line, style};

    #[test]
    fn a_line_tells_how_far_how_fast_and_how_long_yet() {
        let twelve = Duration::from_secs(12);
        assert_eq!(
            line("verifying", "accounts", 1_200, Some(4_000), twelve),
            "verifying: 1200 of 4000 accounts, 100 a second, 28 s left"
        );
        assert_eq!(
            line("importing, 2500 records a second", "bytes", 300, Some(900), twelve),
            "importing, 2500 records a second: 300 of 900 bytes, 24 s left"
        );
        assert_eq!(line("reading", "rows", 6, None, twelve), "reading: 6 rows, 0.5 a second");
        assert_eq!(
            line("verifying", "accounts", 0, Some(9), twelve),
            "verifying: 0 of 9 accounts, 0.0 a second"
        );
        assert_eq!(
            line("verifying", "accounts", 9, Some(9), twelve),
            "verifying: 9 of 9 accounts, 0.8 a second"
        );
        assert_eq!(
            line("copying", "rows", 1, Some(u64::MAX), Duration::from_mins(1)),
            "copying: 1 of 18446744073709551615 rows, 0.0 a second"
        );
    }

    #[test]
    fn every_shape_of_a_bar_can_be_drawn() {
        assert!(style("accounts", true).is_ok() && style("rows", false).is_ok());
        assert!(style("bytes", true).is_ok());
    }
}
