//! What follows from the schema of Annals, made from a freshly migrated database of the sandbox:
//!
//! - `entities <directory>`: the entities (`make entities`; `entity/src/generated`)
//! - `schema <file>`: the document that explains tables and columns (`make schema`; `docs/schema.md`)
//!
//! Nobody edits its output.

mod entities;
mod schema;

use std::{error::Error, path::PathBuf};

use clap::Parser;

#[derive(Parser)]
enum Command {
    /// Writes the entities
    Entities { directory: PathBuf },
    /// Writes the document of the schema
    Schema { file: PathBuf },
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let command = Command::parse();
    let database = annals_sandbox::database().await?;
    match command {
        Command::Entities { directory } => entities::write(database.owner_url(), &directory).await,
        Command::Schema { file } => schema::write(database.owner_url(), &file).await,
    }
}
