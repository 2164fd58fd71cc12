//! Many new rows.

use std::sync::atomic::{AtomicUsize, Ordering};

use annals::{
    entity::{journal_entries, messages, projects, sessions, users},
    prelude::*,
};
use sea_orm::{ActiveValue::Set, ConnectionTrait};
use uuid::Uuid;

use super::{conversation, entry, message, project};
use crate::{
    catalogue::one,
    support::{TestResult, fixture, log_of, rows},
};

#[tokio::test]
async fn many_rows_come_in_by_one_call_each_recorded_once() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let talk = conversation(&fixture, &ada).await?;
    let messages = fixture.db.scope(&context).repository::<messages::Entity>();

    let ids = messages.insert_many((0..12_345).map(|at| message(talk.id, at))).await?;

    let found = messages.find_many(ids.iter().copied()).await?;
    assert!(
        found.iter().enumerate().all(|(at, message)| usize::try_from(message.position) == Ok(at))
    );
    assert_eq!(found.len(), 12_345);
    let audit = fixture.db.read(&context).audit();
    assert_eq!(log_of(&audit.history("messages", ids[7_000]).await?), ["1 insert database"]);
    assert!(audit.verify().await?.is_complete());
    Ok(())
}

/// The rows are not committed while the call runs, so another connection asks for the size of the table.
/// A row takes more than a hundred bytes of it, so that the rows drawn ahead are rather under-counted;
/// a call that drew all of them first would be far ahead.
#[tokio::test]
async fn two_hundred_thousand_rows_are_drawn_as_they_are_written() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let drawn = AtomicUsize::new(0);
    let rows = (0..200_000).map(|number| {
        drawn.fetch_add(1, Ordering::Relaxed);
        session(ada.user.id, number)
    });
    let owner = fixture.owner().await?;
    let sessions = fixture.db.scope(&context).repository::<sessions::Entity>();
    let watch = async {
        let mut farthest_ahead = 0;
        let mut before = 0;
        while before < 200_000 {
            before = i64::try_from(drawn.load(Ordering::Relaxed))?;
            let bytes: i64 = one(&owner, "SELECT pg_relation_size('annals.sessions')").await?;
            farthest_ahead = farthest_ahead.max(before - bytes / 100);
        }
        TestResult::Ok(farthest_ahead)
    };
    let (ids, ahead) = tokio::join!(sessions.insert_many(rows), watch);
    assert_eq!(ids?.len(), 200_000);
    assert!(ahead? <= 5_000, "a chunk is drawn ahead at most");
    assert_eq!(one::<i64>(&owner, "SELECT count(*) FROM annals.sessions").await?, 200_000);
    Ok(())
}

#[tokio::test]
async fn rows_that_met_another_transaction_are_not_drawn_again() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let fail = "CREATE FUNCTION annals.fail() RETURNS trigger LANGUAGE plpgsql AS
                  $$ BEGIN RAISE EXCEPTION 'met' USING ERRCODE = '40001'; END $$;
                CREATE TRIGGER fail BEFORE INSERT ON annals.projects EXECUTE FUNCTION annals.fail()";
    fixture.admin().await?.execute_unprepared(fail).await?;
    let drawn = AtomicUsize::new(0);
    let rows = ["a", "b"].into_iter().map(|name| {
        drawn.fetch_add(1, Ordering::Relaxed);
        project(name)
    });
    let projects = fixture.db.scope(&context).repository::<projects::Entity>();
    let error = projects.insert_many(rows).await.expect_err("it met another");
    assert!(error.is_transient(), "whoever has the rows may try again: {error}");
    assert_eq!(drawn.load(Ordering::Relaxed), 2);
    Ok(())
}

fn session(user: Uuid, number: u32) -> sessions::ActiveModel {
    sessions::ActiveModel {
        user_id: Set(user),
        token_hash: Set(number.to_be_bytes().to_vec()),
        expires_at: Set(chrono::Utc::now().fixed_offset()),
        ..Default::default()
    }
}

#[tokio::test]
async fn what_a_row_leaves_out_takes_its_default() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let entries = fixture.db.scope(&context).repository::<journal_entries::Entity>();
    let row = || entry(ada.user.id);
    let given = [
        journal_entries::ActiveModel { entry_type: Set("voice".to_owned()), ..row() },
        row(),
        journal_entries::ActiveModel { is_private: Set(false), title: Set(None), ..row() },
        row(),
    ];
    let ids = entries.insert_many(given).await?;
    let found = entries.find_many(ids.clone()).await?;
    let told: Vec<_> =
        found.iter().map(|it| (it.id, it.entry_type.as_str(), it.is_private)).collect();
    let expected =
        [("voice", true), ("text", true), ("text", false), ("text", true)].into_iter().zip(ids);
    assert_eq!(told, expected.map(|((kind, private), id)| (id, kind, private)).collect::<Vec<_>>());
    Ok(())
}

#[tokio::test]
async fn hostile_texts_come_back_as_they_went_in() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let projects = fixture.db.scope(&context).repository::<projects::Entity>();
    let texts = [
        "",
        " ",
        "NULL",
        "null",
        "{",
        "}",
        "{}",
        ",",
        "\"",
        "\\",
        "\\\"",
        "'",
        "'; DROP TABLE x; --",
        "\\x00",
        "$1",
        "\n\t\r",
        "a,b",
        "{\"a\",NULL}",
        "é𝄞\u{202e}\u{feff}",
        "%s %1$s",
        "\u{1}",
    ];
    let ids = projects.insert_many(texts.map(project)).await?;
    let found = projects.find_many(ids).await?;
    let names: Vec<&str> = found.iter().map(|project| project.name.as_str()).collect();
    assert_eq!(names, texts);
    Ok(())
}

#[tokio::test]
async fn a_text_of_many_megabytes_fits_beside_others() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let entries = fixture.db.scope(&context).repository::<journal_entries::Entity>();
    let long = "\\\"x".repeat(4 << 20);
    let row = |content: &str| journal_entries::ActiveModel {
        // Full text of that much is beyond what an index of words holds.
        metadata: Set(serde_json::json!({ "long": content })),
        ..entry(ada.user.id)
    };
    let ids = entries.insert_many([row(&long), row("short"), row(&long)]).await?;
    let found = entries.find_many(ids).await?;
    assert_eq!(found[2].metadata["long"].as_str(), Some(long.as_str()));
    assert_eq!(found[1].metadata["long"], "short");
    Ok(())
}

#[tokio::test]
async fn what_the_database_cant_hold_is_named_by_position_and_nothing_is_written() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let entries = fixture.db.scope(&context).repository::<journal_entries::Entity>();
    let row = || entry(ada.user.id);
    let given = (0..6_000).map(|at| match at {
        5_500 => journal_entries::ActiveModel { title: Set(Some("a\0b".to_owned())), ..row() },
        5_600 => journal_entries::ActiveModel {
            raw_data: Set(r#"{"a": "\u0000"}"#.parse().expect("JSON")),
            tags: Set(serde_json::json!(["\0"])),
            ..row()
        },
        _ => row(),
    });
    let error = entries.insert_many(given).await.expect_err("three faults");
    let Error::Invalid { fields } = &error else { panic!("{error}") };
    let named: Vec<&str> = fields.iter().map(|fault| fault.field.as_str()).collect();
    assert_eq!(named, ["[5500].title", "[5600].raw_data", "[5600].tags"]);

    let long = journal_entries::ActiveModel { title: Set(Some("x".repeat(501))), ..row() };
    let error = entries.insert_many([row(), long]).await.expect_err("too long");
    assert!(matches!(error, Error::Invalid { .. }), "{error}");
    let orphan = journal_entries::ActiveModel { user_id: Set(Uuid::now_v7()), ..row() };
    let error = entries.insert_many([row(), orphan]).await.expect_err("no such user");
    assert!(matches!(error, Error::Conflict { .. }), "{error}");
    let twin = projects::ActiveModel { id: Set(Uuid::now_v7()), ..project("twin") };
    let projects = fixture.db.scope(&context).repository::<projects::Entity>();
    let error = projects.insert_many([twin.clone(), twin]).await.expect_err("one id");
    assert!(matches!(error, Error::AlreadyExists { .. }), "{error}");

    let owner = fixture.owner().await?;
    let left = "SELECT (SELECT count(*) FROM annals.journal_entries) + (SELECT count(*) FROM annals.projects)";
    assert_eq!(one::<i64>(&owner, left).await?, 0);
    Ok(())
}

#[tokio::test]
async fn no_rows_are_no_rows() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let projects = fixture.db.scope(&context).repository::<projects::Entity>();
    assert_eq!(projects.insert_many([]).await?, Vec::<Uuid>::new());
    assert_eq!(projects.upsert_many([], "pk_projects").await?, Upserted::default());
    Ok(())
}

#[tokio::test]
async fn users_come_in_though_their_key_is_generated() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let users = fixture.db.scope(&context).repository::<users::Entity>();
    let row =
        |email: &str| users::ActiveModel { email: Set(email.to_owned()), ..Default::default() };
    users.insert_many([row("Eve@example.org"), row("Mia@example.org")]).await?;
    let error = users.insert_many([row("eve@EXAMPLE.org ")]).await.expect_err("the same address");
    let Error::AlreadyExists { fields, .. } = &error else { panic!("{error}") };
    assert_eq!(fields, &["email_key"]);
    let keys: Vec<(String,)> = rows(
        &fixture.owner().await?,
        "SELECT email_key FROM annals.users WHERE email_key LIKE '%@example.org' AND email <> email_key ORDER BY 1",
        [],
    )
    .await?;
    assert_eq!(keys, [("eve@example.org".to_owned(),), ("mia@example.org".to_owned(),)]);
    Ok(())
}
