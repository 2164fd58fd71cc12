//! What runs around each write through an `ActiveModel`.
//!
//! A hook signs the row it is about to write with a new `UUIDv7` in `audit_id`, then inserts the audit
//! entry under that id if the returned row still carries it: the database takes the signature off where
//! nothing tracked has changed. Writes that no hook sees (bulk statements, cascades, COPY, SQL typed
//! by hand) carry no signature, and triggers record them; at commit the database makes sure that every
//! signed write has its entry. `docs/adr/0002` has the whole protocol.
//!
//! The entry is written by the same connection as the row: in a transaction both are there or neither.
//! On a bare pool connection each statement is a transaction of its own; there the hooks leave the entry
//! to the database, which records it once as well.

mod entry;
mod signature;

pub use entry::{record, record_deletion};
pub use signature::sign;

/// Gives entities the hooks of a tracked table: one line per table. The module named must hold an
/// entity with the columns `id`, `created_at`, `updated_at`, `row_version` and `audit_id`, and name
/// its schema where that is not `public`.
///
/// ```
/// mod notes {
///     use sea_orm::entity::prelude::*;
///
///     #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
///     #[sea_orm(table_name = "notes")]
///     pub struct Model {
///         #[sea_orm(primary_key, auto_increment = false)]
///         pub account_id: Uuid,
///         #[sea_orm(primary_key, auto_increment = false)]
///         pub id: Uuid,
///         pub body: String,
///         pub created_at: DateTimeWithTimeZone,
///         pub updated_at: DateTimeWithTimeZone,
///         pub row_version: i64,
///         pub audit_id: Option<Uuid>,
///     }
///
///     #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
///     pub enum Relation {}
/// }
///
/// annals_entity::tracked!(notes);
/// ```
#[macro_export]
macro_rules! tracked {
    ($($entity:ident),+ $(,)?) => {$(
        #[$crate::async_trait]
        impl ::sea_orm::ActiveModelBehavior for $entity::ActiveModel {
            async fn before_save<C>(self, _db: &C, insert: bool) -> Result<Self, ::sea_orm::DbErr>
            where
                C: ::sea_orm::ConnectionTrait,
            {
                $crate::hooks::sign(self, insert)
            }

            async fn after_save<C>(
                model: $entity::Model,
                db: &C,
                insert: bool,
            ) -> Result<$entity::Model, ::sea_orm::DbErr>
            where
                C: ::sea_orm::ConnectionTrait,
            {
                $crate::hooks::record(&model, db, insert).await?;
                Ok(model)
            }

            async fn before_delete<C>(self, db: &C) -> Result<Self, ::sea_orm::DbErr>
            where
                C: ::sea_orm::ConnectionTrait,
            {
                $crate::hooks::record_deletion(&self, db).await?;
                Ok(self)
            }
        }
    )+};
}

mod tables {
    use sea_orm::ActiveModelBehavior;

    use crate::{
        accounts, agent_executions, audit_erasures, audit_log, audit_retentions, audit_seals,
        businesses, conversations, document_versions, documents, exports, identities,
        import_refusals, import_runs, journal_entries, knowledge_articles, messages,
        processed_content, projects, read_log, roles, sessions, user_roles, users,
    };

    tracked! {
        accounts,
        users,
        identities,
        roles,
        user_roles,
        journal_entries,
        processed_content,
        projects,
        documents,
        document_versions,
        agent_executions,
        exports,
        businesses,
        conversations,
        messages,
        knowledge_articles,
        audit_erasures,
        audit_retentions,
    }

    // Not audited: the log itself, its seals, logins that come and go, what an import reports,
    // and who has read what.
    impl ActiveModelBehavior for audit_log::ActiveModel {}
    impl ActiveModelBehavior for audit_seals::ActiveModel {}
    impl ActiveModelBehavior for sessions::ActiveModel {}
    impl ActiveModelBehavior for import_runs::ActiveModel {}
    impl ActiveModelBehavior for import_refusals::ActiveModel {}
    impl ActiveModelBehavior for read_log::ActiveModel {}
}
