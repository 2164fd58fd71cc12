//! 100,000 rows at once.

use std::{error::Error, fmt::Write as _};

use annals::{
    entity::{conversations, documents, messages, projects},
    prelude::*,
};
use annals_sandbox::{Server, ServerOptions};
use sea_orm::ActiveValue::Set;
use sqlx::PgPool;
use uuid::Uuid;

use crate::{measure::prepared, pool_of, report::Report};

const ROWS: i32 = 100_000;

struct Bulk {
    db: Database,
    context: Context,
    user: Uuid,
    /// As the owner of the tables: COPY is refused to who is under row-level security.
    owner: PgPool,
}

pub(crate) async fn run(report: &mut Report) -> Result<(), Box<dyn Error>> {
    let settings = [("shared_buffers", "1GB"), ("max_wal_size", "8GB")]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec();
    let server = Server::private(ServerOptions { settings, ..ServerOptions::default() }).await?;
    let sandbox = server.database().await?;
    let config = DatabaseConfig::new(sandbox.url())?.with_max_connections(1);
    let db = Database::connect(config.with_statement_timeout(None)).await?;
    let identity = Identity::provider("bench", "bulk");
    let ada = db.sign_up(NewAccount::with_identity("Bench", "b@example.org", identity)).await?;
    let owner = pool_of(sandbox.owner_url()).await?;
    let account = format!("SET annals.account_id = '{}'", ada.account_id);
    sqlx::query(sqlx::AssertSqlSafe(account)).execute(&owner).await?;
    let bulk = Bulk { db, context: ada.context(), user: ada.user.id, owner };

    let measured = prepared(
        3,
        async || Ok(bulk.messages(bulk.conversation().await?)),
        async |rows| bulk.insert(rows).await,
        async || Ok(bulk.messages(bulk.conversation().await?)),
        async |rows| bulk.copy(&rows).await,
    )
    .await?;
    report.add(
        "insert 100,000 messages".to_owned(),
        "COPY",
        &measured,
        "both audited by the triggers",
    );

    let project = bulk.project().await?;
    bulk.upsert(documents_of(&bulk, project, "first")).await?;
    let mut round = 0;
    let mut next = || {
        round += 1;
        documents_of(&bulk, project, &format!("round {round}"))
    };
    let mut rounds = Vec::new();
    rounds.resize_with(6, &mut next);
    let rounds = std::cell::RefCell::new(rounds);
    let take = || rounds.borrow_mut().pop().ok_or("a round");
    let measured = prepared(
        3,
        async || Ok(take()?),
        async |rows| bulk.upsert(rows).await,
        async || Ok(take()?),
        async |rows| bulk.copy_and_merge(&rows).await,
    )
    .await?;
    let note = "COPY into a temporary table, INSERT … ON CONFLICT; all rows are there, half differ";
    report.add("upsert 100,000 documents".to_owned(), "COPY and merge", &measured, note);
    Ok(())
}

impl Bulk {
    async fn conversation(&self) -> Result<Uuid, Box<dyn Error>> {
        let row = conversations::ActiveModel {
            user_id: Set(self.user),
            title: Set("Long".to_owned()),
            session_type: Set("chat".to_owned()),
            ..Default::default()
        };
        let scope = self.db.scope(&self.context);
        Ok(scope.repository::<conversations::Entity>().insert(row).await?.id)
    }

    async fn project(&self) -> Result<Uuid, Box<dyn Error>> {
        let row = projects::ActiveModel { name: Set("Large".to_owned()), ..Default::default() };
        let scope = self.db.scope(&self.context);
        Ok(scope.repository::<projects::Entity>().insert(row).await?.id)
    }

    fn messages(&self, conversation: Uuid) -> Vec<messages::ActiveModel> {
        (0..ROWS)
            .map(|position| messages::ActiveModel {
                account_id: Set(self.context.account_id),
                id: Set(Uuid::now_v7()),
                conversation_id: Set(conversation),
                position: Set(position),
                role: Set("user".to_owned()),
                content: Set(format!("Message {position} of a long talk about the weather")),
                ..Default::default()
            })
            .collect()
    }

    async fn insert(&self, rows: Vec<messages::ActiveModel>) -> Result<(), Box<dyn Error>> {
        let scope = self.db.scope(&self.context);
        Ok(scope.repository::<messages::Entity>().insert_many(rows).await.map(drop)?)
    }

    async fn copy(&self, rows: &[messages::ActiveModel]) -> Result<(), Box<dyn Error>> {
        let mut lines = String::new();
        for row in rows {
            let (account, id) = (row.account_id.as_ref(), row.id.as_ref());
            let (conversation, position) = (row.conversation_id.as_ref(), row.position.as_ref());
            let content = row.content.as_ref();
            writeln!(lines, "{account}\t{id}\t{conversation}\t{position}\tuser\t{content}")?;
        }
        let mut connection = self.owner.acquire().await?;
        let into = "COPY annals.messages (account_id, id, conversation_id, position, role, content) FROM STDIN";
        let mut copy = connection.copy_in_raw(into).await?;
        copy.send(lines.as_bytes()).await?;
        copy.finish().await?;
        Ok(())
    }

    async fn upsert(&self, rows: Vec<documents::ActiveModel>) -> Result<(), Box<dyn Error>> {
        let scope = self.db.scope(&self.context);
        let unique = "idx_documents_project_id_document_type";
        Ok(scope.repository::<documents::Entity>().upsert_many(rows, unique).await.map(drop)?)
    }

    async fn copy_and_merge(&self, rows: &[documents::ActiveModel]) -> Result<(), Box<dyn Error>> {
        let mut lines = String::new();
        for row in rows {
            let (account, id, project) =
                (row.account_id.as_ref(), row.id.as_ref(), row.project_id.as_ref());
            let (kind, title) = (row.document_type.as_ref(), row.title.as_ref());
            writeln!(lines, "{account}\t{id}\t{project}\t{kind}\t{title}")?;
        }
        let mut tx = self.owner.begin().await?;
        sqlx::query(
            "CREATE TEMPORARY TABLE incoming (account_id uuid, id uuid, project_id uuid, document_type text, title text) ON COMMIT DROP",
        )
        .execute(&mut *tx)
        .await?;
        let mut copy = tx.copy_in_raw("COPY incoming FROM STDIN").await?;
        copy.send(lines.as_bytes()).await?;
        copy.finish().await?;
        sqlx::query(
            "INSERT INTO annals.documents AS d (account_id, id, project_id, document_type, title)
             SELECT * FROM incoming
             ON CONFLICT (account_id, project_id, document_type) WHERE deleted_at IS NULL
             DO UPDATE SET title = excluded.title WHERE d.title IS DISTINCT FROM excluded.title",
        )
        .execute(&mut *tx)
        .await?;
        Ok(tx.commit().await?)
    }
}

/// Every second title is that of the round, the others stay.
fn documents_of(bulk: &Bulk, project: Uuid, round: &str) -> Vec<documents::ActiveModel> {
    (0..ROWS)
        .map(|number| documents::ActiveModel {
            account_id: Set(bulk.context.account_id),
            id: Set(Uuid::now_v7()),
            project_id: Set(project),
            document_type: Set(format!("type-{number}")),
            title: Set(if number % 2 == 0 {
                format!("Title of {round}")
            } else {
                "Title".to_owned()
            }),
            ..Default::default()
        })
        .collect()
}
