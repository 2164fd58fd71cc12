//! Who may migrate, and what whoever may not is told.

use annals_sandbox::{SandboxDatabase, Server, ServerOptions};
use sea_orm::{ConnectionTrait, DatabaseConnection};

use super::{applied, connect, names};
use crate::{
    catalogue::{assert_none, texts},
    support::TestResult,
};

/// A cluster that no migrator has seen, and a login `deployer` that owns a database there and may
/// nothing else.
struct Newcomer {
    _server: Server,
    sandbox: SandboxDatabase,
    admin: DatabaseConnection,
}

impl Newcomer {
    async fn arrive() -> TestResult<Self> {
        let server = Server::private(ServerOptions::default()).await?;
        let sandbox = server.bare_database().await?;
        let admin = connect(sandbox.admin_url()).await?;
        let name = sandbox.name();
        admin
            .execute_unprepared(&format!(
                "CREATE ROLE deployer LOGIN; ALTER DATABASE {name} OWNER TO deployer;
                 DROP ROLE annals_sandbox_owner, annals_sandbox_app, annals_sandbox_reader, annals_sandbox_operator;
                 DROP ROLE annals_owner, annals_app, annals_reader, annals_operator"
            ))
            .await?;
        Ok(Self { _server: server, sandbox, admin })
    }

    /// The database, as the login.
    fn url(&self) -> TestResult<String> {
        let (_, place) = self.sandbox.admin_url().split_once('@').ok_or("no user in the URL")?;
        Ok(format!("postgres://deployer@{place}"))
    }

    /// The same, made a member of `annals_owner`.
    async fn url_of_owner(&self) -> TestResult<String> {
        self.admin.execute_unprepared("GRANT annals_owner TO deployer").await?;
        self.url()
    }

    /// What a migration is refused with.
    async fn refusal(&self) -> TestResult<String> {
        let refused = annals::migrate(&self.url()?).await;
        Ok(refused.err().ok_or("the migration was not refused")?.to_string())
    }
}

#[tokio::test]
async fn who_may_not_create_roles_is_told_what_an_administrator_has_to_run() -> TestResult {
    let newcomer = Newcomer::arrive().await?;
    let message = newcomer.refusal().await?;
    assert!(message.contains("role annals_owner is missing"), "{message}");

    // What the message says is all it takes.
    let (_, advice) = message
        .split_once("Have an administrator run once: ")
        .ok_or(format!("no advice in {message:?}"))?;
    newcomer.admin.execute_unprepared(advice).await?;
    annals::migrate(&newcomer.url()?).await?;
    let deployer = connect(&newcomer.url()?).await?;
    assert_eq!(applied(&deployer).await?, names());
    Ok(())
}

#[tokio::test]
async fn who_is_no_member_of_the_owner_is_told_to_be_made_one() -> TestResult {
    let newcomer = Newcomer::arrive().await?;
    annals::migration::create_roles(&newcomer.admin).await?;
    let message = newcomer.refusal().await?;
    assert!(message.contains("deployer migrates, and is no member of annals_owner"), "{message}");
    assert!(message.contains("GRANT annals_owner TO deployer"), "{message}");
    Ok(())
}

#[tokio::test]
async fn who_may_not_create_the_schema_is_told_which_grant_is_missing() -> TestResult {
    let newcomer = Newcomer::arrive().await?;
    annals::migration::create_roles(&newcomer.admin).await?;
    let name = newcomer.sandbox.name();
    let owned =
        format!("GRANT annals_owner TO deployer; ALTER DATABASE {name} OWNER TO CURRENT_USER");
    newcomer.admin.execute_unprepared(&owned).await?;
    let message = newcomer.refusal().await?;
    assert!(message.contains("the schema annals is missing"), "{message}");
    assert!(message.contains(&format!("GRANT CREATE ON DATABASE {name} TO deployer")), "{message}");
    Ok(())
}

#[tokio::test]
async fn a_plain_member_of_the_owner_migrates_and_everything_belongs_to_the_owner() -> TestResult {
    let sandbox = annals_sandbox::bare_database().await?;
    annals::migrate(sandbox.owner_url()).await?;
    let owner = connect(sandbox.owner_url()).await?;
    assert_eq!(applied(&owner).await?, names());
    assert_none(
        &owner,
        "not of annals_owner",
        "SELECT 'schema ' || nspname FROM pg_namespace WHERE nspname = 'annals' AND nspowner <> 'annals_owner'::regrole
         UNION ALL SELECT relname::text FROM pg_class
          WHERE relnamespace = 'annals'::regnamespace AND relowner <> 'annals_owner'::regrole
         UNION ALL SELECT proname::text FROM pg_proc
          WHERE pronamespace = 'annals'::regnamespace AND proowner <> 'annals_owner'::regrole
            AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')",
    )
    .await
}

#[tokio::test]
async fn who_may_not_create_an_extension_gets_indexes_without_the_account() -> TestResult {
    let newcomer = Newcomer::arrive().await?;
    annals::migration::create_roles(&newcomer.admin).await?;
    let name = newcomer.sandbox.name();
    let prepared = format!(
        "GRANT annals_owner TO deployer; ALTER DATABASE {name} OWNER TO CURRENT_USER;
         CREATE SCHEMA annals AUTHORIZATION annals_owner"
    );
    newcomer.admin.execute_unprepared(&prepared).await?;
    annals::migrate(&newcomer.url()?).await?;
    let gin = "SELECT pg_get_indexdef(indexrelid) FROM pg_index
                WHERE indexrelid = 'annals.idx_journal_entries_search'::regclass";
    let index = texts(&newcomer.admin, gin).await?.concat();
    assert!(index.ends_with("USING gin (search)"), "{index}");

    // Where an administrator has created it before, in whatever schema, they have it.
    let newcomer = Newcomer::arrive().await?;
    annals::migration::create_roles(&newcomer.admin).await?;
    newcomer.admin.execute_unprepared("CREATE EXTENSION btree_gin SCHEMA public").await?;
    annals::migrate(&newcomer.url_of_owner().await?).await?;
    let index = texts(&newcomer.admin, gin).await?.concat();
    assert!(index.ends_with("USING gin (account_id, search)"), "{index}");
    Ok(())
}

#[tokio::test]
async fn a_superuser_migrates_and_everything_belongs_to_the_owner_all_the_same() -> TestResult {
    let sandbox = annals_sandbox::bare_database().await?;
    annals::migrate(sandbox.admin_url()).await?;
    let admin = connect(sandbox.admin_url()).await?;
    assert_none(
        &admin,
        "not of annals_owner",
        "SELECT oid::regclass::text FROM pg_class
          WHERE relnamespace = 'annals'::regnamespace AND relowner <> 'annals_owner'::regrole",
    )
    .await
}
