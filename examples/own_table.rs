//! A tracked table of an application's own: `cargo run --example own_table`.
//!
//! Its rows are kept apart by account and audited like Annals' own. In an application the migration,
//! the entity and the use stand in files of their own.
//!
//! ```text
//! Wrote      "Ask Yusuf about the 64" for an entry of ada@example.org
//! Shared     1 note, in one statement
//! Bob sees   0 of them
//!
//! What happened to the note:
//!   version 1  insert  recorded by the hook      by the user
//!   version 2  update  recorded by the hook      by the user
//!   version 3  update  recorded by the database  by the user
//!   version 4  delete  recorded by the database  by the user
//! The entry was deleted, and took the note with it: the log has 0 gaps.
//! ```

#![expect(clippy::print_stdout, reason = "it shows what happens")]

use std::error::Error;

use annals::prelude::*;
use sea_orm::{ActiveValue::Set, entity::prelude::*};

mod migration {
    use annals::migration::schema::{self, IndexKind, OnDelete, Tracking};
    use sea_orm_migration::{
        prelude::*,
        schema::{boolean, integer, string_len, uuid_null},
    };

    /// The application's migrations; Annals' own come first.
    pub(super) struct Migrator;

    #[async_trait::async_trait]
    impl MigratorTrait for Migrator {
        fn migrations() -> Vec<Box<dyn MigrationTrait>> {
            vec![Box::new(CreateNotes)]
        }
    }

    #[derive(DeriveMigrationName)]
    struct CreateNotes;

    #[async_trait::async_trait]
    impl MigrationTrait for CreateNotes {
        async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
            let mut notes = schema::tenant_table("notes"); // account_id, id, created_at, updated_at
            notes
                .col(uuid_null("entry_id"))
                .col(string_len("body", 2000))
                .col(boolean("shared").default(false))
                .col(integer("times_read").default(0));
            schema::create_tenant_table(manager, &notes).await?; // with key, policy, grants, view
            let entries = ("annals", "journal_entries");
            schema::reference(manager, ("notes", "entry_id"), entries, OnDelete::Cascade).await?;
            let by_entry = schema::columns(["account_id", "entry_id"]);
            schema::index(manager, "notes", by_entry, IndexKind::default()).await?;
            let tracking = Tracking { untracked: &["times_read"], ..Tracking::default() };
            schema::track(manager, "notes", tracking).await // row_version, audit_id, triggers
        }

        async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
            schema::drop_tenant_table(manager, "notes").await
        }
    }
}

mod notes {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "notes")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) account_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) id: Uuid,
        pub(super) created_at: DateTimeWithTimeZone,
        pub(super) updated_at: DateTimeWithTimeZone,
        pub(super) entry_id: Option<Uuid>,
        pub(super) body: String,
        pub(super) shared: bool,
        pub(super) times_read: i32,
        pub(super) row_version: i64,
        pub(super) audit_id: Option<Uuid>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}
}

annals::entity::tracked!(notes);

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = annals_sandbox::database_with::<migration::Migrator>().await?;
    let db = Database::connect(DatabaseConfig::new(sandbox.url())?).await?;
    let ada = sign_up(&db, "ada@example.org").await?;
    let bob = sign_up(&db, "bob@example.org").await?;
    let (context, user) = (ada.context().operation("notes.write"), ada.user.id);

    // The transaction carries the account and the actor; SeaORM writes through it.
    let (entry, note) = db
        .transaction(&context, |tx| {
            Box::pin(async move {
                let entry = tx.journal().create(NewEntry::by(user)).await?;
                let note = notes::ActiveModel {
                    account_id: Set(tx.context().account_id),
                    id: Set(Uuid::now_v7()),
                    entry_id: Set(Some(entry.id)),
                    body: Set("Ask Yusuf".to_owned()),
                    ..Default::default()
                };
                let note = note.insert(tx).await?;
                let mut note: notes::ActiveModel = note.into();
                note.body = Set("Ask Yusuf about the 64".to_owned());
                Ok::<_, annals::prelude::Error>((entry, note.update(tx).await?))
            })
        })
        .await?;
    println!("Wrote      {:?} for an entry of {}", note.body, ada.user.email);

    let tx = db.begin(&context).await?;
    let share = notes::Entity::update_many().col_expr(notes::Column::Shared, Expr::value(true));
    println!("Shared     {} note, in one statement", share.exec(&tx).await?.rows_affected);
    tx.commit().await?;

    let tx = db.begin(&bob.context()).await?;
    println!("Bob sees   {} of them\n", notes::Entity::find().all(&tx).await?.len());
    drop(tx);

    db.scope(&context).journal().delete_for_good(entry.id).await?;
    let audit = db.read(&context).audit();
    println!("What happened to the note:");
    for AuditEntry { row_version, operation, recorded_by, actor_id, .. } in
        audit.history("public.notes", note.id).await?
    {
        let by = if actor_id == Some(user) { "the user" } else { "nobody" };
        println!(
            "  version {row_version}  {operation:<6}  recorded by the {recorded_by:<8}  by {by}"
        );
    }
    let gaps = audit.verify().await?.findings.len();
    println!("The entry was deleted, and took the note with it: the log has {gaps} gaps.");
    Ok(())
}

async fn sign_up(db: &Database, email: &str) -> Result<SignedUp, annals::prelude::Error> {
    db.sign_up(NewAccount::with_identity(email, email, Identity::provider("example", email))).await
}
