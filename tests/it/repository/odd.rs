//! Entities that ask for what the repository does not do.

use annals::prelude::*;
use sea_orm::{
    ActiveModelBehavior,
    ActiveValue::Set,
    entity::prelude::*,
    sea_query::{ExprTrait, IntoCondition},
};

use super::samples::samples;
use crate::support::TestResult;

/// The samples, as somebody might describe them who has an unsigned number in mind, and takes `whole`
/// for one that may be NULL.
mod oddities {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "samples")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub account_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub whole: Option<i32>,
        pub big: Option<u64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Three tables that nobody made: a refusal comes before any statement.
macro_rules! table {
    ($name:ident, $table:literal) => {
        mod $name {
            use super::*;

            #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
            #[sea_orm(table_name = $table)]
            pub(super) struct Model {
                #[sea_orm(primary_key, auto_increment = false)]
                pub account_id: Uuid,
                #[sea_orm(primary_key, auto_increment = false)]
                pub id: Uuid,
                pub whole: i32,
            }

            #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
            pub(super) enum Relation {}

            impl ActiveModelBehavior for ActiveModel {}
        }
    };
}

table!(distant, "distant");
table!(conditional, "conditional");
table!(composite, "composite");

impl Related<distant::Entity> for oddities::Entity {
    fn to() -> RelationDef {
        composite::Entity::belongs_to(distant::Entity)
            .from(composite::Column::Id)
            .to(distant::Column::Id)
            .into()
    }

    fn via() -> Option<RelationDef> {
        let to = oddities::Entity::belongs_to(composite::Entity);
        Some(to.from(oddities::Column::Id).to(composite::Column::Id).into())
    }
}

impl Related<conditional::Entity> for oddities::Entity {
    fn to() -> RelationDef {
        oddities::Entity::belongs_to(conditional::Entity)
            .from(oddities::Column::Id)
            .to(conditional::Column::Id)
            .on_condition(|_, right| {
                Expr::col((right, conditional::Column::Whole)).gt(0).into_condition()
            })
            .into()
    }
}

impl Related<composite::Entity> for oddities::Entity {
    fn to() -> RelationDef {
        oddities::Entity::belongs_to(composite::Entity)
            .from((oddities::Column::Id, oddities::Column::Whole))
            .to((composite::Column::Id, composite::Column::Whole))
            .into()
    }
}

#[tokio::test]
async fn a_relation_that_cant_be_loaded_says_why() -> TestResult {
    let (fixture, ada) = samples().await?;
    let context = ada.context();
    let repository = fixture.db.read(&context).repository::<oddities::Entity>();
    let row = oddities::Model {
        account_id: ada.account_id,
        id: Uuid::now_v7(),
        whole: Some(1),
        big: None,
    };
    let rows = [row];
    let refusals = [
        (repository.load::<distant::Entity>(&rows).await.map(drop), "distant", "a third table"),
        (repository.load_one::<distant::Entity>(&[]).await.map(drop), "distant", "a third table"),
        (
            repository.load_latest::<conditional::Entity>(&rows, 1).await.map(drop),
            "conditional",
            "a condition of its own",
        ),
        (
            repository.load::<composite::Entity>(&rows).await.map(drop),
            "composite",
            "several columns",
        ),
    ];
    for (refused, table, why) in refusals {
        let error = refused.expect_err(why);
        let Error::Invalid { fields } = &error else { panic!("{error}") };
        assert_eq!(fields[0].field, table);
        assert!(fields[0].rule.contains(why), "{error}");
    }
    Ok(())
}

#[tokio::test]
async fn a_value_of_a_type_that_postgresql_lacks_is_named() -> TestResult {
    let (fixture, ada) = samples().await?;
    let context = ada.context();
    let repository = fixture.db.scope(&context).repository::<oddities::Entity>();
    let row = |big| oddities::ActiveModel {
        whole: Set(Some(1)),
        big: Set(big),
        ..<oddities::ActiveModel as Default>::default()
    };
    let error = repository.insert_many([row(Some(1)), row(None)]).await.expect_err("unsigned");
    let Error::Invalid { fields } = &error else { panic!("{error}") };
    assert_eq!(fields[0].field, "[0].big");
    assert!(fields[0].rule.contains("of a type that many rows can't be written with"), "{error}");
    Ok(())
}

#[tokio::test]
async fn null_is_refused_where_the_table_wants_a_value() -> TestResult {
    let (fixture, ada) = samples().await?;
    let context = ada.context();
    let repository = fixture.db.scope(&context).repository::<oddities::Entity>();
    let row =
        oddities::ActiveModel { whole: Set(None), ..<oddities::ActiveModel as Default>::default() };
    let refusals = [
        (repository.insert(row.clone()).await.map(drop), "whole"),
        (repository.insert_many([row]).await.map(drop), "[0].whole"),
    ];
    for (refused, field) in refusals {
        let error = refused.expect_err("NULL");
        let Error::Invalid { fields } = &error else { panic!("{error}") };
        assert_eq!(fields[0].field, field);
        assert_eq!(fields[0].rule, "is NULL: it must be given");
    }
    Ok(())
}
