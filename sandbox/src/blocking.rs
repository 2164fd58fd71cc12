//! Work that blocks, off the threads that run futures.

use crate::error::Error;

/// Runs `work` on a thread of its own, whichever runtime the caller has.
pub(crate) async fn run<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let (reply, outcome) = tokio::sync::oneshot::channel();
    std::thread::Builder::new()
        .name("annals-sandbox".to_owned())
        .spawn(move || {
            // Whoever asked may have gone.
            let _ = reply.send(work());
        })
        .map_err(|_| Error::KeeperGone)?;
    outcome.await.map_err(|_| Error::KeeperGone)?
}
