//! What survives when the server is killed under load.

use annals::prelude::*;
use annals_sandbox::{Server, ServerOptions};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use uuid::Uuid;

use crate::support::TestResult;

const WRITERS: usize = 4;
/// The server is killed once so many writes were acknowledged.
const ACKNOWLEDGED: usize = 400;
/// An entry is changed so often before its writer begins the next.
const CHANGES: i64 = 5;

/// An entry as its writer knows it.
#[derive(Debug)]
struct Written {
    id: Uuid,
    /// The last version that was acknowledged. 0: not even the entry was.
    acknowledged: i64,
}

/// Writes until the server is gone; tells of each write that was acknowledged.
async fn write(db: Database, owner: SignedUp, told: UnboundedSender<()>) -> (Vec<Written>, Error) {
    let mut written: Vec<Written> = Vec::new();
    loop {
        let id = Uuid::now_v7();
        for acknowledged in 0..CHANGES {
            if let Err(error) = write_version(&db, &owner, id, acknowledged).await {
                written.push(Written { id, acknowledged });
                return (written, error);
            }
            // Nobody listens any more once the server is being killed.
            let _ = told.send(());
        }
        written.push(Written { id, acknowledged: CHANGES });
    }
}

/// Creates an entry, or changes it: its title is its version.
async fn write_version(db: &Database, owner: &SignedUp, id: Uuid, known: i64) -> Result<(), Error> {
    let context = owner.context();
    let journal = db.scope(&context).journal();
    let title = Some((known + 1).to_string());
    if known == 0 {
        let new = NewEntry { id: Some(id), title, ..NewEntry::by(owner.user.id) };
        return journal.create(new).await.map(drop);
    }
    let change = EntryUpdate { title: Some(title), ..EntryUpdate::default() };
    journal.update(id, known, change).await.map(drop)
}

/// The titles of an entry's images: what was written of it, in order.
async fn titles(db: &Database, context: &Context, id: Uuid) -> TestResult<Vec<String>> {
    let history = db.read(context).audit().history("journal_entries", id).await?;
    history
        .iter()
        .map(|entry| Ok(entry.image.to_value()?["title"].as_str().unwrap_or_default().to_owned()))
        .collect()
}

fn config(url: &str) -> TestResult<DatabaseConfig> {
    let connections = u32::try_from(WRITERS)?;
    Ok(DatabaseConfig::new(url)?
        .with_max_connections(connections)
        .with_min_connections(connections))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_is_there_once_after_the_server_was_killed() -> TestResult {
    let options = ServerOptions { durable: true, ..ServerOptions::default() };
    let mut server = Server::private(options).await?;
    let sandbox = server.database().await?;
    let db = Database::connect(config(sandbox.url())?).await?;

    let (told, mut acknowledgements) = unbounded_channel();
    let mut owners = Vec::new();
    let mut writers = Vec::new();
    for number in 0..WRITERS {
        let identity = Identity::provider("test", number.to_string());
        let email = format!("{number}@example.org");
        let owner = db.sign_up(NewAccount::with_identity("Test", &email, identity)).await?;
        owners.push(owner.clone());
        writers.push(tokio::spawn(write(db.clone(), owner, told.clone())));
    }
    for _ in 0..ACKNOWLEDGED {
        acknowledgements.recv().await.ok_or("the writers go on until the server is gone")?;
    }
    server.kill().await?;
    let mut written = Vec::new();
    for writer in writers {
        let (entries, error) = writer.await?;
        assert!(matches!(error, Error::Unavailable { .. }), "{error:?}");
        written.push(entries);
    }

    server.start().await?;
    let after = Database::connect(config(sandbox.url())?).await?;
    for (owner, entries) in owners.iter().zip(&written) {
        let context = owner.context();
        for Written { id, acknowledged } in entries {
            let entry = after.read(&context).journal().find(*id).await?;
            let version = entry.as_ref().map_or(0, |entry| entry.row_version);
            // The write that was under way may have happened or not.
            assert!(
                version == *acknowledged || version == acknowledged + 1,
                "{version}, {acknowledged}"
            );
            let told: Vec<String> = (1..=version).map(|version| version.to_string()).collect();
            assert_eq!(titles(&after, &context, *id).await?, told);
            assert_eq!(entry.and_then(|entry| entry.title), told.last().cloned());
        }
        let verified = after.read(&context).audit().verify().await?;
        assert_eq!(verified.findings, []);
    }

    recovers(&db, &owners[0]).await
}

/// A pool whose connections all died gives each up when it is used, and opens others.
async fn recovers(db: &Database, owner: &SignedUp) -> TestResult {
    let context = owner.context();
    let journal = db.scope(&context).journal();
    for _ in 0..WRITERS {
        match journal.create(NewEntry::by(owner.user.id)).await {
            Ok(_) => return Ok(()),
            Err(Error::Unavailable { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    journal.create(NewEntry::by(owner.user.id)).await?;
    Ok(())
}
