//! What the server writes into its own log, with the settings of the security guide and without.

use std::{fs, path::Path};

use annals::prelude::*;
use annals_sandbox::{Server, ServerOptions};
use sea_orm::{ConnectionTrait, DbBackend, Statement};

use super::SECRET;
use crate::{catalogue::one, security_guide, support::TestResult};

/// Signs up, is refused, and tells the server's log of it: all of it, on a server that logs every
/// statement and the time it took.
async fn log_with(guide: &[(String, String)]) -> TestResult<String> {
    let mut settings = guide.to_vec();
    for (name, value) in [("log_statement", "all"), ("log_min_duration_statement", "0")] {
        settings.push((name.to_owned(), value.to_owned()));
    }
    let server = Server::private(ServerOptions { settings, ..ServerOptions::default() }).await?;
    let sandbox = server.database().await?;
    let db = Database::connect(DatabaseConfig::new(sandbox.url())?).await?;
    let ada = NewAccount::with_password("Ada", "ada@example.org", SECRET.into());
    let signed_up = db.sign_up(ada.clone()).await?;
    assert!(db.sign_up(ada).await.is_err());
    let tx = db.begin(&signed_up.context()).await?;
    let sql = "UPDATE annals.identities SET subject = NULL, password_hash = $1";
    let values = [SECRET.into()];
    let refused = Statement::from_sql_and_values(DbBackend::Postgres, sql, values);
    assert!(tx.execute_raw(refused).await.is_err());
    drop(tx);

    // The owner is under no policy, so the server tells it the row that breaks a rule.
    let owner = sea_orm::Database::connect(sandbox.owner_url()).await?;
    let values = [SECRET.into()];
    let refused = Statement::from_sql_and_values(DbBackend::Postgres, sql, values);
    assert!(owner.execute_raw(refused).await.is_err());
    let admin = sea_orm::Database::connect(sandbox.admin_url()).await?;
    let data: String = one(&admin, "SELECT current_setting('data_directory')").await?;
    let log = Path::new(&data).parent().ok_or("a directory")?.join("server.log");
    Ok(fs::read_to_string(log)?)
}

#[tokio::test]
async fn with_the_guides_settings_the_server_logs_no_secret() -> TestResult {
    let guide = security_guide::settings("logging")?;
    let log = log_with(&guide).await?;
    assert!(log.contains("INSERT INTO") && log.contains("null value in column"), "{log}");
    super::assert_hidden(SECRET, "the server's log", &log);
    Ok(())
}

/// Without them it does, and so it does with the one alone that hides parameters: then a row that
/// breaks a rule is shown to whoever is under no policy.
#[tokio::test]
async fn without_the_guides_settings_the_server_logs_the_secret() -> TestResult {
    let guide = security_guide::settings("logging")?;
    let hiding = ["log_parameter_max_length", "log_error_verbosity"];
    for less in [&hiding[..], &hiding[1..]] {
        let left: Vec<_> =
            guide.iter().filter(|(name, _)| !less.contains(&name.as_str())).cloned().collect();
        assert_eq!(left.len() + less.len(), guide.len(), "{less:?} are among them");
        assert!(log_with(&left).await?.contains(SECRET), "{less:?} hide nothing");
    }
    Ok(())
}
