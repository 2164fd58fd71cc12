//! The classes of the columns of Annals' tables. A column that is missing here fails a test.

/// A table, its columns by class.
pub(super) struct Table {
    pub(super) name: &'static str,
    pub(super) none: &'static str,
    pub(super) personal: &'static str,
    pub(super) sensitive: &'static str,
}

/// In the order of `docs/schema.md`. Keys are of no class, and neither are the times of the protocol:
/// an id has the time of its row within.
pub(super) const TABLES: &[Table] = &[
    Table {
        name: "accounts",
        none: "account_id id created_at updated_at row_version audit_id status",
        personal: "name",
        sensitive: "",
    },
    Table {
        name: "users",
        none: "account_id id created_at updated_at deleted_at deletion_id row_version audit_id is_active",
        personal: "email email_key username name preferences profile last_login_at",
        sensitive: "",
    },
    Table {
        name: "identities",
        none: "account_id id created_at updated_at row_version audit_id provider user_id",
        personal: "subject password_changed_at last_used_at",
        sensitive: "password_hash",
    },
    Table {
        name: "roles",
        none: "id created_at updated_at row_version audit_id name description",
        personal: "",
        sensitive: "",
    },
    Table {
        name: "user_roles",
        none: "account_id id created_at updated_at deleted_at deletion_id row_version audit_id user_id \
               role_id granted_by",
        personal: "",
        sensitive: "",
    },
    Table {
        name: "sessions",
        none: "account_id id created_at updated_at deleted_at deletion_id user_id expires_at",
        personal: "revoked_at ip user_agent",
        sensitive: "token_hash",
    },
    Table {
        name: "journal_entries",
        none: "account_id id created_at updated_at deleted_at deletion_id row_version audit_id user_id \
               entry_type language is_private processing_status claimed_by claimed_until attempts",
        personal: "entry_date word_count error_message",
        sensitive: "title content raw_data mood_score tags categories metadata search",
    },
    Table {
        name: "processed_content",
        none: "account_id id created_at updated_at deleted_at deletion_id row_version audit_id user_id \
               journal_id task_type confidence_score expires_at",
        personal: "ai_provider_info",
        sensitive: "processed_data",
    },
    Table {
        name: "projects",
        none: "account_id id created_at updated_at deleted_at deletion_id row_version audit_id \
               created_by status current_step language",
        personal: "name metadata",
        sensitive: "",
    },
    Table {
        name: "documents",
        none: "account_id id created_at updated_at deleted_at deletion_id row_version audit_id \
               project_id document_type current_version created_by",
        personal: "title metadata",
        sensitive: "",
    },
    Table {
        name: "document_versions",
        none: "account_id id created_at updated_at deleted_at deletion_id row_version audit_id \
               document_id version created_by",
        personal: "content content_sha256 metadata search",
        sensitive: "",
    },
    Table {
        name: "agent_executions",
        none: "account_id id created_at updated_at deleted_at deletion_id row_version audit_id \
               project_id agent_type correlation_id status started_at completed_at",
        personal: "error_message",
        sensitive: "input_data output_data",
    },
    Table {
        name: "exports",
        none: "account_id id created_at updated_at deleted_at deletion_id row_version audit_id \
               project_id format status claimed_by claimed_until attempts completed_at expires_at",
        personal: "file_path manifest error_message",
        sensitive: "",
    },
    Table {
        name: "businesses",
        none: "account_id id created_at updated_at deleted_at deletion_id row_version audit_id user_id \
               stage",
        personal: "name industry context",
        sensitive: "",
    },
    Table {
        name: "conversations",
        none: "account_id id created_at updated_at deleted_at deletion_id row_version audit_id user_id \
               business_id session_type ai_model temperature is_active archived_at message_count \
               last_message_at",
        personal: "",
        sensitive: "title context system_prompt",
    },
    Table {
        name: "messages",
        none: "account_id id created_at updated_at deleted_at deletion_id row_version audit_id \
               conversation_id position role ai_model processing_time_ms token_usage confidence_score",
        personal: "user_feedback",
        sensitive: "content metadata sources_used citations search",
    },
    Table {
        name: "knowledge_articles",
        none: "id created_at updated_at row_version audit_id category subcategory content_type title \
               content summary source evidence_level tags keywords usage_count search",
        personal: "",
        sensitive: "",
    },
    Table {
        name: "audit_log",
        none: "account_id id occurred_at table_name row_id row_version operation recorded_by \
               transaction_id actor_id erasure_id",
        personal: "context",
        sensitive: "image salt",
    },
    Table {
        name: "audit_seals",
        none: "account_id id created_at updated_at number month transactions_before sealed_through \
               row_count entries_digest previous_digest digest",
        personal: "",
        sensitive: "",
    },
    Table {
        name: "audit_erasures",
        none: "account_id id created_at updated_at row_version audit_id user_id erased_by rows_taken \
               entries_erased entry_count entries_digest",
        personal: "reason",
        sensitive: "",
    },
    Table {
        name: "audit_retentions",
        none: "id created_at updated_at row_version audit_id month row_count kept_months",
        personal: "",
        sensitive: "",
    },
    Table {
        name: "import_runs",
        none: "account_id id created_at updated_at format started_at finished_at counts",
        personal: "source",
        sensitive: "",
    },
    Table {
        name: "import_refusals",
        none: "account_id id created_at updated_at run_id position",
        personal: "file reason",
        sensitive: "excerpt",
    },
    Table {
        name: "read_log",
        none: "account_id id created_at updated_at read_at actor_id table_name kind row_id row_count",
        personal: "operation request_id",
        sensitive: "",
    },
];
