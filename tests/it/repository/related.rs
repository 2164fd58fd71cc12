//! What is related to rows, one statement a relation.

use annals::{
    entity::{conversations, journal_entries, messages, processed_content, users},
    prelude::*,
};
use annals_sandbox::{Server, ServerOptions};
use sea_orm::{ActiveValue::Set, ConnectionTrait};

use super::{conversation, message, talk};
use crate::{
    catalogue::one,
    support::{Fixture, TestResult, fixture},
};

#[tokio::test]
async fn each_row_gets_its_own_in_the_order_of_time() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let scope = fixture.db.scope(&context);
    let mut talks = Vec::new();
    for count in [3, 0, 2] {
        let talk = conversation(&fixture, &ada).await?;
        let given = (0..count).map(|at| message(talk.id, at));
        scope.repository::<messages::Entity>().insert_many(given).await?;
        talks.push(talk);
    }
    talks.push(talks[0].clone());
    let read = fixture.db.read(&context).repository::<conversations::Entity>();

    let loaded = read.load::<messages::Entity>(&talks).await?;
    let positions: Vec<Vec<i32>> =
        loaded.iter().map(|of| of.iter().map(|message| message.position).collect()).collect();
    assert_eq!(positions, [vec![0, 1, 2], vec![], vec![0, 1], vec![0, 1, 2]]);
    assert!(loaded[2].iter().all(|message| message.conversation_id == talks[2].id));

    let latest = read.load_latest::<messages::Entity>(&talks, 2).await?;
    let positions: Vec<Vec<i32>> =
        latest.iter().map(|of| of.iter().map(|message| message.position).collect()).collect();
    assert_eq!(positions, [vec![2, 1], vec![], vec![1, 0], vec![2, 1]]);
    assert!(read.load::<messages::Entity>(&[]).await?.is_empty());
    let none = read.load_latest::<messages::Entity>(&talks[..1], 0).await?;
    assert!(none.len() == 1 && none[0].is_empty());

    let owners = read.load_one::<users::Entity>(&talks).await?;
    assert!(owners.iter().flatten().all(|user| user.id == ada.user.id) && owners.len() == 4);
    Ok(())
}

#[tokio::test]
async fn deleted_ones_and_those_of_others_are_left_out() -> TestResult {
    let fixture = fixture().await?;
    let (ada, bob) = (fixture.sign_up().await?, fixture.sign_up().await?);
    let context = ada.context();
    let tx = fixture.db.begin(&context).await?;
    let entry = tx.journal().create(NewEntry::by(ada.user.id)).await?;
    let analyses = tx.repository::<processed_content::Entity>();
    let kept = processed_content::ActiveModel {
        journal_id: Set(entry.id),
        user_id: Set(ada.user.id),
        task_type: Set("summary".to_owned()),
        processed_data: Set(serde_json::json!({}).into()),
        ..Default::default()
    };
    let deleted = processed_content::ActiveModel {
        deleted_at: Set(Some(chrono::Utc::now().fixed_offset())),
        ..kept.clone()
    };
    let ids = analyses.insert_many([kept, deleted]).await?;
    let entries = tx.repository::<journal_entries::Entity>();
    let loaded = entries.load::<processed_content::Entity>(std::slice::from_ref(&entry)).await?;
    assert_eq!(loaded[0].iter().map(|it| it.id).collect::<Vec<_>>(), ids[..1]);
    let latest =
        entries.load_latest::<processed_content::Entity>(std::slice::from_ref(&entry), 9).await?;
    assert_eq!(latest, loaded);
    tx.commit().await?;

    let theirs = bob.context();
    let theirs = fixture.db.read(&theirs).repository::<journal_entries::Entity>();
    let loaded = theirs.load::<processed_content::Entity>(std::slice::from_ref(&entry)).await?;
    assert!(loaded.len() == 1 && loaded[0].is_empty());
    assert_eq!(theirs.load_one::<users::Entity>(&[entry]).await?, [None]);
    Ok(())
}

#[tokio::test]
async fn the_number_of_statements_does_not_grow_with_the_rows() -> TestResult {
    let settings = vec![("shared_preload_libraries".to_owned(), "pg_stat_statements".to_owned())];
    let server = Server::private(ServerOptions { settings, ..ServerOptions::default() }).await?;
    let sandbox = server.database().await?;
    let db = Database::connect(DatabaseConfig::new(sandbox.url())?).await?;
    let fixture = Fixture { db, sandbox };
    let admin = fixture.admin().await?;
    admin.execute_unprepared("CREATE EXTENSION pg_stat_statements").await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let scope = fixture.db.scope(&context);
    let conversations = scope.repository::<conversations::Entity>();
    let given = (0..500).map(|_| talk(ada.user.id));
    let ids = conversations.insert_many(given).await?;
    let given = ids.iter().flat_map(|id| (0..3).map(|at| message(*id, at)));
    scope.repository::<messages::Entity>().insert_many(given).await?;

    let statements = async || -> TestResult<i64> {
        let counted = "SELECT coalesce(sum(calls), 0)::bigint FROM pg_stat_statements s
                       WHERE s.dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
                         AND query NOT LIKE '%pg_stat_statements%'";
        let count = one(&admin, counted).await?;
        admin.execute_unprepared("SELECT pg_stat_statements_reset()").await?;
        Ok(count)
    };
    statements().await?;
    let talks = conversations.find_many(ids).await?;
    assert_eq!((talks.len(), statements().await?), (500, 1));
    let loaded = conversations.load::<messages::Entity>(&talks).await?;
    assert_eq!((loaded.iter().map(Vec::len).sum::<usize>(), statements().await?), (1_500, 1));
    let latest = conversations.load_latest::<messages::Entity>(&talks, 2).await?;
    assert_eq!((latest.iter().map(Vec::len).sum::<usize>(), statements().await?), (1_000, 1));
    let owners = conversations.load_one::<users::Entity>(&talks).await?;
    assert_eq!((owners.iter().flatten().count(), statements().await?), (500, 1));
    Ok(())
}
