//! `annals verify`.

use clap::Args;

use crate::{
    desk::Desk,
    failure::{Exit, Failure},
};

/// Proves that the audit log is complete and was not tampered with.
#[derive(Args, Debug)]
pub(crate) struct Verify {}

impl Verify {
    pub(crate) async fn run(self, _desk: &Desk) -> Result<Exit, Failure> {
        Err(Failure::Other("it is not built yet".to_owned()))
    }
}
