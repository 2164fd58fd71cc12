//! `annals verify`: a whole log, and one that somebody was at.

use annals_service::prelude::*;

use crate::{
    house::{House, sign_up},
    support::TestResult,
};

#[tokio::test]
async fn a_whole_log_is_told_to_be_complete_with_its_newest_seal() -> TestResult {
    let house = House::open_alone().await?;
    let entry = house.entry("One").await?;
    let operator = Database::connect(DatabaseConfig::new(house.sandbox.operator_url())?).await?;
    operator.maintenance().seal_all().await?;
    let account = house.account().to_string();
    let ran = house.run_as_app(&["verify", "--account", &account])?.expect(0);
    ran.expect_narrow();
    assert!(ran.out.starts_with("The log is complete: 1 account"), "{}", ran.out);

    let seal = ran.out.lines().last().ok_or("it tells the seal")?.trim().to_owned();
    house.run(&["verify", "--account", &account, "--seal", &seal])?.expect(0);
    let other = format!("1:{}", "0".repeat(64));
    let told = house.run(&["verify", "--account", &account, "--seal", &other])?.expect(3).out;
    assert!(told.contains("seal 1 is another one by now"), "{told}");
    let row = ["verify", "--table", "journal_entries", "--row", &entry.id.to_string(), "--json"];
    let told = house.run(&row)?.expect(0).json()?;
    assert_eq!((&told["is_complete"], &told["entries"]), (&true.into(), &1.into()));
    let told = house.run(&["verify", "--json"])?.expect(0).json()?;
    assert_eq!((&told["accounts"], &told["is_complete"]), (&1.into(), &true.into()));
    Ok(())
}

#[tokio::test]
async fn a_row_that_somebody_changed_past_the_triggers_is_named_with_what_to_do() -> TestResult {
    let house = House::open().await?;
    let eve = sign_up(&house.db, "eve").await?;
    let (entry, other) = (house.entry("One").await?, house.entry("Other").await?);
    house
        .tamper(&format!(
            "UPDATE annals.journal_entries SET title = 'Forged' WHERE id = '{}'",
            entry.id
        ))
        .await?;
    let (id, account) = (entry.id.to_string(), house.account().to_string());
    for arguments in [
        vec!["verify"],
        vec!["verify", "--all"],
        vec!["verify", "--account", &account],
        vec!["verify", "--table", "journal_entries", "--row", &id],
    ] {
        let ran = house.run(&arguments)?.expect(3);
        ran.expect_narrow();
        for told in [
            &format!("journal_entries {id}"),
            "the newest image differs from the row",
            &format!("annals history journal_entries {id}"),
            &format!("--account {account}"),
            "1 finding",
        ] {
            assert!(ran.out.contains(told), "{arguments:?}: {told} in {}", ran.out);
        }
    }
    let told = house.run(&["verify", "--json"])?.expect(3).json()?;
    assert_eq!(told["findings"][0]["fault"], "WrongImage");
    assert_eq!(told["findings"][0]["account_id"], account.as_str());

    let untouched = other.id.to_string();
    house.run(&["verify", "--table", "journal_entries", "--row", &untouched])?.expect(0);
    house.run(&["verify", "--account", &eve.account_id.to_string()])?.expect(0);
    Ok(())
}

#[tokio::test]
async fn entries_removed_or_changed_after_they_were_sealed_are_found() -> TestResult {
    let house = House::open_alone().await?;
    let entry = house.entry("One").await?;
    let operator = Database::connect(DatabaseConfig::new(house.sandbox.operator_url())?).await?;
    operator.maintenance().seal_all().await?;
    let account = house.account().to_string();
    let whole = house.run(&["verify", "--account", &account, "--json"])?.expect(0).json()?;
    let seal = format!(
        "{}:{}",
        whole["newest_seal"]["number"],
        whole["newest_seal"]["digest"].as_str().ok_or("a digest")?
    );
    house
        .tamper(&format!(
            "UPDATE annals.audit_log SET actor_id = gen_random_uuid() WHERE row_id = '{}'",
            entry.id
        ))
        .await?;
    let ran = house.run(&["verify", "--account", &account])?.expect(3);
    assert!(ran.out.contains("entries were changed since they were sealed"), "{}", ran.out);
    assert!(ran.out.contains("seal 1") && ran.out.contains("backup"), "{}", ran.out);

    // The tail is cut off with its seal: what is left is whole, and only who kept the seal knows.
    house
        .tamper(&format!(
            "DELETE FROM annals.audit_log WHERE account_id = '{account}' AND row_id = '{0}';
             DELETE FROM annals.journal_entries WHERE id = '{0}';
             DELETE FROM annals.audit_seals WHERE account_id = '{account}'",
            entry.id
        ))
        .await?;
    house.run(&["verify", "--account", &account])?.expect(0);
    let ran = house.run(&["verify", "--account", &account, "--seal", &seal])?.expect(3);
    assert!(ran.out.contains("seal 1 is gone"), "{}", ran.out);
    Ok(())
}

#[tokio::test]
async fn a_trigger_that_is_off_is_named_with_the_statement_that_mends_it() -> TestResult {
    let house = House::open().await?;
    house.tamper("ALTER TABLE annals.users DISABLE TRIGGER record_update").await?;
    let account = house.account().to_string();
    for arguments in [vec!["verify"], vec!["verify", "--account", &account]] {
        let ran = house.run(&arguments)?.expect(3);
        let cure = "ALTER TABLE annals.users ENABLE TRIGGER record_update;";
        assert!(ran.out.contains(cure), "{}", ran.out);
    }
    house.tamper("ALTER TABLE annals.users ENABLE TRIGGER record_update").await?;
    house.run(&["verify"])?.expect(0);
    Ok(())
}

#[tokio::test]
async fn all_accounts_take_a_connection_that_sees_them() -> TestResult {
    let house = House::open().await?;
    let told = house.run_as_app(&["verify", "--all"])?.expect(2).err;
    assert!(told.contains("--operator-url") && told.contains("--account"), "{told}");
    let blind =
        house.command(&["verify"]).env("ANNALS_OPERATOR_URL", house.sandbox.url()).output()?;
    let told = String::from_utf8(blind.stderr)?;
    assert!(told.contains("SET role = annals_operator"), "{told}");
    assert_eq!(blind.status.code(), Some(2));
    let told = house.run(&["verify", "--table", "users"])?.expect(2).err;
    assert!(told.contains("--row"), "{told}");
    let nobody = uuid::Uuid::now_v7().to_string();
    let account = house.account().to_string();
    let missing = ["verify", "--table", "users", "--row", &nobody, "--account", &account];
    let told = house.run(&missing)?.expect(2).err;
    assert!(told.contains("no entry of it"), "{told}");
    Ok(())
}
