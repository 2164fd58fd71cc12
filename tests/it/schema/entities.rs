//! Every entity equals its table: the same columns, of types that read what stands there.

use std::collections::BTreeSet;

use annals::entity as tables;
use sea_orm::{ConnectionTrait, EntityName, EntityTrait, IdenStatic, Iterable, PrimaryKeyToColumn};

use crate::{
    catalogue::texts,
    filled::{fill, tables as tables_to_fill},
    support::{TestResult, fixture},
};

/// Calls a macro with every entity.
macro_rules! for_every_entity {
    ($call:ident) => {
        $call!(
            accounts,
            agent_executions,
            audit_erasures,
            audit_log,
            audit_retentions,
            audit_seals,
            businesses,
            conversations,
            document_versions,
            documents,
            exports,
            identities,
            import_refusals,
            import_runs,
            journal_entries,
            knowledge_articles,
            messages,
            processed_content,
            projects,
            read_log,
            roles,
            sessions,
            user_roles,
            users
        )
    };
}

const TABLES: &str =
    "SELECT relname::text FROM pg_class WHERE relnamespace = 'annals'::regnamespace
    AND relkind IN ('r', 'p') AND NOT relispartition AND relname <> 'annals_migrations'";

/// The columns of an entity, and those of its table that can be written.
async fn assert_same_columns<E: EntityTrait>(owner: &impl ConnectionTrait) -> TestResult {
    let entity = E::default();
    let table = EntityName::table_name(&entity);
    assert_eq!(entity.schema_name(), Some("annals"), "{table}");
    let columns = |condition: &str| {
        format!(
            "SELECT attname::text FROM pg_attribute a WHERE attrelid = 'annals.{table}'::regclass
                AND attnum > 0 AND NOT attisdropped AND {condition}"
        )
    };
    let own: BTreeSet<String> = E::Column::iter().map(|it| it.as_str().to_owned()).collect();
    let of_table = texts(owner, &columns("attgenerated = ''")).await?;
    assert_eq!(own, of_table.into_iter().collect(), "columns of {table}");

    let key = E::PrimaryKey::iter().map(|key| key.into_column().as_str().to_owned());
    let in_key = "EXISTS (SELECT FROM pg_constraint WHERE conrelid = attrelid AND contype = 'p' AND attnum = ANY (conkey))";
    let of_table = texts(owner, &columns(in_key)).await?;
    assert_eq!(key.collect::<BTreeSet<_>>(), of_table.into_iter().collect(), "key of {table}");
    Ok(())
}

#[tokio::test]
async fn every_table_has_an_entity_with_its_columns_and_its_key() -> TestResult {
    let fixture = fixture().await?;
    let owner = fixture.owner().await?;
    let mut known = BTreeSet::new();
    macro_rules! compare {
        ($($table:ident),+) => {$(
            assert_same_columns::<tables::$table::Entity>(&owner).await?;
            known.insert(stringify!($table).to_owned());
        )+};
    }
    for_every_entity!(compare);
    assert_eq!(known, texts(&owner, TABLES).await?.into_iter().collect());
    Ok(())
}

#[tokio::test]
async fn every_entity_reads_a_row_with_a_value_in_every_column() -> TestResult {
    let fixture = fixture().await?;
    let owner = fixture.owner().await?;
    fill(&fixture, &tables_to_fill(&owner).await?).await?;
    owner
        .execute_unprepared(
            "INSERT INTO annals.knowledge_articles (category, subcategory, content_type, title, content, summary, source)
             VALUES ('a', 'b', 'c', 'd', 'e', 'f', 'g')",
        )
        .await?;
    owner
        .execute_unprepared(
            "INSERT INTO annals.audit_retentions (month, row_count, kept_months) VALUES ('2020-01-01', 1, 12)",
        )
        .await?;
    macro_rules! read {
        ($($table:ident),+) => {$(
            let row = tables::$table::Entity::find().one(&owner).await?;
            assert!(row.is_some(), "{} has no row", stringify!($table));
        )+};
    }
    for_every_entity!(read);
    Ok(())
}

#[tokio::test]
async fn every_entity_finds_nothing_in_an_empty_table() -> TestResult {
    let fixture = fixture().await?;
    let app = fixture.app().await?;
    macro_rules! look {
        ($($table:ident),+) => {$(
            let rows = tables::$table::Entity::find().all(&app).await?;
            let seeded = stringify!($table) == "roles";
            assert_eq!(rows.is_empty(), !seeded, "{}", stringify!($table));
        )+};
    }
    for_every_entity!(look);
    Ok(())
}
