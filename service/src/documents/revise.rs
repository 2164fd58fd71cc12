//! New versions of a document.
//!
//! The document's row decides: `UPDATE … SET current_version = n + 1 … AND current_version = n` lets one
//! of many pass, and holds the others until that one is committed. So versions have neither gap nor
//! duplicate, and nobody asks for the highest number.

use annals_entity::documents::{ActiveModel, Column, Entity};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait};
use uuid::Uuid;

use super::{
    Document, DocumentVersion, DocumentWithContent, Revision,
    list::{find, find_with_version},
    versions,
};
use crate::{
    database::Transaction,
    error::{Error, Result},
    rules::Rules,
    write::{is_living, update_where},
};

const ENTITY: &str = "documents";

pub(super) async fn revise(
    tx: &Transaction<'_>,
    id: Uuid,
    base: i32,
    revision: Revision,
) -> Result<DocumentWithContent> {
    let mut rules = Rules::default();
    revision.check(&mut rules);
    rules.finish()?;
    let (document, before) = at(tx, id, base).await?;
    match before {
        // A version never changes: what was read of it holds, whoever writes meanwhile.
        Some(version) if revision.is_told_by(&version) => {
            Ok(DocumentWithContent { document, version })
        }
        before => append(tx, id, base, revision.upon(before)).await,
    }
}

pub(super) async fn restore(
    tx: &Transaction<'_>,
    id: Uuid,
    base: i32,
    version: i32,
    created_by: Option<Uuid>,
) -> Result<DocumentWithContent> {
    let Some(earlier) = versions::find(&tx, id, version).await? else {
        let (document, _) = at(tx, id, base).await?;
        let rule = format!("is {version}: there are 1 to {}", document.current_version);
        return Err(Error::invalid("version", rule));
    };
    let DocumentVersion { content, metadata, .. } = earlier;
    let metadata = metadata.as_object().cloned();
    revise(tx, id, base, Revision { content: Some(content), metadata, created_by }).await
}

/// The document, if it has that version now. Who comes too late is told without waiting for a lock.
async fn at(
    tx: &Transaction<'_>,
    id: Uuid,
    base: i32,
) -> Result<(Document, Option<DocumentVersion>)> {
    let Some((document, version)) = find_with_version(&tx, id).await? else {
        return Err(Error::NotFound { entity: ENTITY, id });
    };
    if document.current_version != base {
        return Err(stale(&document, base));
    }
    Ok((document, version))
}

async fn append(
    tx: &Transaction<'_>,
    id: Uuid,
    base: i32,
    revision: Revision,
) -> Result<DocumentWithContent> {
    let row = ActiveModel {
        account_id: Set(tx.context().account_id),
        id: Set(id),
        current_version: Set(base.saturating_add(1)),
        ..Default::default()
    };
    let is_at_base = is_living::<Entity>().add(Column::CurrentVersion.eq(base));
    let Some(document) = update_where(tx, row, is_at_base).await? else {
        let document = find(&tx, id).await?;
        return Err(document
            .map_or(Error::NotFound { entity: ENTITY, id }, |document| stale(&document, base)));
    };
    let version = revision.into_row(&document).insert(tx.connection()).await?;
    Ok(DocumentWithContent { document, version })
}

fn stale(document: &Document, base: i32) -> Error {
    Error::StaleVersion {
        entity: ENTITY,
        id: document.id,
        expected: base.into(),
        actual: document.current_version.into(),
    }
}
