//! `docs/security-guide.md`, done as it says, on a server of its own.

use annals::prelude::*;
use annals_sandbox::{Server, ServerOptions};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr};

use crate::{
    access::{set_rules, write_file},
    catalogue::{one, texts},
    support::{TestResult, rows},
    tls,
};

const GUIDE: &str = include_str!("../../docs/security-guide.md");

/// The blocks of the guide that begin with three backticks and this: a language and a name.
fn blocks(named: &str) -> TestResult<Vec<&'static str>> {
    let found: Vec<_> = GUIDE
        .split("```")
        .skip(1)
        .step_by(2)
        .filter_map(|block| block.split_once('\n'))
        .filter(|(info, _)| *info == named)
        .map(|(_, text)| text)
        .collect();
    if found.is_empty() {
        return Err(format!("the guide has no block {named:?}").into());
    }
    Ok(found)
}

/// The settings of a block of `postgresql.conf`, by name and value.
pub(crate) fn settings(name: &str) -> TestResult<Vec<(String, String)>> {
    let text = blocks(&format!("ini {name}"))?.concat();
    let lines = text.lines().map(|line| line.split('#').next().unwrap_or_default().trim());
    lines
        .filter(|line| !line.is_empty())
        .map(|line| {
            let (name, value) =
                line.split_once('=').ok_or_else(|| format!("no setting: {line}"))?;
            Ok((name.trim().to_owned(), value.trim().trim_matches('\'').to_owned()))
        })
        .collect()
}

/// Runs the statements of a block one by one: `CREATE DATABASE` wants to be alone.
async fn run(connection: &DatabaseConnection, name: &str) -> TestResult {
    for block in blocks(&format!("sql {name}"))? {
        let lines: Vec<_> = block.lines().filter(|line| !line.starts_with("--")).collect();
        for statement in lines.join("\n").split(";\n").filter(|it| !it.trim().is_empty()) {
            let done: Result<_, DbErr> = connection.execute_unprepared(statement).await;
            done.map_err(|error| format!("{error}: {statement}"))?;
        }
    }
    Ok(())
}

/// A server as the guide has it, without the sandbox's own roles.
struct Guided {
    server: Server,
    sandbox: annals_sandbox::SandboxDatabase,
    admin: DatabaseConnection,
    socket: String,
}

/// What the sandbox made on the server, the guide is to make.
const FORGET: &str = "
DO $$
DECLARE
  named text;
BEGIN
  FOR named IN SELECT datname FROM pg_database WHERE datdba::regrole::text LIKE 'annals%' LOOP
    EXECUTE format('ALTER DATABASE %I OWNER TO CURRENT_USER', named);
  END LOOP;
  FOR named IN SELECT rolname FROM pg_roles WHERE rolname LIKE 'annals%' LOOP
    EXECUTE format('DROP OWNED BY %1$I; DROP ROLE %1$I', named);
  END LOOP;
END $$";

impl Guided {
    async fn start(settings: Vec<(String, String)>) -> TestResult<Self> {
        let server =
            Server::private(ServerOptions { settings, ..ServerOptions::default() }).await?;
        let sandbox = server.bare_database().await?;
        let admin = sea_orm::Database::connect(sandbox.admin_url()).await?;
        admin.execute_unprepared(FORGET).await?;
        let socket = one(&admin, "SELECT current_setting('unix_socket_directories')").await?;
        Ok(Self { server, sandbox, admin, socket })
    }

    fn url(&self, login: &str) -> String {
        format!("postgres://{login}@localhost:5432/journal?host={}", self.socket)
    }

    /// Roles, logins, database and schema, in the guide's order.
    async fn set_up(&self) -> TestResult {
        run(&self.admin, "roles").await?;
        run(&self.admin, "logins").await?;
        run(&self.admin, "database").await?;
        annals::migrate(&self.url("journal_migrator")).await?;
        Ok(())
    }

    async fn connect(&self, login: &str) -> TestResult<DatabaseConnection> {
        Ok(sea_orm::Database::connect(self.url(login)).await?)
    }
}

#[tokio::test]
async fn its_roles_and_logins_do_what_they_are_for_and_its_checks_find_nothing() -> TestResult {
    let guided = Guided::start(Vec::new()).await?;
    guided.set_up().await?;
    let db = Database::connect(DatabaseConfig::new(&guided.url("journal_app_a"))?).await?;
    let ada = NewAccount::with_password("Ada", "ada@example.org", "hash".to_owned().into());
    let ada = db.sign_up(ada).await?;
    let context = ada.context();
    let entry = db.scope(&context).journal().create(NewEntry::by(ada.user.id)).await?;
    db.scope(&context).journal().delete(entry.id).await?;
    assert_eq!(db.read(&context).audit().verify().await?.findings, []);
    assert!(!db.health().await?.connected_as_owner);

    let operator = Database::connect(DatabaseConfig::new(&guided.url("journal_operator"))?).await?;
    assert!(!operator.maintenance().seal_all().await?.is_empty());
    let reader = guided.connect("journal_reader").await?;
    assert_eq!(one::<i64>(&reader, "SELECT count(*) FROM annals.users").await?, 0);
    let migrator = guided.connect("journal_migrator").await?;
    assert_eq!(one::<i64>(&migrator, "SELECT count(*) FROM annals.users").await?, 1);

    let limits = rows::<(String, String)>(
        &guided.connect("journal_app_b").await?,
        "SELECT current_setting('idle_in_transaction_session_timeout'), current_setting('lock_timeout')",
        [],
    )
    .await?;
    assert_ne!(limits, [("0".to_owned(), "0".to_owned())]);
    for check in blocks("sql checks")? {
        for query in check.split(";\n").filter(|query| !query.trim().is_empty()) {
            let found = texts(&migrator, query).await?;
            assert!(found.is_empty(), "{query}: {found:?}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn its_checks_find_what_they_look_for() -> TestResult {
    let guided = Guided::start(Vec::new()).await?;
    guided.set_up().await?;
    let wrong = "GRANT annals_owner TO journal_app_a; ALTER ROLE journal_app_b BYPASSRLS;
                 GRANT CONNECT ON DATABASE journal TO PUBLIC; GRANT CREATE ON SCHEMA public TO PUBLIC;
                 ALTER TABLE annals.users DISABLE ROW LEVEL SECURITY; ALTER TABLE annals.users DISABLE TRIGGER ALL";
    let admin = guided.connect("postgres").await?;
    admin.execute_unprepared(wrong).await?;
    let migrator = guided.connect("journal_migrator").await?;
    for check in blocks("sql checks")? {
        for query in check.split(";\n").filter(|query| !query.trim().is_empty()) {
            assert!(!texts(&migrator, query).await?.is_empty(), "it finds nothing: {query}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn its_rules_of_access_and_its_settings_are_taken_by_the_server() -> TestResult {
    let mut guided = Guided::start(settings("limits")?).await?;
    guided.set_up().await?;
    let authority = tls::authority("Journal database authority")?;
    let (certificate, key) = tls::issue(&authority, "server", Some("db.internal"))?;
    let clients = tls::pem("CERTIFICATE", authority.der());
    for (file, text) in [("server.crt", certificate), ("server.key", key), ("clients.crt", clients)]
    {
        write_file(&guided.admin, file, &text).await?;
    }
    for block in ["logging", "limits", "tls"] {
        for (name, value) in settings(block)? {
            let set = format!("ALTER SYSTEM SET {name} = '{value}'");
            let done = guided.admin.execute_unprepared(&set).await;
            done.map_err(|error| format!("{error}: {set}"))?;
        }
    }
    let lines = format!("local all all trust\n{}", blocks("conf pg_hba")?.concat());
    set_rules(&mut guided.server, &guided.sandbox, &lines).await?;

    let admin = guided.connect("postgres").await?;
    let faults = "SELECT line_number || ': ' || error FROM pg_hba_file_rules WHERE error IS NOT NULL
                  UNION ALL SELECT name || ': ' || coalesce(error, 'not applied') FROM pg_file_settings
                   WHERE sourcefile LIKE '%.auto.conf' AND NOT applied";
    assert_eq!(texts(&admin, faults).await?, Vec::<String>::new());
    assert!(one::<i64>(&admin, "SELECT count(*) FROM pg_hba_file_rules").await? > 7);
    assert_eq!(one::<String>(&admin, "SELECT current_setting('ssl')").await?, "on");
    Ok(())
}

#[tokio::test]
async fn a_password_is_rotated_while_the_application_runs() -> TestResult {
    let guided = Guided::start(Vec::new()).await?;
    guided.set_up().await?;
    let old = Database::connect(DatabaseConfig::new(&guided.url("journal_app_a"))?).await?;
    let new = Database::connect(DatabaseConfig::new(&guided.url("journal_app_b"))?).await?;
    let ada = NewAccount::with_password("Ada", "ada@example.org", "hash".to_owned().into());
    let ada = old.sign_up(ada).await?;
    assert!(new.read(&ada.context()).users().find(ada.user.id).await?.is_some());

    run(&guided.admin, "rotation").await?;
    assert!(old.read(&ada.context()).users().find(ada.user.id).await.is_err());
    assert!(guided.connect("journal_app_a").await.is_err());
    assert!(new.read(&ada.context()).users().find(ada.user.id).await?.is_some());
    Ok(())
}

#[tokio::test]
async fn after_a_leak_no_session_and_no_password_is_worth_anything() -> TestResult {
    let guided = Guided::start(Vec::new()).await?;
    guided.set_up().await?;
    let db = Database::connect(DatabaseConfig::new(&guided.url("journal_app_a"))?).await?;
    let ada = NewAccount::with_password("Ada", "ada@example.org", "hash".to_owned().into());
    let ada = db.sign_up(ada).await?;
    let context = ada.context();
    let session = NewSession::of(ada.user.id, std::time::Duration::from_hours(1));
    let token = db.scope(&context).sessions().issue(session).await?.token;
    assert!(db.find_session(token.expose_secret()).await?.is_some());

    run(&guided.connect("journal_migrator").await?, "leak").await?;
    assert!(db.find_session(token.expose_secret()).await?.is_none());
    let login = db.find_by_identity(&Identity::email("ada@example.org")).await?;
    assert!(login.is_some_and(|login| login.password_hash.is_none()));
    assert_eq!(db.read(&context).audit().verify().await?.findings, []);
    Ok(())
}
