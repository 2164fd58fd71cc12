//! `annals history`: what happened, for a person and for a program.

use std::process::Stdio;

use annals_service::prelude::*;
use serde_json::Value;

use crate::{
    house::{House, sign_up},
    support::TestResult,
};

fn lines(text: &str) -> TestResult<Vec<Value>> {
    Ok(text.lines().map(serde_json::from_str).collect::<Result<_, _>>()?)
}

#[tokio::test]
async fn a_row_is_told_newest_first_with_who_why_and_what_changed() -> TestResult {
    let house = House::open().await?;
    let entry = house.entry("One").await?;
    house.retitle(&entry, "Two").await?;
    let (id, user) = (entry.id.to_string(), house.ada.user.id.to_string());
    let ran = house.run(&["history", "journal_entries", &id])?.expect(0);
    ran.expect_narrow();
    let (newest, first) = ran.out.split_once("\n\n").ok_or("two blocks")?;
    for told in ["update journal_entries, version 2", "entries.correct: a slip of the pen", &user] {
        assert!(newest.contains(told), "{told} in {newest}");
    }
    assert!(newest.contains(r#"title: "One" → "Two""#), "{newest}");
    assert!(first.contains("insert journal_entries, version 1"), "{first}");
    assert!(first.contains("request req-17") && first.contains("entries.write"), "{first}");
    assert_eq!(ran.err, "");
    Ok(())
}

#[tokio::test]
async fn a_long_text_is_told_as_a_diff() -> TestResult {
    let house = House::open().await?;
    let entry = house.entry("Talk").await?;
    let context = house.context();
    let scope = house.db.scope(&context);
    for (version, content) in [(1, "a\nb\nc\nd\n"), (2, "a\nb\nC\nd\n")] {
        let text = Some(Some(content.to_owned()));
        let update = EntryUpdate { content: text, ..EntryUpdate::default() };
        scope.journal().update(entry.id, version, update).await?;
    }
    let id = entry.id.to_string();
    let ran = house.run(&["history", "journal_entries", &id, "--limit", "1"])?.expect(0);
    assert!(ran.out.contains("content:\n") && ran.out.contains("-c\n"), "{}", ran.out);
    assert!(ran.out.contains("+C\n") && ran.out.contains("@@"), "{}", ran.out);
    Ok(())
}

#[tokio::test]
async fn entries_are_found_by_request_transaction_actor_operation_and_kind() -> TestResult {
    let house = House::open().await?;
    let entry = house.entry("One").await?;
    let entry = house.retitle(&entry, "Two").await?;
    let transaction = house.transaction_of("journal_entries", entry.id).await?.to_string();
    let (account, actor) = (house.account().to_string(), house.ada.user.id.to_string());
    let mine = ["--account", &account, "--json"];
    for (filter, expected) in [
        (vec!["--request", "req-17"], vec!["insert"]),
        (vec!["--transaction", &transaction], vec!["update"]),
        (vec!["--operation", "entries.correct"], vec!["update"]),
        (vec!["journal_entries", "--change", "insert"], vec!["insert"]),
        (vec!["journal_entries", "--actor", &actor, "--since", "1h"], vec!["update", "insert"]),
        (vec!["journal_entries", "--until", "1h"], vec![]),
    ] {
        let ran = house.run_as_app(&[&["history"][..], &filter, &mine].concat())?.expect(0);
        let found = lines(&ran.out)?;
        let kinds: Vec<_> = found.iter().map(|it| it["operation"].as_str().unwrap_or("")).collect();
        assert_eq!(kinds, expected, "{filter:?}");
    }
    Ok(())
}

#[tokio::test]
async fn the_operators_connection_finds_the_account_of_what_is_named() -> TestResult {
    let house = House::open().await?;
    let eve = sign_up(&house.db, "eve").await?;
    let entry = house.entry("One").await?;
    let id = entry.id.to_string();
    let transaction = house.transaction_of("journal_entries", entry.id).await?.to_string();
    let actor = house.ada.user.id.to_string();
    for named in [
        vec!["journal_entries", &id],
        vec!["--transaction", &transaction],
        vec!["--request", "req-17"],
        vec!["--actor", &actor],
    ] {
        let arguments = [&["history", "--json"][..], &named].concat();
        let found = lines(&house.run(&arguments)?.expect(0).out)?;
        assert!(found.iter().any(|it| it["row_id"] == id.as_str()), "{named:?}");
        let told = house.run_as_app(&arguments)?.expect(2).err;
        assert!(told.contains("--operator-url"), "{told}");
    }

    let context = eve.context().request_id("req-17");
    let new = NewEntry { title: Some("Hers".into()), ..NewEntry::by(eve.user.id) };
    house.db.scope(&context).journal().create(new).await?;
    let told = house.run(&["history", "--request", "req-17"])?.expect(2).err;
    for account in [house.account(), eve.account_id] {
        assert!(told.contains(&account.to_string()), "{told}");
    }
    let told = house.run(&["history", "--request", "req-18"])?.expect(2).err;
    assert!(told.contains(r#"no account's log has request "req-18""#), "{told}");
    Ok(())
}

#[tokio::test]
async fn pages_end_at_the_limit_and_tell_how_to_go_on() -> TestResult {
    let house = House::open().await?;
    for number in 0..205 {
        house.entry(&format!("Entry {number}")).await?;
    }
    let account = house.account().to_string();
    let few = ["history", "journal_entries", "--account", &account, "--json", "--limit", "3"];
    let ran = house.run(&few)?.expect(0);
    let found = lines(&ran.out)?;
    assert_eq!(found.len(), 3);
    let until = ran.err.split("--until ").nth(1).ok_or("it tells how to go on")?.trim();
    let next = house.run(&[&few[..], &["--until", until]].concat())?.expect(0);
    let next = lines(&next.out)?;
    assert!(next[0]["changes"].to_string().contains("Entry 201"), "{next:?}");

    let all = house.run(&[
        "history",
        "journal_entries",
        "--account",
        &account,
        "--json",
        "--limit",
        "0",
    ])?;
    assert_eq!(lines(&all.expect(0).out)?.len(), 205);
    Ok(())
}

#[tokio::test]
async fn a_row_is_shown_as_it_was() -> TestResult {
    let house = House::open().await?;
    let entry = house.entry("One").await?;
    let then = entry.created_at.to_utc() + chrono::TimeDelta::microseconds(0);
    let after_insert = chrono::Utc::now().to_rfc3339();
    house.retitle(&entry, "Two").await?;
    let id = entry.id.to_string();
    let row = ["history", "journal_entries", &id];
    let past = house.run(&[&row[..], &["--as-of", &after_insert]].concat())?.expect(0);
    assert!(past.out.contains("version 1") && past.out.contains(r#"title: "One""#), "{}", past.out);
    let earlier = (then - chrono::TimeDelta::hours(1)).to_rfc3339();
    let none = house.run(&[&row[..], &["--as-of", &earlier, "--json"]].concat())?.expect(0);
    assert_eq!(none.json()?["image"], Value::Null);
    let now = chrono::Utc::now().to_rfc3339();
    let now = house.run(&[&row[..], &["--as-of", &now, "--json"]].concat())?.expect(0).json()?;
    assert_eq!((&now["image"]["title"], &now["row_version"]), (&"Two".into(), &2.into()));
    Ok(())
}

#[tokio::test]
async fn a_table_that_there_is_not_is_told_with_the_one_that_may_be_meant() -> TestResult {
    let house = House::open().await?;
    let account = house.account().to_string();
    let ran = house.run(&["history", "journal_entry", "--account", &account])?.expect(2);
    assert!(ran.err.contains("journal_entries"), "{}", ran.err);
    let ran = house.run(&["history", "projects", "--account", &account])?.expect(0);
    assert!(ran.out.is_empty() && ran.err.contains("no such entry"), "{ran:?}");
    let ran = house.run(&["history", "--since", "yesterday"])?.expect(2);
    assert!(ran.err.contains("2026-11-21"), "{}", ran.err);
    Ok(())
}

#[tokio::test]
async fn a_value_steers_no_terminal_and_colours_are_for_who_wants_them() -> TestResult {
    let house = House::open().await?;
    let entry = house.entry("One").await?;
    let context = house.ada.context().operation("\u{1b}[2Jcleared").reason("\u{202e}turned");
    let update = EntryUpdate {
        content: Some(Some("a\n\u{1b}[31mred\u{9b}1A\n".into())),
        ..EntryUpdate::default()
    };
    house.db.scope(&context).journal().update(entry.id, 1, update).await?;
    let id = entry.id.to_string();
    let row = ["history", "journal_entries", &id];
    let plain = house.run(&row)?.expect(0).out;
    assert!(!plain.chars().any(|it| it.is_control() && it != '\n'), "{plain:?}");
    assert!(!plain.contains('\u{202e}') && plain.contains("cleared"), "{plain:?}");

    let coloured = house.command(&row).env("CLICOLOR_FORCE", "1").output()?.stdout;
    assert!(coloured.contains(&0x1b));
    let asked = [("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")];
    let uncoloured = house.command(&row).envs(asked).output()?.stdout;
    assert_eq!(String::from_utf8(uncoloured)?, plain);
    Ok(())
}

#[tokio::test]
async fn a_reader_who_leaves_ends_it_quietly() -> TestResult {
    let house = House::open().await?;
    let account = house.account().to_string();
    for json in
        [&["history", "--account", &account][..], &["history", "--account", &account, "--json"]]
    {
        let mut child =
            house.command(json).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        drop(child.stdout.take());
        let output = child.wait_with_output()?;
        assert_eq!(String::from_utf8(output.stderr)?, "");
        assert_eq!(output.status.code(), Some(141));
    }
    Ok(())
}
