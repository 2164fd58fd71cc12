//! The entities, by `sea-orm-cli`.

mod anchor;
mod exact_json;

use std::{error::Error, path::Path};

use clap::Parser;
use sea_orm_cli::{Cli, Commands, run_generate_command};

/// Tables that no entity is generated for: the history of migrations, and `identities`, whose entity
/// is written by hand because it holds secrets.
const IGNORED: &str = "annals_migrations,identities";

/// Writes them to a directory, which must not be there.
pub(crate) async fn write(url: &str, directory: &Path) -> Result<(), Box<dyn Error>> {
    anchor::add(url).await?;
    generate(url, directory).await?;
    anchor::remove(directory)?;
    exact_json::rewrite(directory)?;
    Ok(())
}

async fn generate(url: &str, directory: &Path) -> Result<(), Box<dyn Error>> {
    let directory = directory.to_str().ok_or("the directory's name is no UTF-8")?;
    let arguments = [
        "sea-orm-cli",
        "generate",
        "entity",
        "--database-url",
        url,
        "--database-schema",
        "annals",
        "--ignore-tables",
        IGNORED,
        "--output-dir",
        directory,
        "--entity-format",
        "dense",
        "--impl-active-model-behavior=false",
        "--banner-version",
        "off",
    ];
    let Cli { command, verbose } = Cli::try_parse_from(arguments)?;
    let Commands::Generate { command } = command else {
        return Err("sea-orm-cli has read the command to generate as another".into());
    };
    run_generate_command(command, verbose).await
}
