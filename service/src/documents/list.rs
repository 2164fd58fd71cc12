//! Reading documents.

use std::sync::LazyLock;

use annals_entity::{
    document_versions,
    documents::{Column, Entity},
};
use sea_orm::{
    ColumnTrait, Condition, DbErr, EntityName, EntityTrait, FromQueryResult, JoinType, QueryFilter,
    QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait, SelectStatement},
};
use uuid::Uuid;

use super::{Document, DocumentFilter, DocumentVersion, DocumentWithContent};
use crate::{
    database::{ById, Executor, fetch_models},
    error::Result,
    query::{self, Order, Page, PageRequest},
    repository,
    write::living,
};

static BY_ID: LazyLock<Result<ById<Entity>, DbErr>> = LazyLock::new(ById::living);

/// By `pk_documents`.
pub(super) async fn find(executor: &impl Executor, id: Uuid) -> Result<Option<Document>> {
    BY_ID.as_ref().map_err(Clone::clone)?.find(executor, id).await
}

pub(super) async fn find_with_content(
    executor: &impl Executor,
    id: Uuid,
) -> Result<Option<DocumentWithContent>> {
    let found = find_with_version(executor, id).await?;
    Ok(found.and_then(|(document, version)| {
        version.map(|version| DocumentWithContent { document, version })
    }))
}

/// A document with its newest version, where it has one. By `pk_documents`, and by
/// `idx_document_versions_document_id_version` or `…_version_created_at`.
///
/// A plain join may read all versions of the document before it picks the one: `PostgreSQL` takes them
/// for few. `LIMIT` makes it look up the number.
pub(super) async fn find_with_version(
    executor: &impl Executor,
    id: Uuid,
) -> Result<Option<(Document, Option<DocumentVersion>)>> {
    let mut select =
        living(Entity::find()).filter(Column::Id.eq(id)).select_also(document_versions::Entity);
    QueryTrait::query(&mut select).join_lateral(
        JoinType::LeftJoin,
        newest_version(),
        EntityName::table_name(&document_versions::Entity),
        Condition::all().add(Expr::val(true)),
    );
    let rows = executor.fetch(select.into_query()).await?;
    let Some(row) = rows.first() else { return Ok(None) };
    let document = Document::from_query_result(row, "A_")?;
    let version: Option<Uuid> = row.try_get("B_", "id")?;
    let version = version.map(|_| DocumentVersion::from_query_result(row, "B_")).transpose()?;
    Ok(Some((document, version)))
}

/// That of the document which is read beside it.
fn newest_version() -> SelectStatement {
    let of_document = [
        (document_versions::Column::AccountId, Column::AccountId),
        (document_versions::Column::DocumentId, Column::Id),
        (document_versions::Column::Version, Column::CurrentVersion),
    ];
    let select = of_document.into_iter().fold(
        living(document_versions::Entity::find()),
        |select, (version, document)| {
            let column = Expr::col((document_versions::Entity, version));
            select.filter(column.equals((Entity, document)))
        },
    );
    select.limit(1).into_query()
}

/// By `idx_documents_project_id_document_type`, or by `idx_documents_project_id_created_at`: a project has
/// few documents, and the server may take either.
pub(super) async fn find_by_type(
    executor: &impl Executor,
    project_id: Uuid,
    document_type: &str,
) -> Result<Option<Document>> {
    let select = living(Entity::find())
        .filter(Column::ProjectId.eq(project_id))
        .filter(Column::DocumentType.eq(document_type));
    Ok(fetch_models(executor, select).await?.pop())
}

/// By `idx_documents_created_at`, or `idx_documents_project_id_created_at` for one project's.
pub(super) async fn page(
    executor: &impl Executor,
    filter: DocumentFilter,
    page: &PageRequest,
) -> Result<Page<Document>> {
    let selection = filter.into_selection();
    let select = selection.select::<Entity>(&page.order)?;
    let newest_first = Order::by("created_at").descending();
    query::list(executor, select, &newest_first, &selection.text(), page).await
}

pub(super) async fn count(executor: &impl Executor, filter: DocumentFilter) -> Result<u64> {
    repository::count::<Entity, _>(executor, &filter.into_selection()).await
}
