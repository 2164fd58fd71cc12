//! The versions of a document: all without their texts, one or two with them.

use annals_entity::document_versions;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{DocumentVersion, VersionDiff};
use crate::{
    database::{Executor, fetch_models},
    error::Result,
    query::{self, Order, Page, PageRequest},
    write::living,
};

pub use summary::Model as VersionSummary;

/// A second entity of the table, without the text, which may be long.
mod summary {
    use sea_orm::entity::prelude::*;

    /// A version of a document without its text.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(schema_name = "annals", table_name = "document_versions")]
    pub struct Model {
        /// The account.
        #[sea_orm(primary_key, auto_increment = false)]
        pub account_id: Uuid,
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// When it was made.
        pub created_at: DateTimeWithTimeZone,
        /// When it was deleted. `None`: it is not.
        pub deleted_at: Option<DateTimeWithTimeZone>,
        /// The document.
        pub document_id: Uuid,
        /// Its number, from 1.
        pub version: i32,
        /// The SHA-256 of its text.
        #[sea_orm(column_type = "VarBinary(StringLen::None)")]
        pub content_sha256: Vec<u8>,
        /// What is said of it; a JSON object.
        #[sea_orm(column_type = "JsonBinary")]
        pub metadata: Json,
        /// Who wrote it. `None`: nobody is named.
        pub created_by: Option<Uuid>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// By `idx_document_versions_document_id_version` or `…_version_created_at`.
pub(super) async fn page(
    executor: &impl Executor,
    id: Uuid,
    page: &PageRequest,
) -> Result<Page<VersionSummary>> {
    let select = living(summary::Entity::find()).filter(summary::Column::DocumentId.eq(id));
    let newest_first = Order::by("version").descending();
    query::list(executor, select, &newest_first, &format!("versions of {id}"), page).await
}

/// By `idx_document_versions_document_id_version` or `…_version_created_at`.
pub(super) async fn find(
    executor: &impl Executor,
    id: Uuid,
    version: i32,
) -> Result<Option<DocumentVersion>> {
    use document_versions::Column;
    let select = living(document_versions::Entity::find())
        .filter(Column::DocumentId.eq(id))
        .filter(Column::Version.eq(version));
    Ok(fetch_models(executor, select).await?.pop())
}

/// Each version looked up by its number: of `version IN (…)` the server may make a filter over all the
/// versions of the document. They never change, so two statements see what one would.
pub(super) async fn diff(
    executor: &impl Executor,
    id: Uuid,
    from: i32,
    to: i32,
) -> Result<Option<VersionDiff>> {
    let Some(old) = find(executor, id, from).await? else { return Ok(None) };
    let Some(new) = find(executor, id, to).await? else { return Ok(None) };
    VersionDiff::aside(from, to, old.content, new.content).await.map(Some)
}
