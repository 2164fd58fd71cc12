//! The program behind `sea-orm-cli migrate`. It knows the schema, so no `-s` is needed.

#![expect(clippy::print_stderr, reason = "a program says what went wrong")]

use std::process::ExitCode;

use annals_migration::Migrator;
use clap::Parser;
use sea_orm_cli::MigrateSubcommands;
use sea_orm_migration::cli::run_migrate;

/// Migrates the schema `annals` of a PostgreSQL database.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Show debug messages
    #[arg(short, long, global = true)]
    verbose: bool,

    /// Accepted for `sea-orm-cli`; the schema is always `annals`
    #[arg(short = 's', long, env = "DATABASE_SCHEMA", global = true, hide = true)]
    database_schema: Option<String>,

    /// URL of the database, as a member of `annals_owner`. ANNALS_OWNER_URL comes before DATABASE_URL
    #[arg(short = 'u', long, env = "DATABASE_URL", hide_env_values = true, global = true)]
    database_url: Option<String>,

    #[command(subcommand)]
    command: Option<MigrateSubcommands>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match migrate().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn migrate() -> Result<(), Box<dyn std::error::Error>> {
    dotenvy::dotenv().ok();
    let arguments = Arguments::parse();
    if arguments.command.as_ref().is_some_and(is_for_files) {
        return Err("new migrations of Annals are written by hand, in migration/src/migrations: \
                    see CONTRIBUTING.md"
            .into());
    }
    let url = owner_url(arguments.database_url).ok_or(
        "no database is named: set ANNALS_OWNER_URL (or DATABASE_URL) to the URL of a member of \
         annals_owner, for example postgres://owner@localhost/app, or give it with -u",
    )?;
    let connection = annals_migration::connect(&url).await?;
    let done = run_migrate(Migrator, &connection, arguments.command, arguments.verbose).await;
    connection.close().await?;
    done
}

/// `sea-orm-cli` hands `DATABASE_URL` on as if it were typed: only one that differs was.
fn owner_url(given: Option<String>) -> Option<String> {
    let typed = given.filter(|url| std::env::var("DATABASE_URL").ok().as_ref() != Some(url));
    typed
        .or_else(|| std::env::var("ANNALS_OWNER_URL").ok())
        .or_else(|| std::env::var("DATABASE_URL").ok())
}

fn is_for_files(command: &MigrateSubcommands) -> bool {
    matches!(command, MigrateSubcommands::Init | MigrateSubcommands::Generate { .. })
}
