//! A protocol whose triggers are gone, off, or others.

use annals::{prelude::*, service::audit::Fault};
use sea_orm::ConnectionTrait;

use crate::support::{TestResult, fixture};

#[tokio::test]
async fn a_trigger_that_is_off_or_gone_or_another_is_found_with_its_table() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let owner = fixture.owner().await?;
    let context = ada.context();
    let audit = fixture.db.read(&context).audit();
    assert!(audit.verify().await?.is_complete());
    for (tampering, mending, table, detail) in [
        (
            "ALTER TABLE annals.users DISABLE TRIGGER record_update",
            "ALTER TABLE annals.users ENABLE TRIGGER record_update",
            "users",
            "record_update is off",
        ),
        (
            "ALTER TABLE annals.roles ENABLE REPLICA TRIGGER bump",
            "ALTER TABLE annals.roles ENABLE TRIGGER bump",
            "roles",
            "bump is off",
        ),
        (
            "DROP TRIGGER bump ON annals.exports",
            "CREATE TRIGGER bump BEFORE UPDATE ON annals.exports FOR EACH ROW EXECUTE FUNCTION annals.bump_exports()",
            "exports",
            "bump is missing",
        ),
        (
            "CREATE OR REPLACE TRIGGER record_update AFTER UPDATE ON annals.projects FOR EACH ROW
               WHEN (new.row_version <> old.row_version AND new.audit_id IS NULL AND new.name <> 'secret')
               EXECUTE FUNCTION annals.record_projects()",
            "CREATE OR REPLACE TRIGGER record_update AFTER UPDATE ON annals.projects FOR EACH ROW
               WHEN (new.row_version <> old.row_version AND new.audit_id IS NULL)
               EXECUTE FUNCTION annals.record_projects()",
            "projects",
            "record_update is another one",
        ),
        (
            "CREATE OR REPLACE TRIGGER record_insert AFTER INSERT ON annals.users REFERENCING NEW TABLE AS born
               FOR EACH STATEMENT WHEN (current_user <> 'secret') EXECUTE FUNCTION annals.inserted_users()",
            "CREATE OR REPLACE TRIGGER record_insert AFTER INSERT ON annals.users REFERENCING NEW TABLE AS born
               FOR EACH STATEMENT EXECUTE FUNCTION annals.inserted_users()",
            "users",
            "record_insert is another one",
        ),
        (
            "CREATE OR REPLACE TRIGGER record_delete AFTER DELETE ON annals.messages REFERENCING OLD TABLE AS gone
               FOR EACH STATEMENT EXECUTE FUNCTION annals.deleted_documents()",
            "CREATE OR REPLACE TRIGGER record_delete AFTER DELETE ON annals.messages REFERENCING OLD TABLE AS gone
               FOR EACH STATEMENT EXECUTE FUNCTION annals.deleted_messages()",
            "messages",
            "record_delete is another one",
        ),
    ] {
        owner.execute_unprepared(tampering).await?;
        let found = audit.verify().await?.findings;
        let found: Vec<_> = found
            .iter()
            .map(|it| (it.table.as_str(), it.fault, it.detail.as_deref().unwrap_or_default()))
            .collect();
        assert_eq!(found, [(table, Fault::Trigger, detail)]);
        assert_eq!(fixture.db.maintenance().verify_triggers().await?.len(), 1, "{table}");
        owner.execute_unprepared(mending).await?;
        assert!(audit.verify().await?.is_complete(), "{table} is as it was");
    }
    Ok(())
}
