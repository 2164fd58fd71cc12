//! Serves the notebook on port 3000: on the database that the variables name, or, where there are none, on one
//! of the sandbox, which goes when the program ends.

use std::{env, error::Error};

use annals::prelude::*;
use notebook::{migration, router};
use tokio::net::TcpListener;

const ADDRESS: &str = "127.0.0.1:3000";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut sandbox = None;
    let config = if let Ok(owner_url) = env::var("ANNALS_OWNER_URL") {
        migration::run(&owner_url).await?;
        DatabaseConfig::from_env()?
    } else {
        let made = annals_sandbox::database_with::<migration::Migrator>().await?;
        DatabaseConfig::new(sandbox.insert(made).url())?
    };
    let db = Database::connect(config).await?;
    println!("http://{ADDRESS}");
    axum::serve(TcpListener::bind(ADDRESS).await?, router(db)).await?;
    Ok(())
}
