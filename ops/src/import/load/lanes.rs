//! Which transactions a run is made of, and which of them run at the same time.

use std::sync::Mutex;

use annals_service::{Context, Database, Transaction};
use clap::ValueEnum;

use super::{
    super::record::{Kind, Source, SourceFile},
    file, parts,
    run::{Told, held},
    runs::Run,
};
use crate::{failure::Failure, subject::Found};

/// What is committed together: all of it or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Outcome {
    /// The whole run: the files, all or none
    Run,
    /// Each file for itself, two at a time where they do not depend on each other
    File,
    /// Some thousands of records at a time, on two connections: what was committed stays
    Batch,
}

/// What the files of a run are loaded with.
pub(super) struct Job<'a> {
    pub(super) db: &'a Database,
    /// Who may write articles. `None`: nobody.
    pub(super) operator: Option<&'a Database>,
    pub(super) found: Found,
    pub(super) source: &'a dyn Source,
    pub(super) run: Run,
    pub(super) told: &'a Told,
}

impl Job<'_> {
    /// Nobody of the account acts, and the run is the request: it can be undone as one.
    pub(super) fn context(&self) -> Context {
        self.found.context("import").request_id(self.run.id.to_string())
    }

    /// All files in one transaction. `is_dry`: it is rolled back in the end.
    pub(super) async fn whole(&self, is_dry: bool) -> Result<(), Failure> {
        let tx = self.db.begin(&self.context()).await?;
        let operator = self.operator().await?;
        self.run.start(&tx).await?;
        for file in self.source.files() {
            file::load(self, &tx, operator.as_ref(), file).await?;
        }
        let tally = self.told.tally().clone();
        self.run.finish(&tx, &tally, "run").await?;
        end(operator, tx, is_dry).await
    }

    /// Each file in a transaction of its own: those whose records refer to each other one after the
    /// other, beside the rest.
    pub(super) async fn by_file(&self) -> Result<(), Failure> {
        self.begin_run().await?;
        let done = Mutex::new(Vec::new());
        let talks = |file: &&SourceFile| matches!(file.kind, Kind::Session | Kind::Message);
        let lane = async |is_talk: bool| {
            let files = self.source.files().iter();
            for file in files.filter(|file| talks(file) == is_talk) {
                self.one(file).await?;
                held(&done).push(file.name.to_string());
            }
            Ok::<_, Failure>(())
        };
        let both = tokio::try_join!(lane(true), lane(false));
        if let Err(failure) = both {
            return Err(failure.after(std::mem::take(&mut held(&done)), self.undo()));
        }
        self.end_run("file").await
    }

    /// Some thousands of records at a time; a file after those that it refers to.
    pub(super) async fn by_batch(&self) -> Result<(), Failure> {
        self.begin_run().await?;
        let mut done = Vec::new();
        for file in self.source.files() {
            let records = Mutex::new(0);
            let written = match file.kind {
                Kind::Session | Kind::Entry | Kind::Message => {
                    parts::load(self, file, &records).await
                }
                Kind::Topic | Kind::Article => self.one(file).await,
            };
            if let Err(failure) = written {
                let records = *held(&records);
                done.extend((records > 0).then(|| format!("{records} records of {}", file.name)));
                return Err(failure.after(done, self.undo()));
            }
            done.push(file.name.to_string());
        }
        self.end_run("batch").await
    }

    /// The command that takes back what the run has written.
    fn undo(&self) -> String {
        format!("annals undo --request {}", self.run.id)
    }

    async fn begin_run(&self) -> Result<(), Failure> {
        let tx = self.db.begin(&self.context()).await?;
        self.run.start(&tx).await?;
        Ok(tx.commit().await?)
    }

    async fn end_run(&self, outcome: &str) -> Result<(), Failure> {
        let tx = self.db.begin(&self.context()).await?;
        let tally = self.told.tally().clone();
        self.run.finish(&tx, &tally, outcome).await?;
        Ok(tx.commit().await?)
    }

    async fn one(&self, file: &SourceFile) -> Result<(), Failure> {
        let tx = self.db.begin(&self.context()).await?;
        let operator = match file.kind {
            Kind::Article => self.operator().await?,
            _ => None,
        };
        file::load(self, &tx, operator.as_ref(), file).await?;
        end(operator, tx, false).await?;
        self.told.keep()
    }

    async fn operator(&self) -> Result<Option<Transaction<'static>>, Failure> {
        let has_articles = self.source.files().iter().any(|file| file.kind == Kind::Article);
        let Some(db) = self.operator.filter(|_| has_articles) else { return Ok(None) };
        let context = Context::global().operation("import").request_id(self.run.id.to_string());
        Ok(Some(db.begin(&context).await?))
    }
}

/// Commits. The articles first: should the account's rows not follow, the next run finds them there.
async fn end(
    operator: Option<Transaction<'_>>,
    tx: Transaction<'_>,
    is_dry: bool,
) -> Result<(), Failure> {
    if is_dry {
        if let Some(operator) = operator {
            operator.rollback().await?;
        }
        return Ok(tx.rollback().await?);
    }
    if let Some(operator) = operator {
        operator.commit().await?;
    }
    Ok(tx.commit().await?)
}
