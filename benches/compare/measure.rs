//! Five rounds, each side's turn after the other's, and their medians.

use std::{
    error::Error,
    future::Future,
    time::{Duration, Instant},
};

const ROUNDS: usize = 5;

/// What both sides took for one call.
pub(crate) struct Measured {
    pub(crate) annals: Duration,
    pub(crate) peer: Duration,
}

/// Runs both sides, `calls` times each in every round, after one round that is not counted.
pub(crate) async fn interleaved<A, P, FA, FP>(
    calls: usize,
    mut annals: A,
    mut peer: P,
) -> Result<Measured, Box<dyn Error>>
where
    A: FnMut() -> FA,
    P: FnMut() -> FP,
    FA: Future<Output = Result<(), Box<dyn Error>>>,
    FP: Future<Output = Result<(), Box<dyn Error>>>,
{
    let (mut of_annals, mut of_peer) = (Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let (annals, peer) = (turn(calls, &mut annals).await?, turn(calls, &mut peer).await?);
        if round > 0 {
            of_annals.push(annals);
            of_peer.push(peer);
        }
    }
    Ok(Measured { annals: median(of_annals), peer: median(of_peer) })
}

/// The median of one side's calls in one round.
async fn turn<F, Fut>(calls: usize, call: &mut F) -> Result<Duration, Box<dyn Error>>
where
    F: FnMut() -> Fut,
    Fut: Future<Output = Result<(), Box<dyn Error>>>,
{
    let mut taken = Vec::with_capacity(calls);
    for _ in 0..calls {
        let started = Instant::now();
        call().await?;
        taken.push(started.elapsed());
    }
    Ok(median(taken))
}

fn median(mut taken: Vec<Duration>) -> Duration {
    taken.sort();
    taken[taken.len() / 2]
}

/// As [`interleaved`], for calls that need something made for them, which is not counted: one call a
/// round, and no round beforehand.
pub(crate) async fn prepared<T, A, P>(
    rounds: usize,
    mut for_annals: impl AsyncFnMut() -> Result<T, Box<dyn Error>>,
    mut annals: A,
    mut for_peer: impl AsyncFnMut() -> Result<T, Box<dyn Error>>,
    mut peer: P,
) -> Result<Measured, Box<dyn Error>>
where
    A: AsyncFnMut(T) -> Result<(), Box<dyn Error>>,
    P: AsyncFnMut(T) -> Result<(), Box<dyn Error>>,
{
    let (mut of_annals, mut of_peer) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        let made = for_annals().await?;
        let started = Instant::now();
        annals(made).await?;
        of_annals.push(started.elapsed());
        let made = for_peer().await?;
        let started = Instant::now();
        peer(made).await?;
        of_peer.push(started.elapsed());
    }
    Ok(Measured { annals: median(of_annals), peer: median(of_peer) })
}
