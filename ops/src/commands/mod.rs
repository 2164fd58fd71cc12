//! One file a command; those with more to them have a folder.

pub(crate) mod completions;
pub(crate) mod history;
mod moment;
pub(crate) mod status;
pub(crate) mod undo;
pub(crate) mod verify;
mod whose;

use crate::{
    cli::Command,
    desk::Desk,
    failure::{Exit, Failure},
    interrupt::or_interrupted,
};

/// Does one command, until Ctrl-C.
pub(crate) async fn run(command: Command, desk: &Desk) -> Result<Exit, Failure> {
    or_interrupted(Box::pin(async {
        match command {
            Command::Import(format) => format.run(desk).await,
            Command::Export(export) => export.run(desk).await,
            Command::Verify(verify) => verify.run(desk).await,
            Command::History(history) => history.run(desk).await,
            Command::Undo(undo) => undo.run(desk).await,
            Command::Mask(mask) => mask.run(desk).await,
            Command::Status(status) => status.run(desk).await,
            Command::Completions(completions) => completions.run(desk),
        }
    }))
    .await
}
