//! The columns that are asked for: type, `!` where NULL is refused, default, and what a CHECK allows.
//! Keys, times and the columns of the audit protocol have rules of their own, tested beside this.

/// The columns of a table, one a line.
pub(super) type Columns = (&'static str, &'static str);

pub(super) const WANTED: &[Columns] = &[
    (
        "accounts",
        "name varchar(255) !
         status varchar(20) ! = 'active': active suspended closed",
    ),
    (
        "users",
        "email varchar(255) !
         email_key varchar(255) !
         username varchar(50)
         name varchar(255)
         is_active boolean ! = true
         preferences jsonb ! = '{}'
         profile jsonb ! = '{}'
         last_login_at timestamptz
         deleted_at timestamptz
         deletion_id uuid",
    ),
    (
        "identities",
        "provider varchar(50) !
         subject varchar(255) !
         account_id uuid !
         user_id uuid !
         password_hash varchar(255)
         password_changed_at timestamptz
         last_used_at timestamptz",
    ),
    ("roles", "name varchar(50) !\n description text ! = ''"),
    ("user_roles", "user_id uuid !\n role_id uuid !\n granted_by uuid"),
    (
        "sessions",
        "user_id uuid !
         token_hash bytea !
         expires_at timestamptz !
         revoked_at timestamptz
         ip inet
         user_agent text",
    ),
    (
        "journal_entries",
        "user_id uuid !
         title varchar(500)
         content text
         raw_data jsonb !
         entry_type varchar(50) ! = 'text'
         entry_date date
         mood_score numeric(4,2): 0 to 10
         word_count integer ! = 0
         language varchar(10) ! = 'en'
         tags jsonb ! = '[]'
         categories jsonb ! = '[]'
         is_private boolean ! = true
         metadata jsonb ! = '{}'
         processing_status varchar(20) ! = 'pending': pending processing completed failed
         claimed_by text
         claimed_until timestamptz
         attempts integer ! = 0
         search tsvector
         deleted_at timestamptz
         deletion_id uuid",
    ),
    (
        "processed_content",
        "journal_id uuid !
         user_id uuid !
         task_type varchar(100) !
         processed_data jsonb !
         confidence_score numeric(3,2): 0 to 1
         ai_provider_info jsonb
         created_at timestamptz ! = CURRENT_TIMESTAMP
         expires_at timestamptz",
    ),
    (
        "projects",
        "name varchar(255) !
         status varchar(20) ! = 'draft': draft active completed archived
         current_step integer ! = 1: 1 to 4
         language varchar(10) ! = 'en'
         metadata jsonb ! = '{}'
         created_by uuid
         deleted_at timestamptz
         deletion_id uuid",
    ),
    (
        "documents",
        "project_id uuid !
         document_type varchar(50) !
         title varchar(500) !
         current_version integer ! = 0
         metadata jsonb ! = '{}'
         created_by uuid
         deleted_at timestamptz
         deletion_id uuid",
    ),
    (
        "document_versions",
        "document_id uuid !
         version integer !
         content text !
         content_sha256 bytea !
         metadata jsonb ! = '{}'
         created_by uuid
         created_at timestamptz ! = CURRENT_TIMESTAMP
         search tsvector",
    ),
    (
        "agent_executions",
        "project_id uuid !
         agent_type varchar(50) !
         correlation_id uuid !
         input_data jsonb
         output_data jsonb
         status varchar(20) ! = 'pending': pending running completed failed cancelled
         error_message text
         started_at timestamptz ! = CURRENT_TIMESTAMP
         completed_at timestamptz",
    ),
    (
        "exports",
        "project_id uuid !
         format varchar(20) !
         status varchar(20) ! = 'pending': pending running completed failed
         file_path text
         manifest jsonb ! = '{}'
         error_message text
         claimed_by text
         claimed_until timestamptz
         attempts integer ! = 0
         completed_at timestamptz
         expires_at timestamptz ! = (now() + '24:00:00')",
    ),
    (
        "businesses",
        "user_id uuid !
         name varchar(255) !
         industry varchar(100)
         stage varchar(50) ! = 'idea'
         context jsonb ! = '{}'
         deleted_at timestamptz
         deletion_id uuid",
    ),
    (
        "conversations",
        "user_id uuid !
         business_id uuid
         title varchar(300) !
         session_type varchar(50) !
         context jsonb ! = '{}'
         ai_model varchar(100)
         system_prompt text
         temperature numeric(3,2) ! = 0.7: 0 to 2
         is_active boolean ! = true
         archived_at timestamptz
         message_count integer ! = 0
         last_message_at timestamptz
         deleted_at timestamptz
         deletion_id uuid",
    ),
    (
        "messages",
        "conversation_id uuid !
         position integer !
         role varchar(20) !: user assistant system tool
         content text !
         metadata jsonb ! = '{}'
         ai_model varchar(100)
         processing_time_ms integer: from 0
         token_usage jsonb
         sources_used jsonb
         citations jsonb
         confidence_score numeric(3,2): 0 to 1
         user_feedback smallint: -1 to 5
         created_at timestamptz ! = CURRENT_TIMESTAMP
         search tsvector",
    ),
    (
        "knowledge_articles",
        "category varchar(100) !
         subcategory varchar(100)
         content_type varchar(50) !
         title varchar(500) !
         content text !
         summary text
         source varchar(500)
         evidence_level varchar(20) ! = 'moderate': theoretical low moderate high
         tags jsonb ! = '[]'
         keywords jsonb ! = '[]'
         usage_count integer ! = 0
         search tsvector",
    ),
    (
        "audit_log",
        "account_id uuid !
         occurred_at timestamptz ! = clock_timestamp()
         table_name text !
         row_id uuid !
         row_version bigint !
         operation varchar(20) !: insert update delete
         recorded_by varchar(20) ! = 'hook': hook database
         actor_id uuid = annals.current_actor()
         context jsonb = annals.current_context()
         image jsonb !",
    ),
    (
        "audit_erasures",
        "user_id uuid
         erased_by uuid
         reason text
         rows_taken jsonb ! = '{}'
         entries_erased jsonb ! = '{}'
         entry_count bigint !
         entries_digest bytea !",
    ),
    (
        "audit_retentions",
        "month date !
         row_count bigint !
         kept_months integer !",
    ),
    (
        "audit_seals",
        "number bigint !
         sealed_through timestamptz !
         row_count bigint !
         digest bytea !
         previous_digest bytea",
    ),
    (
        "import_runs",
        "source text !
         format varchar(50) !
         started_at timestamptz ! = CURRENT_TIMESTAMP
         finished_at timestamptz
         counts jsonb ! = '{}'",
    ),
    (
        "import_refusals",
        "run_id uuid !
         file text !
         position bigint !
         reason text !
         excerpt text !",
    ),
    (
        "read_log",
        "read_at timestamptz !
         actor_id uuid
         operation text
         request_id text
         table_name text
         kind varchar(20) !: by_id query search dropped
         row_id uuid
         row_count bigint !",
    ),
];
