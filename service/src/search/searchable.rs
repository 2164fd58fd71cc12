//! Which entities can be searched.

use annals_entity::{document_versions, journal_entries, knowledge_articles, messages};
use sea_orm::{EntityTrait, sea_query::Expr};

/// An entity whose table has a `tsvector` column that the database keeps, a GIN index on it, and a
/// key `id` of type `uuid`.
///
/// For an application's own table: add the column as
/// `search tsvector GENERATED ALWAYS AS (annals.search_text(<language>, <title>, <content>)) STORED`,
/// index it with `IndexKind::TEXT`, and say here by which expressions it was made. They are of the
/// entity's columns. Rows whose `deleted_at` is set are never found, where the entity has one.
///
/// ```
/// use annals_service::search::Searchable;
/// use sea_orm::sea_query::Expr;
///
/// mod notes {
///     use sea_orm::entity::prelude::*;
///
///     #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
///     #[sea_orm(table_name = "notes")]
///     pub struct Model {
///         #[sea_orm(primary_key, auto_increment = false)]
///         pub account_id: Uuid,
///         #[sea_orm(primary_key, auto_increment = false)]
///         pub id: Uuid,
///         pub language: String,
///         pub body: String,
///     }
///
///     #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
///     pub enum Relation {}
///
///     impl ActiveModelBehavior for ActiveModel {}
/// }
///
/// // search: annals.search_text(language, NULL, body)
/// impl Searchable for notes::Entity {
///     fn language() -> Expr {
///         Expr::col((Self, notes::Column::Language))
///     }
///
///     fn content() -> Expr {
///         Expr::col((Self, notes::Column::Body))
///     }
/// }
/// ```
pub trait Searchable: EntityTrait {
    /// Whether its rows belong to accounts. Then it is read through its scoped view, which
    /// `create_tenant_table` makes. `false`: all accounts find all rows.
    const IS_TENANT: bool = true;

    /// The `tsvector` column.
    const SEARCH: &'static str = "search";

    /// The language tag of a row.
    #[must_use]
    fn language() -> Expr;

    /// What is highlighted as its title. `None`: it has no title.
    #[must_use]
    fn title() -> Option<Expr> {
        None
    }

    /// What snippets are cut from.
    #[must_use]
    fn content() -> Expr;
}

impl Searchable for journal_entries::Entity {
    fn language() -> Expr {
        Expr::col((Self, journal_entries::Column::Language))
    }

    fn title() -> Option<Expr> {
        Some(Expr::col((Self, journal_entries::Column::Title)))
    }

    fn content() -> Expr {
        let columns = [journal_entries::Column::Content, journal_entries::Column::RawData];
        let columns = columns.map(|column| Expr::col((Self, column)));
        Expr::cust_with_exprs("annals.entry_text($1, $2)", columns)
    }
}

impl Searchable for messages::Entity {
    fn language() -> Expr {
        in_metadata(Expr::col((Self, messages::Column::Metadata)))
    }

    fn content() -> Expr {
        Expr::col((Self, messages::Column::Content))
    }
}

impl Searchable for document_versions::Entity {
    fn language() -> Expr {
        in_metadata(Expr::col((Self, document_versions::Column::Metadata)))
    }

    fn content() -> Expr {
        Expr::col((Self, document_versions::Column::Content))
    }
}

impl Searchable for knowledge_articles::Entity {
    const IS_TENANT: bool = false;

    fn language() -> Expr {
        Expr::cust("'en'::text")
    }

    fn title() -> Option<Expr> {
        Some(Expr::col((Self, knowledge_articles::Column::Title)))
    }

    fn content() -> Expr {
        Expr::col((Self, knowledge_articles::Column::Content))
    }
}

fn in_metadata(metadata: Expr) -> Expr {
    Expr::cust_with_expr("coalesce($1 ->> 'language', 'en')", metadata)
}
