//! `annals mask`.

use clap::Args;

use crate::{
    desk::Desk,
    failure::{Exit, Failure},
};

/// Copies a database for development, personal data masked.
#[derive(Args, Debug)]
pub(crate) struct Mask {}

impl Mask {
    pub(crate) async fn run(self, _desk: &Desk) -> Result<Exit, Failure> {
        Err(Failure::Other("it is not built yet".to_owned()))
    }
}
