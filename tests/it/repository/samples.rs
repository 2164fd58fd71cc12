//! An application's table of many types, which is neither tracked nor soft-deletable.

use annals::{migration::schema, prelude::*};
use sea_orm::{ActiveModelBehavior, entity::prelude::*};
use sea_orm_migration::{
    MigrationTrait, MigratorTrait, SchemaManager, prelude::DeriveMigrationName,
};

use crate::support::{Fixture, TestResult};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "samples")]
pub(super) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub created_at: DateTimeWithTimeZone,
    pub updated_at: DateTimeWithTimeZone,
    pub label: Option<String>,
    #[sea_orm(column_type = "Float", nullable)]
    pub single: Option<f32>,
    #[sea_orm(column_type = "Double", nullable)]
    pub double: Option<f64>,
    pub small: Option<i16>,
    pub whole: i32,
    pub big: Option<i64>,
    pub exact: Option<Decimal>,
    pub yes: Option<bool>,
    pub day: Option<Date>,
    pub hour: Option<Time>,
    pub moment: Option<DateTime>,
    pub instant: Option<DateTimeWithTimeZone>,
    #[sea_orm(column_type = "VarBinary(StringLen::None)", nullable)]
    pub bytes: Option<Vec<u8>>,
    #[sea_orm(column_type = "Inet", nullable)]
    pub address: Option<IpNetwork>,
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub document: Option<Json>,
    #[sea_orm(column_type = "Json", nullable)]
    pub plain_document: Option<Json>,
    #[sea_orm(column_type = "JsonBinary", select_as = "text", save_as = "jsonb", nullable)]
    pub exact_document: Option<ExactJson>,
    pub words: Option<Vec<String>>,
    pub numbers: Option<Vec<i32>>,
    #[sea_orm(column_name = "odd \"name")]
    pub odd_name: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(super) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

const COLUMNS: &str = r#"
ALTER TABLE samples ADD label varchar(20), ADD single real, ADD double double precision, ADD small smallint,
  ADD whole integer NOT NULL DEFAULT 42, ADD big bigint, ADD exact numeric, ADD yes boolean, ADD day date,
  ADD hour time, ADD moment timestamp, ADD instant timestamptz, ADD bytes bytea, ADD address inet,
  ADD document jsonb, ADD plain_document json, ADD exact_document jsonb, ADD words text[],
  ADD numbers integer[], ADD "odd ""name" text;
CREATE UNIQUE INDEX idx_samples_label ON samples (account_id, lower(label)) WHERE whole >= 0;
ALTER TABLE samples ADD CONSTRAINT samples_exact UNIQUE (account_id, exact);
"#;

pub(super) struct Samples;

impl MigratorTrait for Samples {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(CreateSamples)]
    }
}

#[derive(DeriveMigrationName)]
struct CreateSamples;

#[async_trait::async_trait]
impl MigrationTrait for CreateSamples {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        schema::create_tenant_table(manager, &schema::tenant_table("samples")).await?;
        manager.get_connection().execute_unprepared(COLUMNS).await.map(drop)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        schema::drop_tenant_table(manager, "samples").await
    }
}

/// A database with the table, and somebody who has signed up.
pub(super) async fn samples() -> TestResult<(Fixture, SignedUp)> {
    let sandbox = annals_sandbox::database_with::<Samples>().await?;
    let db = Database::connect(DatabaseConfig::new(sandbox.url())?).await?;
    let fixture = Fixture { db, sandbox };
    let ada = fixture.sign_up().await?;
    Ok((fixture, ada))
}
