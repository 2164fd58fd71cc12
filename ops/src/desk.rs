//! What every command has at hand.

use annals_service::{Context, Database, DatabaseConfig};
use sea_orm::{ConnectionTrait, Statement};

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

    /// Whether anything names the application's database.
    pub(crate) fn has_app(&self) -> bool {
        self.database_url.is_some() || connect::is_configured()
    }

    /// A connection as the application has it: under row-level security.
    pub(crate) async fn app(&self) -> Result<Database, Failure> {
        connect::open(self.app_config()?).await
    }

    /// A connection that sees all accounts, for `what`.
    pub(crate) async fn operator(&self, what: &str) -> Result<Database, Failure> {
        let Some(config) = self.operator_if_given()? else {
            return Err(Failure::Usage(format!(
                "{what} goes across accounts: give --operator-url, or set {}, to a login that is a member of annals_operator",
                connect::OPERATOR_URL
            )));
        };
        let user = config.user().to_owned();
        // What goes over all accounts takes as long as they are many.
        let db = connect::open(config.with_statement_timeout(None)).await?;
        if sees_all(&db).await? {
            return Ok(db);
        }
        Err(Failure::Usage(format!(
            "{user} does not see all accounts, for BYPASSRLS is not inherited. As an administrator:\n  GRANT annals_operator TO \"{user}\"; ALTER ROLE \"{user}\" SET role = annals_operator;"
        )))
    }

    /// The operator's connection; `None` where none was given.
    pub(crate) fn operator_if_given(&self) -> Result<Option<DatabaseConfig>, Failure> {
        connect::operator_config(self.operator_url.as_deref())
    }
}

/// The owner's policies are not forced on it.
const SEES_ALL: &str = "SELECT rolsuper OR rolbypassrls OR coalesce(pg_has_role(current_user, to_regrole('annals_owner'), 'USAGE'), false)
     FROM pg_roles WHERE rolname = current_user";

/// Otherwise it would take what a policy hides from it for what is not there.
async fn sees_all(db: &Database) -> Result<bool, Failure> {
    let tx = db.begin(&Context::global()).await?;
    let asked = Statement::from_string(tx.get_database_backend(), SEES_ALL);
    let row = tx.query_one_raw(asked).await?;
    tx.rollback().await?;
    row.map_or(Ok(false), |row| Ok(row.try_get_by_index(0)?))
}
