//! What every command has at hand.

use annals_service::{Database, DatabaseConfig};

use crate::{cli::Global, connect, failure::Failure, terminal::Terminal};

/// The terminal, and the way to the database.
pub(crate) struct Desk {
    pub(crate) terminal: Terminal,
    database_url: Option<String>,
    operator_url: Option<String>,
}

impl Desk {
    pub(crate) fn new(global: Global) -> Self {
        Self {
            terminal: Terminal::new(global.json, global.yes),
            database_url: global.database_url,
            operator_url: global.operator_url,
        }
    }

    /// What the application's connection is.
    pub(crate) fn app_config(&self) -> Result<DatabaseConfig, Failure> {
        connect::config(self.database_url.as_deref())
    }

    /// A connection as the application has it: under row-level security.
    pub(crate) async fn app(&self) -> Result<Database, Failure> {
        connect::open(self.app_config()?).await
    }

    /// A connection that sees all accounts, for `what`.
    pub(crate) async fn operator(&self, what: &str) -> Result<Database, Failure> {
        match self.operator_if_given()? {
            Some(config) => connect::open(config).await,
            None => Err(Failure::Usage(format!(
                "{what} goes across accounts: give --operator-url, or set {}, to a login that is a member of annals_operator",
                connect::OPERATOR_URL
            ))),
        }
    }

    /// The operator's connection; `None` where none was given.
    pub(crate) fn operator_if_given(&self) -> Result<Option<DatabaseConfig>, Failure> {
        connect::operator_config(self.operator_url.as_deref())
    }
}
