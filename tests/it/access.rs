//! Who may connect to a private server: other rules than the sandbox's own, which trust everybody.

use annals_sandbox::{SandboxDatabase, Server};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection};

use crate::{catalogue::one, support::TestResult};

/// Writes a file of the server's directory: it does so itself, and the file is its user's alone.
pub(crate) async fn write_file(admin: &DatabaseConnection, file: &str, text: &str) -> TestResult {
    let write = format!(
        "COPY (SELECT unnest(string_to_array('{}', E'\\n'))) TO PROGRAM 'umask 077; cat > {file}'",
        text.trim_end().replace('\'', "''")
    );
    admin.execute_unprepared(&write).await?;
    Ok(())
}

/// Has the server take these lines as its `pg_hba.conf`, and starts it anew.
pub(crate) async fn set_rules(
    server: &mut Server,
    sandbox: &SandboxDatabase,
    lines: &str,
) -> TestResult {
    let admin = Database::connect(sandbox.admin_url()).await?;
    write_file(&admin, "access.conf", lines).await?;
    let directory: String = one(&admin, "SELECT current_setting('data_directory')").await?;
    let set = format!("ALTER SYSTEM SET hba_file = '{directory}/access.conf'");
    admin.execute_unprepared(&set).await?;
    admin.close().await?;
    server.restart().await?;
    Ok(())
}
