//! `annals undo`.

use clap::Args;

use crate::{
    desk::Desk,
    failure::{Exit, Failure},
};

/// Undoes what a transaction or a request did.
#[derive(Args, Debug)]
pub(crate) struct Undo {}

impl Undo {
    pub(crate) async fn run(self, _desk: &Desk) -> Result<Exit, Failure> {
        Err(Failure::Other("it is not built yet".to_owned()))
    }
}
