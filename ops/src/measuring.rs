//! For the benches of this workspace alone: commands without their command line.

use std::{error::Error, path::Path, time::Duration};

use annals_service::{Database, DatabaseConfig};
use uuid::Uuid;

use crate::{import, subject::Found};

/// What an import took.
#[derive(Clone, Copy, Debug)]
pub struct Imported {
    /// Records of the source.
    pub records: u64,
    /// Records that were not there before.
    pub imported: u64,
    /// The import itself.
    pub writing: Duration,
    /// Reading everything back.
    pub verifying: Duration,
}

/// Imports a folder of the format `journal-files`, as `annals import` does; `outcome`: as its option says.
///
/// # Errors
/// Those of the command.
pub async fn import_folder(
    url: &str,
    operator_url: &str,
    (account_id, user_id): (Uuid, Uuid),
    folder: &Path,
    outcome: &str,
) -> Result<Imported, Box<dyn Error + Send + Sync>> {
    let connect = async |url| {
        let config = DatabaseConfig::new(url)?.with_statement_timeout(None);
        Database::connect(config.with_max_connections(4))
            .await
            .map_err(Box::<dyn Error + Send + Sync>::from)
    };
    let (db, operator) = (connect(url).await?, connect(operator_url).await?);
    let found = Found { account_id, user_id };
    Ok(import::measured(&db, &operator, found, folder, outcome).await?)
}
