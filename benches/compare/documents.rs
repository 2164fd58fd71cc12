//! Eight writers who revise one document.

use std::error::Error;

use annals::prelude::*;
use annals_sandbox::{Server, ServerOptions};
use futures_util::future::try_join_all;
use sqlx::{PgPool, postgres::PgPoolOptions};
use uuid::Uuid;

use crate::{
    measure::interleaved,
    peer::{
        Who,
        revise::{self, Way},
    },
    report::Report,
};

const WRITERS: u32 = 8;
/// Of each writer, in one call.
const REVISIONS: u32 = 10;

struct Contended {
    db: Database,
    context: Context,
    peer: PgPool,
    who: Who,
    project: Uuid,
}

pub(crate) async fn run(report: &mut Report) -> Result<(), Box<dyn Error>> {
    let server = Server::private(ServerOptions::default()).await?;
    let sandbox = server.database().await?;
    let config = DatabaseConfig::new(sandbox.url())?.with_max_connections(WRITERS);
    let db = Database::connect(config).await?;
    let identity = Identity::provider("bench", "documents");
    let ada = db.sign_up(NewAccount::with_identity("Bench", "d@example.org", identity)).await?;
    let context = ada.context().operation("bench");
    let project = db.scope(&context).projects().create(NewProject::named("Book")).await?.id;
    let peer = PgPoolOptions::new().max_connections(WRITERS).test_before_acquire(false);
    let peer = peer.connect(sandbox.url()).await?;
    let who = Who { account: ada.account_id, user: ada.user.id };
    let contended = Contended { db, context, peer, who, project };

    for (way, peer, note) in [
        (Way::Optimistic, "sqlx by hand", "the same way: by the version known, and again"),
        (
            Way::Locking,
            "SELECT … FOR UPDATE",
            "each waits for the one before, and reads nothing twice",
        ),
    ] {
        let (mine, theirs) = (contended.document().await?, contended.document().await?);
        let measured = interleaved(
            1,
            async || contended.revise(mine).await,
            async || contended.revise_by_hand(theirs, way).await,
        )
        .await?;
        let name = format!("{} revisions by {WRITERS} writers", WRITERS * REVISIONS);
        report.add(name, peer, &measured, note);
    }
    Ok(())
}

impl Contended {
    async fn document(&self) -> Result<Uuid, Box<dyn Error>> {
        let kind = Uuid::now_v7().to_string();
        let new = NewDocument::of(self.project, kind, "A chapter").with_content("Begun");
        Ok(self.db.scope(&self.context).documents().create(new).await?.document.id)
    }

    /// Each writer makes its revisions, as often as it takes.
    async fn revise(&self, id: Uuid) -> Result<(), Box<dyn Error>> {
        let documents = self.db.scope(&self.context).documents();
        let writer = async |writer: u32| -> Result<(), Box<dyn Error>> {
            let mut done = 0;
            while done < REVISIONS {
                let read = documents.find_with_content(id).await?.ok_or("it is there")?;
                let revision = Revision::of_text(text(writer, done, read.version.version));
                match documents.revise(id, read.version.version, revision).await {
                    Ok(_) => done += 1,
                    Err(annals::prelude::Error::StaleVersion { .. }) => {}
                    Err(error) => return Err(error.into()),
                }
            }
            Ok(())
        };
        try_join_all((0..WRITERS).map(writer)).await.map(drop)
    }

    async fn revise_by_hand(&self, id: Uuid, way: Way) -> Result<(), Box<dyn Error>> {
        let writer = async |writer: u32| -> Result<(), Box<dyn Error>> {
            let mut done = 0;
            while done < REVISIONS {
                let text = |version| text(writer, done, version);
                if revise::once(&self.peer, self.who, id, way, text).await? {
                    done += 1;
                }
            }
            Ok(())
        };
        try_join_all((0..WRITERS).map(writer)).await.map(drop)
    }
}

fn text(writer: u32, number: u32, version: i32) -> String {
    format!("Line {number} of writer {writer}, upon version {version}")
}
