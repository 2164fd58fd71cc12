//! A run, from its beginning to its summary.

use std::{
    path::PathBuf,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use annals_service::Database;
use uuid::Uuid;

use super::{
    super::record::Source,
    fate::Fate,
    lanes::{Job, Outcome},
    report::Report,
    runs::Run,
    tally::Tally,
    verify,
};
use crate::{failure::Failure, subject::Found, terminal::Progress};

/// What is imported, into which account, and how.
pub(crate) struct Import<'a> {
    pub(crate) db: &'a Database,
    /// Who may write articles. `None`: nobody.
    pub(crate) operator: Option<&'a Database>,
    pub(crate) found: Found,
    pub(crate) source: &'a dyn Source,
    /// The folder or file, as the run's account names it.
    pub(crate) name: String,
    pub(crate) format: &'static str,
    pub(crate) outcome: Outcome,
    pub(crate) is_dry: bool,
    pub(crate) report: Option<PathBuf>,
}

/// What came of it.
#[derive(Debug)]
pub(crate) struct Whole {
    /// `None`: nothing was to be written.
    pub(crate) run: Option<Uuid>,
    pub(crate) is_dry: bool,
    pub(crate) tally: Tally,
    /// `None`: it only verified.
    pub(crate) writing: Option<Duration>,
    /// `None`: it was dry.
    pub(crate) verifying: Option<Duration>,
    /// The first of those that differ.
    pub(crate) differences: Vec<String>,
    pub(crate) report: Option<PathBuf>,
    /// Files beside those of the source, by name.
    pub(crate) unread: Vec<String>,
}

impl Import<'_> {
    /// Imports, and reads everything back.
    pub(crate) async fn run(self, progress: &dyn Fn(&str) -> Progress) -> Result<Whole, Failure> {
        let id = Uuid::now_v7();
        let told = Told::new(self.report.clone(), id, progress("Importing"))?;
        let job = self.job(id, &told);
        let started = Instant::now();
        match (self.is_dry, self.outcome) {
            (true, _) | (_, Outcome::Run) => job.whole(self.is_dry).await?,
            (_, Outcome::File) => job.by_file().await?,
            (_, Outcome::Batch) => job.by_batch().await?,
        }
        told.keep()?;
        let took = started.elapsed();
        let verified = if self.is_dry {
            None
        } else {
            Some(self.read_back(&told, progress("Comparing")).await?)
        };
        let run = (!self.is_dry).then_some(id);
        let unread = self.source.unread().to_vec();
        told.finish(Whole {
            run,
            is_dry: self.is_dry,
            writing: Some(took),
            unread,
            ..Whole::of(verified)
        })
    }

    /// Reads the source and the database, and compares.
    pub(crate) async fn verify(self, progress: Progress) -> Result<Whole, Failure> {
        let told = Told::new(self.report.clone(), Uuid::now_v7(), progress)?;
        let job = self.job(Uuid::nil(), &told);
        let started = Instant::now();
        let verified = verify::all(&job).await?;
        *told.tally() = verified.tally.clone();
        let unread = self.source.unread().to_vec();
        told.finish(Whole { unread, ..Whole::of(Some((verified, started.elapsed()))) })
    }

    async fn read_back(
        &self,
        told: &Told,
        progress: Progress,
    ) -> Result<(verify::Verified, Duration), Failure> {
        told.begin(progress);
        let started = Instant::now();
        let verified = verify::all(&self.job(Uuid::nil(), told)).await?;
        told.tally().confirm(&verified.tally);
        Ok((verified, started.elapsed()))
    }

    fn job<'j>(&'j self, id: Uuid, told: &'j Told) -> Job<'j> {
        let run = Run { id, source: self.name.clone(), format: self.format };
        let Self { db, operator, found, source, .. } = *self;
        Job { db, operator, found, source, run, told }
    }
}

impl Whole {
    fn of(verified: Option<(verify::Verified, Duration)>) -> Self {
        let (differences, verifying) = match verified {
            Some((verified, took)) => (verified.differences, Some(took)),
            None => (Vec::new(), None),
        };
        let (run, writing, report) = (None, None, None);
        Self {
            run,
            is_dry: false,
            tally: Tally::default(),
            writing,
            verifying,
            differences,
            report,
            unread: Vec::new(),
        }
    }
}

/// What is told while it runs, by all its transactions.
pub(super) struct Told {
    tally: Mutex<Tally>,
    report: Mutex<Report>,
    progress: Mutex<Option<Progress>>,
    records: AtomicU64,
    started: Mutex<Instant>,
}

impl Told {
    fn new(report: Option<PathBuf>, id: Uuid, progress: Progress) -> Result<Self, Failure> {
        Ok(Self {
            tally: Mutex::default(),
            report: Mutex::new(Report::new(report, id)?),
            progress: Mutex::new(Some(progress)),
            records: AtomicU64::new(0),
            started: Mutex::new(Instant::now()),
        })
    }

    pub(super) fn tally(&self) -> MutexGuard<'_, Tally> {
        held(&self.tally)
    }

    /// Counts and reports what became of records.
    pub(super) fn tell(&self, fates: &[Fate]) -> Result<(), Failure> {
        let (mut tally, mut report) = (self.tally(), held(&self.report));
        fates.iter().try_for_each(|fate| {
            tally.end(fate);
            report.tell(fate)
        })
    }

    /// Reports records that were read back and differ.
    pub(super) fn differ(&self, fate: &Fate) -> Result<(), Failure> {
        held(&self.report).differs(fate)
    }

    /// What was told so far has happened.
    pub(super) fn keep(&self) -> Result<(), Failure> {
        held(&self.report).keep()
    }

    /// So much of the source is done.
    pub(super) fn advance(&self, bytes: u64, records: u64) {
        let records = self.records.fetch_add(records, Ordering::Relaxed) + records;
        let seconds = held(&self.started).elapsed().as_secs_f64();
        #[expect(clippy::cast_precision_loss, reason = "a rate that is shown")]
        let rate = records as f64 / seconds.max(0.001);
        if let Some(progress) = &*held(&self.progress) {
            progress.advance_at(bytes, &format!("{rate:.0} records a second"));
        }
    }

    /// The next part of the run.
    fn begin(&self, progress: Progress) {
        if let Some(before) = held(&self.progress).replace(progress) {
            before.finish();
        }
        self.records.store(0, Ordering::Relaxed);
        *held(&self.started) = Instant::now();
    }

    fn finish(&self, whole: Whole) -> Result<Whole, Failure> {
        if let Some(progress) = held(&self.progress).take() {
            progress.finish();
        }
        let report = held(&self.report).finish()?;
        Ok(Whole { tally: self.tally().clone(), report, ..whole })
    }
}

pub(super) fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
