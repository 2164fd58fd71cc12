//! The migrations, one change a file, in the order in which they run.

use sea_orm_migration::MigrationTrait;

mod m20261121_000001_create_context_functions;
mod m20261121_000002_create_tenancy_functions;
mod m20261121_000003_create_tracking_functions;
mod m20261121_000004_create_accounts;
mod m20261121_000005_create_audit_log;
mod m20261121_000006_create_users;
mod m20261121_000007_create_roles;
mod m20261121_000008_create_identities;
mod m20261121_000009_create_user_roles;
mod m20261121_000010_create_sessions;
mod m20261121_000011_create_search_functions;
mod m20261121_000012_create_journal_entries;
mod m20261121_000013_create_processed_content;
mod m20261121_000014_create_projects;
mod m20261121_000015_create_documents;
mod m20261121_000016_create_document_versions;
mod m20261121_000017_create_agent_executions;
mod m20261121_000018_create_exports;
mod m20261121_000019_create_businesses;
mod m20261121_000020_create_conversations;
mod m20261121_000021_create_messages;
mod m20261121_000022_create_knowledge_articles;
mod m20261121_000023_create_audit_seals;
mod m20261121_000024_create_import_runs;
mod m20261121_000025_create_import_refusals;
mod m20261121_000026_create_deletion_functions;
mod m20261121_000027_create_undo_functions;
mod m20261121_000028_create_audit_erasures;
mod m20261121_000029_create_audit_retentions;
mod m20261121_000030_create_sealing_functions;
mod m20261121_000031_create_retention_functions;
mod m20261121_000032_create_erasure_functions;
mod m20261121_000033_create_read_log;
mod m20261121_000034_explain_tables;

/// All of them, oldest first. One that has been released never changes.
pub(crate) fn all() -> Vec<Box<dyn MigrationTrait>> {
    vec![
        Box::new(m20261121_000001_create_context_functions::Migration),
        Box::new(m20261121_000002_create_tenancy_functions::Migration),
        Box::new(m20261121_000003_create_tracking_functions::Migration),
        Box::new(m20261121_000004_create_accounts::Migration),
        Box::new(m20261121_000005_create_audit_log::Migration),
        Box::new(m20261121_000006_create_users::Migration),
        Box::new(m20261121_000007_create_roles::Migration),
        Box::new(m20261121_000008_create_identities::Migration),
        Box::new(m20261121_000009_create_user_roles::Migration),
        Box::new(m20261121_000010_create_sessions::Migration),
        Box::new(m20261121_000011_create_search_functions::Migration),
        Box::new(m20261121_000012_create_journal_entries::Migration),
        Box::new(m20261121_000013_create_processed_content::Migration),
        Box::new(m20261121_000014_create_projects::Migration),
        Box::new(m20261121_000015_create_documents::Migration),
        Box::new(m20261121_000016_create_document_versions::Migration),
        Box::new(m20261121_000017_create_agent_executions::Migration),
        Box::new(m20261121_000018_create_exports::Migration),
        Box::new(m20261121_000019_create_businesses::Migration),
        Box::new(m20261121_000020_create_conversations::Migration),
        Box::new(m20261121_000021_create_messages::Migration),
        Box::new(m20261121_000022_create_knowledge_articles::Migration),
        Box::new(m20261121_000023_create_audit_seals::Migration),
        Box::new(m20261121_000024_create_import_runs::Migration),
        Box::new(m20261121_000025_create_import_refusals::Migration),
        Box::new(m20261121_000026_create_deletion_functions::Migration),
        Box::new(m20261121_000027_create_undo_functions::Migration),
        Box::new(m20261121_000028_create_audit_erasures::Migration),
        Box::new(m20261121_000029_create_audit_retentions::Migration),
        Box::new(m20261121_000030_create_sealing_functions::Migration),
        Box::new(m20261121_000031_create_retention_functions::Migration),
        Box::new(m20261121_000032_create_erasure_functions::Migration),
        Box::new(m20261121_000033_create_read_log::Migration),
        Box::new(m20261121_000034_explain_tables::Migration),
    ]
}
