//! `annals history`.

use clap::Args;

use crate::{
    desk::Desk,
    failure::{Exit, Failure},
};

/// Shows what happened to a row, or in an account.
#[derive(Args, Debug)]
pub(crate) struct History {}

impl History {
    pub(crate) async fn run(self, _desk: &Desk) -> Result<Exit, Failure> {
        Err(Failure::Other("it is not built yet".to_owned()))
    }
}
