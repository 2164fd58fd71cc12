//! Ctrl-C and SIGTERM: what is being done is dropped, and its transaction with it.

use tokio::signal::unix::{SignalKind, signal};

use crate::failure::Failure;

/// Does `work`, or gives it up at the first Ctrl-C or SIGTERM: its open transaction is rolled back.
pub(crate) async fn or_interrupted<T>(
    work: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    let listening = |kind| {
        signal(kind).map_err(|error| Failure::Other(format!("signals can't be caught: {error}")))
    };
    let (mut interrupt, mut terminate) =
        (listening(SignalKind::interrupt())?, listening(SignalKind::terminate())?);
    tokio::select! {
        done = work => done,
        _ = interrupt.recv() => Err(Failure::Interrupted),
        _ = terminate.recv() => Err(Failure::Interrupted),
    }
}
