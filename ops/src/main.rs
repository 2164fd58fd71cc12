//! The `annals` command: `annals --help`.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    annals_ops::main().await
}
