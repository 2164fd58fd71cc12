//! `annals undo`: shown first, asked, done, and the way back told.

use annals_service::prelude::*;
use uuid::Uuid;

use crate::{house::House, support::TestResult};

struct Mistake {
    house: House,
    entry: Entry,
    /// The transaction that deleted it for good.
    transaction: String,
}

/// An entry that a transaction of the request `req-9` deleted for good.
async fn mistake() -> TestResult<Mistake> {
    let house = House::open().await?;
    let entry = house.entry("Dear").await?;
    let context = house.ada.context().operation("entries.purge").request_id("req-9");
    house.db.scope(&context).journal().delete_for_good(entry.id).await?;
    let transaction = house.transaction_of("journal_entries", entry.id).await?.to_string();
    Ok(Mistake { house, entry, transaction })
}

impl Mistake {
    async fn title(&self) -> TestResult<Option<String>> {
        self.title_of(self.entry.id).await
    }

    async fn title_of(&self, id: Uuid) -> TestResult<Option<String>> {
        let found = self.house.db.read(&self.house.context()).journal().find(id).await?;
        Ok(found.and_then(|entry| entry.title))
    }
}

#[tokio::test]
async fn a_dry_run_shows_what_would_happen_and_changes_nothing() -> TestResult {
    let it = mistake().await?;
    let ran = it.house.run(&["undo", "--request", "req-9", "--dry-run"])?.expect(0);
    ran.expect_narrow();
    for told in ["request \"req-9\"", "entries.purge", "journal_entries", "brought back", "dry run"]
    {
        assert!(ran.out.contains(told), "{told} in {}", ran.out);
    }
    assert!(ran.out.contains(&it.house.ada.user.id.to_string()), "{}", ran.out);
    assert_eq!(it.title().await?, None);
    Ok(())
}

#[tokio::test]
async fn what_was_undone_is_told_with_the_way_back_which_works() -> TestResult {
    let it = mistake().await?;
    let why = ["--reason", "ticket 112", "--yes"];
    let undo = [&["undo", "--transaction", &it.transaction][..], &why].concat();
    let ran = it.house.run(&undo)?.expect(0);
    assert_eq!(it.title().await?.as_deref(), Some("Dear"));
    let context = it.house.context();
    let history = it.house.db.read(&context).audit();
    let history = history.history("journal_entries", it.entry.id).await?;
    let context = history.last().and_then(|entry| entry.context.clone()).ok_or("a context")?;
    assert_eq!(context["reason"], "ticket 112");
    assert_eq!(context["operation"], "annals undo");

    let back = ran.out.lines().last().ok_or("it tells the way back")?.trim();
    let back: Vec<_> = back.split(' ').skip(1).chain(["--yes"]).collect();
    it.house.run(&back)?.expect(0);
    assert_eq!(it.title().await?, None);
    Ok(())
}

#[tokio::test]
async fn where_nobody_can_be_asked_nothing_is_done() -> TestResult {
    let it = mistake().await?;
    let account = it.house.account().to_string();
    let undo = ["undo", "--transaction", &it.transaction, "--account", &account];
    let ran = it.house.run_as_app(&undo)?.expect(4);
    assert!(ran.err.contains("Undo it?") && ran.err.contains("--yes"), "{}", ran.err);
    assert_eq!(it.title().await?, None);
    Ok(())
}

#[tokio::test]
async fn later_changes_stand_against_it_unless_they_may_be_overwritten() -> TestResult {
    let house = House::open().await?;
    let entry = house.entry("One").await?;
    let entry = house.retitle(&entry, "Two").await?;
    let mistaken = house.transaction_of("journal_entries", entry.id).await?.to_string();
    house.retitle(&entry, "Three").await?;
    let undo = ["undo", "--transaction", &mistaken, "--yes"];

    let dry = house.run(&[&undo[..], &["--dry-run"]].concat())?.expect(3);
    assert!(dry.in_a_line().contains("was changed by transaction"), "{}", dry.out);
    let refused = house.run(&[&undo[..], &["--json"]].concat())?.expect(1);
    let told = refused.json()?;
    assert_eq!((&told["is_done"], &told["total_conflicts"]), (&false.into(), &1.into()));
    assert!(refused.err.contains("--overwrite"), "{}", refused.err);
    let title = || async {
        let found = house.db.read(&house.context()).journal().find(entry.id).await;
        found.map(|entry| entry.and_then(|it| it.title))
    };
    assert_eq!(title().await?.as_deref(), Some("Three"));

    let done = house.run(&[&undo[..], &["--overwrite", "--json"]].concat())?.expect(0).json()?;
    assert_eq!(done["rows"][0]["effect"], "set back");
    assert!(done["transaction_id"].is_i64(), "{done}");
    assert_eq!(title().await?.as_deref(), Some("One"));
    Ok(())
}

#[tokio::test]
async fn what_is_undone_already_is_told_and_an_unknown_operation_refused() -> TestResult {
    let it = mistake().await?;
    let entry = it.house.entry("Short-lived").await?;
    let made = it.house.transaction_of("journal_entries", entry.id).await?.to_string();
    it.house.run(&["undo", "--transaction", &made, "--yes"])?.expect(0);
    assert_eq!(it.title_of(entry.id).await?, None);
    let again = it.house.run(&["undo", "--transaction", &made, "--yes"])?.expect(0);
    assert!(again.out.contains("Nothing is left"), "{}", again.out);

    let account = it.house.account().to_string();
    let ran = it.house.run(&["undo", "--transaction", "1", "--account", &account])?.expect(2);
    assert!(ran.err.contains("has no transaction 1"), "{}", ran.err);
    let ran = it.house.run(&["undo", "--account", &account])?.expect(2);
    assert!(ran.err.contains("--transaction") && ran.err.contains("--request"), "{}", ran.err);
    Ok(())
}
