//! A file: its batches, one after the other, as a part of a transaction.

use std::collections::HashMap;

use annals_entity::{conversations, journal_entries, messages, processed_content};
use annals_service::Transaction;
use sea_orm::{ActiveValue::Set, Value};
use uuid::Uuid;

use super::{
    super::record::{Kind, SourceFile},
    articles,
    batch::Batch,
    fate::Fate,
    insert::insert_all,
    lanes::Job,
    messages::Messages,
    reader::Reader,
    settle::{Contents, Settled, settle},
    sql::execute,
    stored::{Item, Stored},
    topics::Topics,
};
use crate::failure::Failure;

/// Two imports into one account write the same kind one after the other, and articles whoever imports: the
/// second finds there what the first has written.
const LOCK: &str = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))";

/// Writes a file.
pub(super) async fn load(
    job: &Job<'_>,
    tx: &Transaction<'_>,
    operator: Option<&Transaction<'_>>,
    file: &SourceFile,
) -> Result<(), Failure> {
    lock(job, tx, file.kind).await?;
    let mut batches = Reader::start(job.source, file, 0)?.rest;
    let contents = Contents::default();
    let mut loader = Loader::new(job, tx, operator, &contents);
    while let Some(batch) = batches.next().await {
        job.told.tell(&loader.load(batch?).await?)?;
    }
    loader.finish().await?;
    job.told.tally().balance(file.kind)
}

/// Waits until no other import writes the kind.
pub(super) async fn lock(job: &Job<'_>, tx: &Transaction<'_>, kind: Kind) -> Result<(), Failure> {
    let lock = match kind {
        Kind::Article => "annals.import article".to_owned(),
        kind => format!("annals.import {} {}", job.found.account_id, name_of(kind)),
    };
    execute(tx, LOCK, [Value::from(lock)]).await
}

const fn name_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Topic => "topic",
        Kind::Session => "session",
        Kind::Entry => "entry",
        Kind::Article => "article",
        Kind::Message => "message",
    }
}

/// Writes batches of a file, as a part of a transaction.
pub(super) struct Loader<'a> {
    job: &'a Job<'a>,
    tx: &'a Transaction<'a>,
    /// Who writes articles. `None`: nobody.
    operator: Option<&'a Transaction<'a>>,
    contents: &'a Contents,
    messages: Messages,
    topics: Topics,
}

impl<'a> Loader<'a> {
    pub(super) fn new(
        job: &'a Job<'a>,
        tx: &'a Transaction<'a>,
        operator: Option<&'a Transaction<'a>>,
        contents: &'a Contents,
    ) -> Self {
        let (messages, topics) = (Messages::default(), Topics::default());
        Self { job, tx, operator, contents, messages, topics }
    }

    /// Writes a batch. Returns what became of its records.
    pub(super) async fn load(&mut self, batch: Batch) -> Result<Vec<Fate>, Failure> {
        let (bytes, records) = (batch.bytes, batch.fates.len() as u64);
        batch.fates.iter().for_each(|fate| self.job.told.tally().read(fate));
        let fates = self.write(batch).await?;
        self.job.run.refuse(self.tx, &fates).await?;
        self.job.told.advance(bytes, records);
        Ok(fates)
    }

    /// Writes what is known when the last batch is.
    pub(super) async fn finish(mut self) -> Result<(), Failure> {
        self.messages.count(self.tx).await
    }

    async fn write(&mut self, batch: Batch) -> Result<Vec<Fate>, Failure> {
        let (tx, contents) = (self.tx, self.contents);
        let Batch {
            mut fates,
            conversations,
            entries,
            mut analyses,
            messages,
            articles,
            topics,
            ..
        } = batch;
        let fates = &mut fates;
        let settled = settle::<conversations::Entity>(tx, contents, conversations, fates).await?;
        insert::<conversations::Entity>(tx, settled.new, fates).await?;

        let Settled { new, homes } =
            settle::<journal_entries::Entity>(tx, contents, entries, fates).await?;
        insert::<journal_entries::Entity>(tx, new, fates).await?;
        analyses.retain_mut(|item| is_at_home(item, &homes, fates));
        let settled = settle::<processed_content::Entity>(tx, contents, analyses, fates).await?;
        insert::<processed_content::Entity>(tx, settled.new, fates).await?;

        let settled = settle::<messages::Entity>(tx, contents, messages, fates).await?;
        self.messages.write(tx, self.job.found.user_id, settled.new, fates).await?;
        self.topics.write(tx, &self.job.run, topics, fates).await?;
        articles::write(tx, self.operator, articles, fates).await?;
        Ok(std::mem::take(fates))
    }
}

/// Writes rows; a record whose row the database refuses is refused.
async fn insert<E: Stored>(
    tx: &Transaction<'_>,
    mut items: Vec<Item<E::ActiveModel>>,
    fates: &mut [Fate],
) -> Result<(), Failure> {
    loop {
        let refused = insert_all::<E>(tx, &items).await?;
        if refused.is_empty() {
            for item in &items {
                fates[item.record].is_written = true;
            }
            return Ok(());
        }
        for (position, reason) in refused.into_iter().rev() {
            let item = items.remove(position);
            fates[item.record].refuse(reason, E::excerpt(&item.row));
        }
    }
}

/// Sets an analysis to where its entry is. Is it there?
fn is_at_home(
    item: &mut Item<processed_content::ActiveModel>,
    homes: &HashMap<usize, Uuid>,
    fates: &[Fate],
) -> bool {
    let Some(home) = homes.get(&item.record).filter(|_| fates[item.record].refusal.is_none())
    else {
        return false;
    };
    move_to(&mut item.row, *home);
    true
}

/// The analysis of an entry that got another id has another id too.
pub(super) fn move_to(row: &mut processed_content::ActiveModel, home: Uuid) {
    if row.journal_id.try_as_ref() != Some(&home) {
        row.id = Set(Uuid::new_v5(&home, processed_content::Entity::id(row).as_bytes()));
        row.journal_id = Set(home);
    }
}
