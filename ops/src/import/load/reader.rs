//! Reads ahead of the writing, in a thread of its own.

use std::hash::{DefaultHasher, Hash, Hasher};

use tokio::{sync::mpsc, task::JoinHandle};

use super::{
    super::record::{Reading, Record, Records, Row, Source, SourceFile},
    batch::Batch,
    seen::{Seen, key},
};
use crate::failure::Failure;

/// What of a file can be written at the same time, and what only behind that.
pub(super) struct Reader {
    /// No two of them have an id or a conversation in common.
    pub(super) shares: Vec<Batches>,
    /// From the first id on that comes again. Where there are no shares: the whole file.
    pub(super) rest: Batches,
}

/// Batches, as they are read.
pub(super) struct Batches {
    read: mpsc::Receiver<Read>,
    /// Of the last ones: what reads, which may have broken down.
    reading: Option<JoinHandle<Option<()>>>,
}

type Read = Result<Batch, Failure>;

impl Reader {
    /// Begins to read. It stops when the batches are dropped.
    pub(super) fn start(
        source: &dyn Source,
        file: &SourceFile,
        shares: usize,
    ) -> Result<Self, Failure> {
        let records = source.records(file)?;
        let size = file.size;
        // One is written, one waits, one is read: what memory holds of each.
        let (senders, shares) = (0..shares).map(|_| channel()).unzip();
        let (last, mut rest) = channel();
        let dealer = Dealer { shares: senders, rest: last, seen: Seen::default() };
        rest.reading = Some(tokio::task::spawn_blocking(move || dealer.deal(records, size)));
        Ok(Self { shares, rest })
    }
}

impl Batches {
    /// The next. `None`: that was all.
    pub(super) async fn next(&mut self) -> Option<Read> {
        if let Some(read) = self.read.recv().await {
            return Some(read);
        }
        let broken = self.reading.take()?.await.err()?;
        Some(Err(Failure::Other(format!(
            "a file was not read to its end, and the import was given up: {broken}. This is a fault of Annals: report it"
        ))))
    }
}

/// Whom a part of the records goes to, and the batch that is being read for it.
struct Hand {
    batch: Batch,
    to: mpsc::Sender<Read>,
}

fn channel() -> (Hand, Batches) {
    let (to, read) = mpsc::channel(1);
    (Hand { batch: Batch::default(), to }, Batches { read, reading: None })
}

impl Hand {
    /// Hands the batch over. `None`: nobody takes it any more.
    fn over(&mut self) -> Option<()> {
        self.to.blocking_send(Ok(std::mem::take(&mut self.batch))).ok()
    }
}

struct Dealer {
    shares: Vec<Hand>,
    rest: Hand,
    seen: Seen,
}

impl Dealer {
    /// Deals out the records of a file. `None`: nobody takes them any more.
    fn deal(mut self, records: Records, size: u64) -> Option<()> {
        let (mut last, mut begin) = (None, 0);
        for record in records {
            let record = match record {
                Ok(record) => record,
                Err(failure) => {
                    self.shares.clear();
                    return self.rest.to.blocking_send(Err(failure)).ok();
                }
            };
            let at = record.place.byte;
            self.hand(last).batch.bytes += at.saturating_sub(std::mem::replace(&mut begin, at));
            if !self.shares.is_empty() && self.seen.has(&record) {
                self.finish()?;
            }
            last = self.share_of(&record);
            let hand = match last {
                Some(share) => &mut self.shares[share],
                None => &mut self.rest,
            };
            if hand.batch.is_full() || hand.batch.contradicts(&record) {
                hand.over()?;
            }
            hand.batch.push(record, &mut self.seen);
        }
        self.hand(last).batch.bytes += size.saturating_sub(begin);
        self.finish()?;
        self.rest.over()
    }

    /// Ends the shares.
    fn finish(&mut self) -> Option<()> {
        self.shares.drain(..).try_for_each(|mut hand| hand.over())
    }

    fn hand(&mut self, share: Option<usize>) -> &mut Hand {
        match share {
            Some(share) if share < self.shares.len() => &mut self.shares[share],
            _ => &mut self.rest,
        }
    }

    /// Messages go with their conversation, for they follow each other. `None`: to the rest.
    fn share_of(&self, record: &Record) -> Option<usize> {
        let of = match &record.reading {
            Reading::Rows { rows, .. } => match rows.first() {
                Some(Row::Message(row)) => row.conversation_id.try_as_ref().copied(),
                row => row.and_then(key).map(|(_, id)| id),
            },
            Reading::Refused { .. } => None,
        };
        let mut hasher = DefaultHasher::new();
        of.hash(&mut hasher);
        let shares = u64::try_from(self.shares.len()).ok()?;
        usize::try_from(hasher.finish().checked_rem(shares)?).ok()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use annals_entity::messages;
    use sea_orm::ActiveValue::Set;
    use uuid::Uuid;

    use super::{Batches, Reader};
    use crate::{
        failure::Failure,
        import::record::{Kind, Place, Reading, Record, Records, Row, Source, SourceFile},
    };

    const MESSAGES: u64 = 9_000;
    /// The record that has the id of another one, in another conversation.
    const AGAIN: u64 = 7_000;

    /// So many; what reads beyond them breaks down, if it is to.
    struct Messages {
        breaks: bool,
    }

    fn conversation(number: u64) -> Uuid {
        Uuid::from_u128(u128::from(number % 50))
    }

    fn record(position: u64) -> Record {
        let number = if position == AGAIN { AGAIN - 1 } else { position };
        let row = messages::ActiveModel {
            id: Set(Uuid::from_u128(u128::from(number))),
            conversation_id: Set(conversation(position)),
            ..Default::default()
        };
        let rows = vec![Row::Message(Box::new(row))];
        let place = Place { file: "m".into(), position, byte: position * 10, line: position };
        Record { place, kind: Kind::Message, reading: Reading::Rows { rows, adjustments: vec![] } }
    }

    impl Source for Messages {
        fn files(&self) -> &[SourceFile] {
            &[]
        }

        fn records(&self, _: &SourceFile) -> Result<Records, Failure> {
            let broken = self.breaks.then(|| (0..1).map(|_| panic!("beyond the last")));
            let records = (1..=MESSAGES).map(record).chain(broken.into_iter().flatten());
            Ok(Box::new(records.map(Ok)))
        }
    }

    /// The positions, in their order, and how many bytes they came to.
    async fn drawn(mut batches: Batches) -> (Vec<u64>, u64) {
        let (mut positions, mut bytes) = (Vec::new(), 0);
        while let Some(batch) = batches.next().await {
            let batch = batch.unwrap();
            positions.extend(batch.fates.iter().map(|fate| fate.place.position));
            bytes += batch.bytes;
        }
        (positions, bytes)
    }

    fn file() -> SourceFile {
        let size = MESSAGES * 10 + 7;
        SourceFile { name: "m".into(), path: "m".into(), kind: Kind::Message, size }
    }

    async fn dealt(shares: usize) -> (Vec<Vec<u64>>, Vec<u64>) {
        let source = Messages { breaks: false };
        let Reader { shares, rest } = Reader::start(&source, &file(), shares).unwrap();
        let shares = futures_util::future::join_all(shares.into_iter().map(drawn)).await;
        let (rest, mut bytes) = drawn(rest).await;
        bytes += shares.iter().map(|(_, bytes)| bytes).sum::<u64>();
        assert_eq!(bytes, file().size);
        (shares.into_iter().map(|(positions, _)| positions).collect(), rest)
    }

    #[tokio::test]
    async fn shares_have_no_conversation_in_common_and_end_where_an_id_comes_again() {
        let (shares, rest) = dealt(2).await;
        assert_eq!(rest, (AGAIN..=MESSAGES).collect::<Vec<_>>());
        let mut homes = HashMap::new();
        for (number, share) in shares.iter().enumerate() {
            assert!(share.len() > 1_000 && share.is_sorted(), "{}", share.len());
            for position in share {
                assert_eq!(*homes.entry(conversation(*position)).or_insert(number), number);
            }
        }
        let mut all = shares.concat();
        all.sort_unstable();
        assert_eq!(all, (1..AGAIN).collect::<Vec<_>>());
    }

    #[tokio::test]
    async fn without_shares_all_comes_in_its_order() {
        let (shares, rest) = dealt(0).await;
        assert!(shares.is_empty());
        assert_eq!(rest, (1..=MESSAGES).collect::<Vec<_>>());
    }

    #[tokio::test]
    async fn a_reader_that_breaks_down_has_not_come_to_the_end() {
        for shares in [0, 2] {
            let reader = Reader::start(&Messages { breaks: true }, &file(), shares).unwrap();
            futures_util::future::join_all(reader.shares.into_iter().map(drawn)).await;
            let mut rest = reader.rest;
            let failure = loop {
                match rest.next().await {
                    Some(Ok(_)) => {}
                    other => break other.unwrap().unwrap_err(),
                }
            };
            assert!(failure.to_string().contains("was not read to its end"), "{failure}");
        }
    }
}
