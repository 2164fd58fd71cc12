//! `annals export`: everything that an account has, in files.

use clap::Args;
use uuid::Uuid;

use crate::{
    desk::Desk,
    failure::{Exit, Failure},
};

/// Writes everything that an account has into files.
#[derive(Args, Debug)]
pub(crate) struct Export {
    /// The account
    account: Uuid,
}

impl Export {
    pub(crate) async fn run(self, _desk: &Desk) -> Result<Exit, Failure> {
        Err(Failure::Other(format!("it is not built yet: {}", self.account)))
    }
}
