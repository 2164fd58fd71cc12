//! The columns that a unique index of Annals' keeps apart.
//!
//! Under row-level security `PostgreSQL` leaves out of its message which columns collided, so the name of
//! the index has to tell. A test holds this list equal to the catalogue.

/// Index, and its columns without the account.
pub const UNIQUE: &[(&str, &[&str])] = &[
    ("idx_audit_retentions_month", &["month"]),
    ("idx_audit_seals_number", &["number"]),
    ("idx_document_versions_document_id_version", &["document_id", "version"]),
    ("idx_documents_project_id_document_type", &["project_id", "document_type"]),
    ("idx_identities_id", &["id"]),
    ("idx_knowledge_articles_category_title", &["category", "title"]),
    ("idx_messages_conversation_id_position", &["conversation_id", "position"]),
    ("idx_roles_name", &["name"]),
    ("idx_sessions_token_hash", &["token_hash"]),
    ("idx_user_roles_user_id_role_id", &["user_id", "role_id"]),
    ("idx_users_email_key", &["email_key"]),
    ("idx_users_username", &["username"]),
    ("pk_audit_log", &["occurred_at", "id"]),
    ("pk_identities", &["provider", "subject"]),
];

/// The columns of an index: of Annals' own by the list; of an application's by the message, where it
/// says them, and else by the rule that a primary key is `(account_id, id)` and an index is named
/// `idx_<table>_<columns>`.
pub(super) fn columns(table: &str, index: &str, detail: &str) -> Vec<String> {
    if let Some((_, columns)) = UNIQUE.iter().find(|(name, _)| *name == index) {
        return columns.iter().map(ToString::to_string).collect();
    }
    let said = said_columns(detail);
    if !said.is_empty() {
        return said;
    }
    if index.starts_with("pk_") || index.ends_with("_pkey") {
        return vec!["id".to_owned()];
    }
    let named = index.strip_prefix(&format!("idx_{table}_"));
    vec![named.unwrap_or(index).to_owned()]
}

/// The columns of `Key (account_id, email_key)=(…) already exists.`, without the account, and without
/// the values, which may be anybody's.
fn said_columns(detail: &str) -> Vec<String> {
    let columns = detail
        .strip_prefix("Key (")
        .and_then(|rest| rest.split_once(")="))
        .map_or("", |(columns, _)| columns);
    columns
        .split(", ")
        .filter(|column| !column.is_empty() && *column != "account_id")
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::columns;

    #[test]
    fn the_columns_are_named_by_list_message_or_rule_and_no_value_is() {
        let detail = "Key (account_id, slug)=(0190…, ada@example.org) already exists.";
        assert_eq!(columns("users", "idx_users_email_key", ""), ["email_key"]);
        assert_eq!(columns("notes", "notes_slug", detail), ["slug"]);
        assert_eq!(columns("notes", "idx_notes_slug", ""), ["slug"]);
        assert_eq!(columns("notes", "pk_notes", ""), ["id"]);
        assert_eq!(columns("notes", "odd", ""), ["odd"]);
    }
}
