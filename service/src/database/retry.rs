//! How often, and after which pauses, a transaction runs again.

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};

/// The policy after a serialization failure or a deadlock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    /// How often the closure runs at most, the first time included.
    pub attempts: usize,
    /// The pause before the second run; it doubles from run to run, and a random part of it is added
    /// so that two that met do not meet again.
    pub first_pause: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self { attempts: 3, first_pause: Duration::from_millis(10) }
    }
}

impl RetryPolicy {
    pub(super) fn pauses(self) -> impl Iterator<Item = Duration> {
        ExponentialBuilder::default()
            .with_min_delay(self.first_pause)
            .with_max_times(self.attempts.saturating_sub(1))
            .with_jitter()
            .build()
    }
}

pub(super) async fn wait(pause: Duration) {
    tracing::debug!(?pause, "a transaction met another one and runs again");
    tokio::time::sleep(pause).await;
}
