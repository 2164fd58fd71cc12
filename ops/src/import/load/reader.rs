//! Reads ahead of the writing, in a thread of its own.

use tokio::sync::mpsc;

use super::{
    super::record::{Record, Records, Source, SourceFile},
    batch::Batch,
};
use crate::failure::Failure;

/// The batches of a file.
pub(super) struct Reader {
    batches: mpsc::Receiver<Result<Batch, Failure>>,
}

impl Reader {
    /// Begins to read. It stops when the reader is dropped.
    pub(super) fn start(source: &dyn Source, file: &SourceFile) -> Result<Self, Failure> {
        let records = source.records(file)?;
        let size = file.size;
        // One is written, one waits, one is read: what memory holds.
        let (sender, batches) = mpsc::channel(1);
        tokio::task::spawn_blocking(move || read(records, size, &sender));
        Ok(Self { batches })
    }

    /// The next. `None`: that was all.
    pub(super) async fn next(&mut self) -> Option<Result<Batch, Failure>> {
        self.batches.recv().await
    }
}

fn read(records: Records, size: u64, sender: &mpsc::Sender<Result<Batch, Failure>>) {
    let mut batch = Batch::default();
    let mut begin = 0;
    for record in records {
        let record: Record = match record {
            Ok(record) => record,
            Err(failure) => {
                drop(sender.blocking_send(Err(failure)));
                return;
            }
        };
        let at = record.place.byte;
        batch.bytes = at.saturating_sub(begin);
        if batch.is_full() || batch.contradicts(&record) {
            begin = at;
            if sender.blocking_send(Ok(std::mem::take(&mut batch))).is_err() {
                return;
            }
        }
        batch.push(record);
    }
    batch.bytes = size.saturating_sub(begin);
    drop(sender.blocking_send(Ok(batch)));
}
