//! The thread that creates and drops databases for its process.
//!
//! Each test has a runtime of its own, and a connection belongs to the runtime that made it. So
//! one thread with one runtime and one connection does the work for all of them.

use std::sync::mpsc;
use std::time::Duration;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::oneshot;

use crate::address::Address;
use crate::content::Content;
use crate::error::Error;
use crate::office::{Office, Server};

/// How long dropping a database may make a test wait.
const PATIENCE: Duration = Duration::from_secs(30);

/// Sends work to the thread. The thread ends with the last of its handles.
#[derive(Clone, Debug)]
pub(crate) struct Keeper {
    requests: UnboundedSender<Request>,
}

#[derive(Debug)]
enum Request {
    Create(Content, oneshot::Sender<Result<Created, Error>>),
    Finish(String, Finish, mpsc::SyncSender<Result<(), Error>>),
    Close,
}

/// What becomes of a database that a test has done with.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Finish {
    Drop,
    /// It stays, for a person to look at.
    Keep,
}

/// A database that is ready.
#[derive(Debug)]
pub(crate) struct Created {
    pub(crate) name: String,
    pub(crate) address: Address,
    pub(crate) version: u32,
}

impl Keeper {
    /// Starts the thread; it connects when first asked for something.
    pub(crate) fn start(server: Server) -> Self {
        let (requests, inbox) = unbounded_channel();
        let started = std::thread::Builder::new()
            .name("annals-sandbox-keeper".to_owned())
            .spawn(|| serve(server, inbox));
        if let Err(error) = started {
            // The inbox is gone with it, so every request will say `KeeperGone`.
            tracing::error!(%error, "the sandbox's keeper thread could not start");
        }
        Self { requests }
    }

    pub(crate) async fn create(&self, content: Content) -> Result<Created, Error> {
        let (reply, created) = oneshot::channel();
        self.requests.send(Request::Create(content, reply)).map_err(|_| Error::KeeperGone)?;
        created.await.map_err(|_| Error::KeeperGone)?
    }

    /// Blocks, since `Drop` can't await, until it is done or has taken too long.
    ///
    /// Ok, too, where the server itself is gone: nothing is left to do.
    pub(crate) fn finish(&self, name: String, how: Finish) -> Result<(), Error> {
        let (reply, finished) = mpsc::sync_channel(1);
        if self.requests.send(Request::Finish(name, how, reply)).is_err() {
            return Ok(());
        }
        match finished.recv_timeout(PATIENCE) {
            Ok(outcome) => outcome,
            Err(mpsc::RecvTimeoutError::Disconnected) => Ok(()),
            Err(mpsc::RecvTimeoutError::Timeout) => Err(Error::KeeperBusy),
        }
    }

    /// Ends the thread when it is done with what it was asked before.
    pub(crate) fn close(&self) {
        // It may have ended already.
        let _ = self.requests.send(Request::Close);
    }
}

fn serve(server: Server, inbox: UnboundedReceiver<Request>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    match runtime {
        Ok(runtime) => runtime.block_on(answer(Office::new(server), inbox)),
        Err(error) => tracing::error!(%error, "the sandbox's keeper has no runtime"),
    }
}

async fn answer(mut office: Office, mut inbox: UnboundedReceiver<Request>) {
    while let Some(request) = inbox.recv().await {
        match request {
            Request::Create(content, reply) => {
                let unwanted = reply.send(office.create(&content).await);
                // Whoever asked has gone meanwhile, by a time limit for example.
                if let Err(Ok(created)) = unwanted
                    && let Err(error) = office.finish(&created.name, Finish::Drop).await
                {
                    tracing::warn!(%error, "an unwanted database was not dropped");
                }
            }
            Request::Finish(name, how, reply) => {
                // Whoever waited may have run out of patience.
                let _ = reply.send(office.finish(&name, how).await);
            }
            Request::Close => return,
        }
    }
}
