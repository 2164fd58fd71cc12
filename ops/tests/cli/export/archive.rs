//! Out, erased, and back.

use sha2::{Digest, Sha256};

use super::{Place, connect, done, import, lines, refused, rows};
use crate::support::{TestResult, annals, sandbox, texts};

#[tokio::test]
async fn an_account_that_was_erased_comes_back_as_it_was() -> TestResult {
    let place = Place::new().await?;
    let (before, others) = (place.rows(&place.ada).await?, place.rows(&place.grace).await?);
    assert!(before.len() > 50, "{} rows", before.len());
    let file = place.export("ada.jsonl", &[])?;
    place.erase().await?;
    assert_eq!(place.rows(&place.ada).await?, Vec::<String>::new());

    let told = done(&place.import(&file, &[])?);
    assert!(told.contains("is back"), "{told}");
    assert!(told.lines().all(|line| line.chars().count() <= 80), "{told}");
    assert_eq!(place.rows(&place.ada).await?, before);
    assert_eq!(place.rows(&place.grace).await?, others);
    place.assert_log_is_whole().await?;

    let imported =
        "SELECT count(*) FROM annals.audit_log WHERE context ->> 'operation' = 'import archive'
       AND context ->> 'request_id' <> '' AND operation = 'insert' AND row_version = 1";
    // Every row of a tracked table has its entry: all but those of sessions and import runs.
    assert_eq!(place.count(imported).await?, i64::try_from(before.len())?);

    let again = done(&place.import(&file, &[])?);
    assert!(again.contains("Nothing to do"), "{again}");
    assert_eq!(place.count(imported).await?, i64::try_from(before.len())?);
    Ok(())
}

#[tokio::test]
async fn an_account_moves_to_another_server_whose_roles_have_other_ids() -> TestResult {
    let place = Place::new().await?;
    let file = place.export("ada.jsonl", &[])?;
    let elsewhere = sandbox().await?;
    let owner = sea_orm::Database::connect(elsewhere.owner_url()).await?;
    sea_orm::ConnectionTrait::execute_unprepared(
        &owner,
        "DELETE FROM annals.roles; INSERT INTO annals.roles (name) VALUES ('user'), ('admin')",
    )
    .await?;
    done(&import(&elsewhere, &file, &[])?);
    let is_role = |row: &&String| row.starts_with("annals.user_roles");
    let (here, there) = (place.rows(&place.ada).await?, rows(&owner, &place.ada).await?);
    assert_eq!(
        here.iter().filter(|it| !is_role(it)).collect::<Vec<_>>(),
        there.iter().filter(|it| !is_role(it)).collect::<Vec<_>>()
    );
    let named = "SELECT string_agg(u.email || ' ' || r.name, ', ' ORDER BY u.email, r.name) FROM annals.user_roles x
       JOIN annals.users u ON u.id = x.user_id JOIN annals.roles r ON r.id = x.role_id
      WHERE x.account_id = $1";
    let mut held = Vec::new();
    for connection in [&place.owner, &owner] {
        let asking = sea_orm::Statement::from_sql_and_values(
            sea_orm::DbBackend::Postgres,
            named,
            [place.ada.account_id.into()],
        );
        let row = sea_orm::ConnectionTrait::query_one_raw(connection, asking).await?;
        held.push(row.ok_or("no row")?.try_get_by_index::<String>(0)?);
    }
    assert!(held[0].contains("admin"), "{held:?}");
    assert_eq!(held[0], held[1]);
    drop(connect(elsewhere.url()).await?);
    Ok(())
}

#[tokio::test]
async fn an_archive_tells_what_it_holds_and_what_it_does_not() -> TestResult {
    let place = Place::new().await?;
    place
        .execute(
            "UPDATE annals.identities SET password_hash = 'top-secret-hash';
             INSERT INTO annals.sessions (account_id, user_id, token_hash, expires_at)
             SELECT account_id, id, decode('feedc0de', 'hex') || uuid_send(id), now() FROM annals.users",
        )
        .await?;
    let file = place.export("ada.jsonl", &[])?;
    let text = std::fs::read_to_string(&file)?;
    for hidden in ["top-secret-hash", "feedc0de", &place.grace.account_id.to_string()] {
        assert!(!text.contains(hidden), "{hidden}");
    }
    let lines = lines(&file)?;
    let (header, footer) = (&lines[0], &lines[lines.len() - 1]["end"]);
    assert_eq!(header["account"], place.ada.account_id.to_string());
    assert_eq!(header["history"], false);
    for (table, column, why) in [
        ("identities", Some("password_hash"), "secret"),
        ("sessions", Some("token_hash"), "secret"),
        ("users", Some("email_key"), "derived"),
        ("audit_log", None, "history"),
        ("audit_seals", None, "history"),
    ] {
        let left_out = header["left_out"].as_array().ok_or("no list")?;
        let is_meant = |it: &&serde_json::Value| {
            it["table"] == table && it["column"].as_str() == column && it["why"] == why
        };
        assert!(left_out.iter().any(|it| is_meant(&it)), "{table} {column:?} {why}");
    }
    assert_eq!(footer["lines"], lines.len() - 1);
    let before_last = text.trim_end().rfind('\n').ok_or("one line")? + 1;
    let digest = Sha256::digest(&text.as_bytes()[..before_last]);
    let digest = serde_json::to_value(digest.as_slice())?;
    let told = footer["sha256"].as_str().ok_or("no digest")?;
    let pairs = (0..told.len()).step_by(2).map(|at| u8::from_str_radix(&told[at..at + 2], 16));
    assert_eq!(serde_json::to_value(pairs.collect::<Result<Vec<_>, _>>()?)?, digest);
    let rows = place.rows(&place.ada).await?.len();
    let is_own = |line: &&serde_json::Value| {
        line["row"]["id"].is_string()
            && !["roles", "sessions"].contains(&line["table"].as_str().unwrap_or_default())
    };
    assert_eq!(lines.iter().filter(is_own).count(), rows);
    Ok(())
}

#[tokio::test]
async fn a_file_is_for_its_owner_alone_and_the_same_rows_make_the_same_lines() -> TestResult {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new().await?;
    let (one, two) = (place.export("one.jsonl", &[])?, place.export("two.jsonl", &[])?);
    assert_eq!(std::fs::metadata(&one)?.permissions().mode() & 0o777, 0o600);
    let rows = |file| -> TestResult<Vec<_>> {
        let lines = lines(file)?;
        Ok(lines[1..lines.len() - 1].to_vec())
    };
    assert_eq!(rows(&one)?, rows(&two)?);
    assert_eq!(std::fs::read_dir(place.folder.path())?.count(), 2);

    let account = place.ada.account_id.to_string();
    let output =
        annals(Some(&place.sandbox)).args(["export", &account, "--to"]).arg(&one).output()?;
    assert!(refused(&output, 4).contains("--yes"), "{:?}", texts(&output));
    place.export("one.jsonl", &["--yes"])?;
    Ok(())
}

#[tokio::test]
async fn a_dry_run_writes_nothing() -> TestResult {
    let place = Place::new().await?;
    let file = place.export("ada.jsonl", &[])?;
    place.erase().await?;
    let log = "SELECT count(*) FROM annals.audit_log";
    let before = place.count(log).await?;
    let told = done(&place.import(&file, &["--dry-run"])?);
    assert!(told.contains("Nothing was written"), "{told}");
    assert_eq!(place.rows(&place.ada).await?, Vec::<String>::new());
    assert_eq!(place.count(log).await?, before);
    Ok(())
}

#[tokio::test]
async fn programs_get_json() -> TestResult {
    let place = Place::new().await?;
    let file = place.file("ada.jsonl");
    let account = place.ada.account_id.to_string();
    let output = annals(Some(&place.sandbox))
        .args(["--json", "export", &account, "--to"])
        .arg(&file)
        .output()?;
    let told: serde_json::Value = serde_json::from_str(&done(&output))?;
    assert_eq!(told["account"], account);
    assert_eq!(told["sha256"].as_str().map(str::len), Some(64));
    let told: serde_json::Value = serde_json::from_str(&done(&place.import(&file, &["--json"])?))?;
    let users =
        told["tables"].as_array().and_then(|it| it.iter().find(|it| it["table"] == "users"));
    assert_eq!(users.map(|it| &it["there_already"]), users.map(|it| &it["in_file"]));
    Ok(())
}
