//! A database, and the command run on it.

use std::{
    error::Error,
    process::{Command, Output},
};

use annals_sandbox::SandboxDatabase;

pub(crate) type TestResult<T = ()> = Result<T, Box<dyn Error>>;

/// A migrated database of its own.
pub(crate) async fn sandbox() -> TestResult<SandboxDatabase> {
    Ok(annals_sandbox::database().await?)
}

/// The command, with no variable of Annals or of the database from around it.
pub(crate) fn annals(sandbox: Option<&SandboxDatabase>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_annals"));
    command.env_clear();
    if let Some(sandbox) = sandbox {
        command.env("DATABASE_URL", sandbox.url());
        command.env("ANNALS_OPERATOR_URL", sandbox.operator_url());
    }
    command
}

/// Its standard output and standard error.
pub(crate) fn texts(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout), text(&output.stderr))
}
