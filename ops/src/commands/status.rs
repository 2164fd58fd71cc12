//! `annals status`.

use clap::Args;

use crate::{
    desk::Desk,
    failure::{Exit, Failure},
};

/// Tells what the server and the database are like, what is wrong, and its cure.
#[derive(Args, Debug)]
pub(crate) struct Status {}

impl Status {
    pub(crate) async fn run(self, _desk: &Desk) -> Result<Exit, Failure> {
        Err(Failure::Other("it is not built yet".to_owned()))
    }
}
