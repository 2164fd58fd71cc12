//! Ctrl-C and SIGTERM: what is being done is dropped, and its transaction with it.

use std::{
    io::{self, Write},
    sync::atomic::{AtomicBool, Ordering},
};

use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::{
    failure::{Exit, Failure},
    leftover,
};

/// Whether somebody is being asked: the thread then waits for a line, and sees no signal.
static IS_ASKING: AtomicBool = AtomicBool::new(false);

/// Does `work`, or gives it up at the first Ctrl-C or SIGTERM: its open transaction is rolled back, and the
/// statement that the server is at is cancelled.
pub(crate) async fn or_interrupted<T>(
    work: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    let (mut first, second) = (Signals::catch()?, Signals::catch()?);
    tokio::spawn(leave_at_once(second));
    tokio::select! {
        done = work => done,
        () = first.next() => {
            leftover::cancel().await;
            Err(Failure::Interrupted)
        }
    }
}

/// Waits for an answer, during which a signal ends the command.
pub(crate) fn while_asking<T>(ask: impl FnOnce() -> T) -> T {
    IS_ASKING.store(true, Ordering::SeqCst);
    let answer = ask();
    IS_ASKING.store(false, Ordering::SeqCst);
    answer
}

/// Where a signal can't be waited for: while somebody is asked; and at the second one, for then what the
/// first one was to end has not ended. The server rolls back what a lost connection left open.
#[expect(clippy::disallowed_methods, reason = "the thread that could return is the one that waits")]
async fn leave_at_once(mut signals: Signals) {
    signals.next().await;
    if !IS_ASKING.load(Ordering::SeqCst) {
        signals.next().await;
    }
    drop(writeln!(io::stderr(), "\nannals: {}", Failure::Interrupted));
    std::process::exit(Exit::Interrupted as i32);
}

/// Those that ask a program to end.
struct Signals {
    interrupt: Signal,
    terminate: Signal,
}

impl Signals {
    fn catch() -> Result<Self, Failure> {
        let listening = |kind| {
            signal(kind)
                .map_err(|error| Failure::Other(format!("signals can't be caught: {error}")))
        };
        Ok(Self {
            interrupt: listening(SignalKind::interrupt())?,
            terminate: listening(SignalKind::terminate())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => (),
            _ = self.terminate.recv() => (),
        }
    }
}
