//! The seals outside of the database.

use annals::{
    prelude::*,
    service::audit::{BrokenExport, Flaw, SealedExport},
};

use super::{House, Story};
use crate::support::TestResult;

async fn exported(house: &House, story: &Story) -> TestResult<SealedExport> {
    let context = story.account.context();
    let audit = house.fixture.db.read(&context).audit();
    let mut all = SealedExport::default();
    for number in 1.. {
        let Some(sealed) = audit.export_seal(number).await? else { break };
        all.append(&sealed);
    }
    Ok(all)
}

/// Two seals, of nine entries and of one.
async fn export() -> TestResult<SealedExport> {
    let house = House::open().await?;
    let story = house.story().await?;
    house.seal(&story).await?;
    house.go_on(&story).await?;
    house.seal(&story).await?;
    let export = exported(&house, &story).await?;
    let newest = house.fixture.db.read(&story.account.context()).audit().find_newest_seal().await?;
    assert_eq!(newest.map(|seal| seal.digest), Some(export.check(None)?.digest));
    Ok(export)
}

#[tokio::test]
async fn an_export_is_checked_without_the_database() -> TestResult {
    let export = export().await?;
    let checked = export.check(None)?;
    assert_eq!(
        (checked.seals, checked.entries, checked.erased, checked.seals_alone),
        (2, 10, 0, 0)
    );

    let lines: Vec<&str> = export.as_str().lines().collect();
    let broken = |lines: &[&str]| {
        let export = SealedExport::from(lines.join("\n"));
        export.check(None).err().map(|BrokenExport { line, flaw }| (line, flaw))
    };
    let with = |place: usize, line: &str| {
        let mut changed: Vec<&str> = lines.clone();
        changed[place] = line;
        broken(&changed)
    };
    let forged = lines[2].replace("|insert|", "|update|");
    assert_eq!(with(2, &forged), Some((11, Flaw::OtherEntries)), "an entry");
    let forged = lines[2].replace("\\\"id\\\"", "\\\"it\\\"");
    assert_eq!(with(2, &forged), Some((3, Flaw::ChangedContent)), "an image");
    let forged = lines[10].replace("|2|", "|3|");
    assert_eq!(with(10, &forged), Some((11, Flaw::ChangedSeal)), "a seal");
    assert_eq!(with(2, "{"), Some((3, Flaw::Unreadable)));

    let mut removed = lines.clone();
    removed.remove(3);
    assert_eq!(broken(&removed), Some((10, Flaw::OtherEntries)));
    let mut twice = lines.clone();
    twice.insert(3, lines[3]);
    assert_eq!(broken(&twice), Some((12, Flaw::OtherEntries)));
    let mut moved = lines.clone();
    moved.swap(3, 4);
    assert_eq!(broken(&moved), Some((11, Flaw::OtherEntries)));
    assert_eq!(broken(&lines[10..]), Some((1, Flaw::BrokenChain)), "without its beginning");

    // A tail that was cut off is whole by itself: the digest that was kept tells.
    let cut = SealedExport::from(lines[..10].join("\n")).check(None)?;
    assert_ne!(cut.digest, checked.digest);
    let rest = SealedExport::from(lines[10..].join("\n"));
    assert_eq!(rest.check(Some(&cut.digest))?.digest, checked.digest);
    Ok(())
}
