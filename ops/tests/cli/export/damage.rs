//! An archive that is not as it was written is found out before anything is written.

use std::path::Path;

use super::{Place, refused};
use crate::support::TestResult;

/// Damages a copy of the file, and returns what the import says of it.
async fn told_of(
    place: &Place,
    file: &Path,
    damage: impl FnOnce(Vec<u8>) -> Vec<u8>,
) -> TestResult<String> {
    let damaged = place.file("damaged.jsonl");
    std::fs::write(&damaged, damage(std::fs::read(file)?))?;
    let told = refused(&place.import(&damaged, &[])?, 1);
    assert_eq!(place.rows(&place.ada).await?, Vec::<String>::new(), "something was written");
    Ok(told)
}

fn replaced(from: &'static str, to: &'static str) -> impl FnOnce(Vec<u8>) -> Vec<u8> {
    move |bytes| {
        let text = String::from_utf8_lossy(&bytes);
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1).into_bytes()
    }
}

/// The bytes without a line, counted from one.
fn without_line(number: usize) -> impl FnOnce(Vec<u8>) -> Vec<u8> {
    move |bytes| {
        let lines = bytes.split_inclusive(|byte| *byte == b'\n').enumerate();
        lines.filter(|(place, _)| place + 1 != number).flat_map(|(_, line)| line.to_vec()).collect()
    }
}

#[tokio::test]
async fn each_kind_of_damage_is_named_with_its_place() -> TestResult {
    let place = Place::new().await?;
    let file = place.export("ada.jsonl", &[])?;
    place.erase().await?;
    let lines = std::fs::read_to_string(&file)?.lines().count();

    let told = told_of(&place, &file, |_| Vec::new()).await?;
    assert!(told.contains("the file is empty"), "{told}");
    let told = told_of(&place, &file, |_| b"no archive at all\n".to_vec()).await?;
    assert!(told.contains("line 1 is no header"), "{told}");
    let told = told_of(&place, &file, replaced("\"version\":1", "\"version\":9")).await?;
    assert!(told.contains("version 9"), "{told}");
    let told = told_of(&place, &file, |bytes| bytes[..bytes.len() / 2].to_vec()).await?;
    assert!(told.contains("is cut off"), "{told}");
    let told = told_of(&place, &file, without_line(lines)).await?;
    assert!(told.contains(&format!("line {lines} is not there")), "{told}");
    let told = told_of(&place, &file, without_line(lines - 1)).await?;
    assert!(told.contains("where the first line says"), "{told}");
    let told =
        told_of(&place, &file, replaced("\"is_private\":true", "\"is_private\":false")).await?;
    assert!(told.contains("a row of journal_entries was changed"), "{told}");
    let told = told_of(&place, &file, replaced("\"is_private\":true,", "")).await?;
    assert!(told.contains("in place of is_private"), "{told}");
    let told = told_of(&place, &file, replaced("\"row\":{\"account_id\"", "\"row\":{account_id\""))
        .await?;
    assert!(told.contains("is no row"), "{told}");
    let told = told_of(
        &place,
        &file,
        replaced("{\"table\":\"users\",\"row\"", "{\"table\":\"others\",\"row\""),
    )
    .await?;
    assert!(told.contains("is a row of others, which the header does not name"), "{told}");
    let told = told_of(&place, &file, replaced("\"history\":false", "\"history\":true")).await?;
    assert!(told.contains("the first line, or the last one, was changed"), "{told}");
    let added = |mut bytes: Vec<u8>| {
        bytes.extend(b"{}\n");
        bytes
    };
    let told = told_of(&place, &file, added).await?;
    assert!(told.contains("something was added"), "{told}");
    let invalid = |mut bytes: Vec<u8>| {
        let middle = bytes.len() / 2;
        bytes[middle] = 0xff;
        bytes
    };
    let told = told_of(&place, &file, invalid).await?;
    assert!(told.contains("line "), "{told}");
    Ok(())
}

#[tokio::test]
async fn lines_that_stand_elsewhere_are_found() -> TestResult {
    let place = Place::new().await?;
    let file = place.export("ada.jsonl", &[])?;
    place.erase().await?;
    let swapped = |first: usize, second: usize| {
        move |bytes: Vec<u8>| {
            let mut lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
            lines.swap(first, second);
            lines.concat()
        }
    };
    let count = std::fs::read_to_string(&file)?.lines().count();
    let told = told_of(&place, &file, swapped(count - 3, count - 2)).await?;
    assert!(told.contains("was changed"), "{told}");
    let told = told_of(&place, &file, swapped(3, count - 2)).await?;
    assert!(told.contains("among those of another table"), "{told}");
    Ok(())
}
