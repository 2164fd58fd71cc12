//! What is measured.

use std::{cell::Cell, error::Error};

use annals::prelude::*;
use annals_sandbox::Server;
use serde_json::json;
use sqlx::PgPool;
use uuid::Uuid;

use crate::{
    measure::interleaved,
    peer::{self, Who},
    report::Report,
};

const SQLX: &str = "sqlx by hand";
/// Rows in the account before anything is measured.
const ROWS: usize = 20_000;

/// Both sides' way to the database.
pub(crate) struct Bench {
    pub(crate) db: Database,
    pub(crate) peer: PgPool,
    /// For what the server would do by itself in time: gather statistics.
    pub(crate) owner: PgPool,
}

/// The five cases of the journal.
pub(crate) async fn run(
    bench: &Bench,
    fsync: &str,
    report: &mut Report,
) -> Result<(), Box<dyn Error>> {
    let identity = Identity::provider("bench", fsync);
    let new = NewAccount::with_identity("Bench", "bench@example.org", identity);
    let user = bench.db.sign_up(new).await?;
    let who = Who { account: user.account_id, user: user.user.id };
    let context = user.context().operation("bench");
    let journal = bench.db.scope(&context).journal();
    let ids = journal.create_many(vec![entry(who); ROWS]).await?;
    sqlx::query("VACUUM ANALYZE annals.journal_entries").execute(&bench.owner).await?;
    let (mine, theirs) = (ids[ROWS / 2], ids[ROWS / 2 + 1]);

    let measured = interleaved(
        200,
        async || Ok(journal.create(entry(who)).await.map(drop)?),
        async || peer::create(&bench.peer, who, CONTENT, &raw()).await,
    )
    .await?;
    let note = "BEGIN, settings, INSERT RETURNING, audit INSERT, COMMIT";
    report.add(format!("create, audited ({fsync})"), SQLX, &measured, note);

    let measured = interleaved(
        400,
        async || Ok(journal.find(mine).await?.map(drop).ok_or("it is there")?),
        async || peer::find(&bench.peer, who, theirs).await.map(drop),
    )
    .await?;
    report.add(
        format!("find by key ({fsync})"),
        SQLX,
        &measured,
        "one statement that sets its context",
    );

    let measured = interleaved(
        100,
        async || Ok(journal.list(EntryFilter::default(), PageRequest::of(100)).await.map(drop)?),
        async || peer::list(&bench.peer, who, 101).await.map(drop),
    )
    .await?;
    report.add(format!("list 100, newest first ({fsync})"), SQLX, &measured, "the same statement");

    update(bench, &context, who, &ids, fsync, report).await?;

    let contents = vec![CONTENT.to_owned(); 1_000];
    let measured = interleaved(
        5,
        async || Ok(journal.create_many(vec![entry(who); 1_000]).await.map(drop)?),
        async || peer::create_many(&bench.peer, who, &contents, &raw()).await,
    )
    .await?;
    let note = "UNNEST of typed arrays, audited by the triggers";
    report.add(format!("create 1,000 ({fsync})"), SQLX, &measured, note);
    Ok(())
}

/// Each call another row, as in an application: one that is updated over and over leaves a trail of dead
/// versions, and what is measured is the trail.
async fn update(
    bench: &Bench,
    context: &Context,
    who: Who,
    ids: &[Uuid],
    fsync: &str,
    report: &mut Report,
) -> Result<(), Box<dyn Error>> {
    let journal = bench.db.scope(context).journal();
    let next = Cell::new(0);
    let take = || {
        next.set(next.get() + 1);
        ids[next.get()]
    };
    let revised = format!("{CONTENT} Read it again.");
    let change = EntryUpdate { content: Some(Some(revised.clone())), ..EntryUpdate::default() };
    let measured = interleaved(
        200,
        async || Ok(journal.update(take(), 1, change.clone()).await.map(drop)?),
        async || peer::update(&bench.peer, who, take(), 1, &revised).await,
    )
    .await?;
    let note = "BEGIN, settings, UPDATE … AND row_version = $6 RETURNING, audit INSERT, COMMIT";
    report.add(format!("update, version checked ({fsync})"), SQLX, &measured, note);
    Ok(())
}

/// A database of one's own, and dropped again.
pub(crate) async fn sandbox(server: &Server, report: &mut Report) -> Result<(), Box<dyn Error>> {
    let measured = interleaved(
        5,
        async || Ok(server.database().await.map(drop)?),
        async || {
            let database = server.bare_database().await?;
            Ok(annals::migrate(database.owner_url()).await?)
        },
    )
    .await?;
    let note = "an empty database, and all migrations";
    report.add("sandbox database".to_owned(), "migrating", &measured, note);
    Ok(())
}

const CONTENT: &str =
    "Rain until noon, then the long way home by the canal. Wrote two letters and sent one.";

fn raw() -> String {
    json!({ "mood": "calm", "weather": { "temp_c": 16.5 }, "people": ["Yusuf", "Chloe"] })
        .to_string()
}

fn entry(who: Who) -> NewEntry {
    NewEntry {
        content: Some(CONTENT.to_owned()),
        raw_data:
            json!({ "mood": "calm", "weather": { "temp_c": 16.5 }, "people": ["Yusuf", "Chloe"] })
                .into(),
        tags: vec!["work".to_owned()],
        ..NewEntry::by(who.user)
    }
}
