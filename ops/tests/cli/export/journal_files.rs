//! A journal as a folder of files.

use serde_json::{Value, json};

use super::{Place, done, refused};
use crate::support::{TestResult, annals};

fn read(place: &Place, file: &str) -> TestResult<Vec<Value>> {
    Ok(serde_json::from_str(&std::fs::read_to_string(place.file("journal").join(file))?)?)
}

fn export(place: &Place, options: &[&str]) -> TestResult<std::process::Output> {
    let account = place.ada.account_id.to_string();
    let mut command = annals(Some(&place.sandbox));
    command.args(["export", &account, "--format", "journal-files", "--to"]);
    Ok(command.arg(place.file("journal")).args(options).output()?)
}

#[tokio::test]
async fn the_files_hold_the_journal_of_one_user() -> TestResult {
    let place = Place::new().await?;
    let (account, user) = (place.ada.account_id, place.ada.user.id);
    place
        .execute(&format!(
            r#"INSERT INTO annals.journal_entries (account_id, id, user_id, title, content, entry_date, mood_score, raw_data, created_at)
               VALUES ('{account}', '00000000-0000-7000-8000-000000000001', '{user}', 'cut', 'text', '2026-01-02', NULL,
                       '{{"title": "cut off", "date": "2026-01-02T03:04:05Z", "mood_score": 11, "mood": "fine", "is_favorite": true,
                          "language": 7, "exact": 1.10}}', '1970-01-01 00:00:00.000001+00');
               INSERT INTO annals.processed_content (account_id, user_id, journal_id, task_type, processed_data)
               VALUES ('{account}', '{user}', '00000000-0000-7000-8000-000000000001', 'emotion_analysis', '{{"joy": 0.90}}');
               INSERT INTO annals.import_runs (account_id, source, format, counts)
               VALUES ('{account}', 's', 'journal-files', '{{"topics": [{{"id": "t", "name": "Work"}}]}}')"#
        ))
        .await?;
    let told = done(&export(&place, &["--user", &place.ada.user.email])?);
    assert!(told.contains("entries.json"), "{told}");
    let entries = read(&place, "entries.json")?;
    assert_eq!(
        entries[0],
        json!({
            "id": "00000000-0000-7000-8000-000000000001", "title": "cut off", "content": "text",
            "date": "2026-01-02T03:04:05Z", "mood_score": 11, "mood": "fine", "is_favorite": true,
            "language": "en", "original_language": 7, "exact": 1.10, "tags": [], "categories": [],
            "is_private": true, "emotion_analysis": {"joy": 0.9},
            "created_at": "1970-01-01T00:00:00.000001+00:00", "updated_at": entries[0]["updated_at"],
        })
    );
    let text = std::fs::read_to_string(place.file("journal").join("entries.json"))?;
    assert!(text.contains("1.10"), "exact digits");
    let living =
        format!("WHERE account_id = '{account}' AND user_id = '{user}' AND deleted_at IS NULL");
    for (file, table) in [("entries.json", "journal_entries"), ("sessions.json", "conversations")] {
        let there = place.count(&format!("SELECT count(*) FROM annals.{table} {living}")).await?;
        assert_eq!(i64::try_from(read(&place, file)?.len())?, there, "{file}");
    }
    assert_eq!(read(&place, "topics.json")?, [json!({"id": "t", "name": "Work"})]);
    let messages = read(&place, "messages.json")?;
    assert!(messages.iter().all(|it| it["role"].is_string() && it["session_id"].is_string()));
    assert!(!messages.is_empty());
    assert!(!place.file("journal").join("psychology.json").exists());
    Ok(())
}

#[tokio::test]
async fn what_cannot_be_is_told() -> TestResult {
    let place = Place::new().await?;
    assert!(refused(&export(&place, &[])?, 2).contains("several users"));
    assert!(refused(&export(&place, &["--user", "nobody"])?, 2).contains("no user"));
    assert!(refused(&export(&place, &["--history"])?, 2).contains("json-lines"));
    assert_eq!(std::fs::read_dir(place.folder.path())?.count(), 0);
    std::fs::create_dir(place.file("journal"))?;
    std::fs::write(place.file("journal").join("mine"), "")?;
    let user = place.ada.user.id.to_string();
    assert!(refused(&export(&place, &["--user", &user])?, 2).contains("is there already"));
    std::fs::remove_file(place.file("journal").join("mine"))?;
    done(&export(&place, &["--user", &user, "--articles"])?);
    assert_eq!(std::fs::read_dir(place.file("journal"))?.count(), 5);
    Ok(())
}

/// What the format has a field for.
const JOURNAL: &str = "
SELECT string_agg(row::text, E'\\n' ORDER BY row::text) FROM (
  SELECT to_jsonb(e) - '{account_id,user_id,row_version,audit_id,entry_type,metadata,raw_data,word_count,search,processing_status}'::text[]
    FROM annals.journal_entries e WHERE deleted_at IS NULL AND user_id = $1
   UNION ALL SELECT to_jsonb(c) - '{account_id,user_id,row_version,audit_id}'::text[]
    FROM annals.conversations c WHERE deleted_at IS NULL AND user_id = $1
   UNION ALL SELECT to_jsonb(m) - '{account_id,row_version,audit_id,search,updated_at}'::text[]
    FROM annals.messages m JOIN annals.conversations c ON c.id = m.conversation_id
   WHERE m.deleted_at IS NULL AND c.deleted_at IS NULL AND c.user_id = $1) told (row)";

#[tokio::test]
async fn the_folder_imported_into_an_empty_account_gives_the_same_journal() -> TestResult {
    let place = Place::new().await?;
    let user = place.ada.user.id;
    // What a file of the format has no field for would come back as one of the session's context.
    place.execute("UPDATE annals.conversations SET business_id = NULL, archived_at = NULL").await?;
    done(&export(&place, &["--user", &user.to_string()])?);
    let elsewhere = Place::empty().await?;
    let output = annals(Some(&elsewhere.sandbox))
        .args(["import", "journal-files"])
        .arg(place.file("journal"))
        .args(["--user", &elsewhere.ada.user.id.to_string()])
        .args(["--account", &elsewhere.ada.account_id.to_string(), "--report"])
        .arg(elsewhere.file("report.jsonl"))
        .output()?;
    done(&output);
    let there = elsewhere.text(JOURNAL, elsewhere.ada.user.id).await?;
    assert_eq!(there, place.text(JOURNAL, user).await?);
    assert!(there.lines().count() > 30, "{there}");

    done(&export(&elsewhere, &[])?);
    for file in ["entries.json", "sessions.json", "messages.json", "topics.json"] {
        assert_eq!(read(&elsewhere, file)?, read(&place, file)?, "{file}");
    }
    Ok(())
}
