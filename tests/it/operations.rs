//! What `docs/operations.md` says, held against the traits.

use std::{collections::BTreeMap, fs, path::Path};

use crate::support::TestResult;

/// An operation as its trait declares it.
struct Operation {
    name: String,
    doc: String,
}

#[test]
fn each_operation_has_its_line_in_the_guide_in_the_order_of_its_trait() -> TestResult {
    let guide = fs::read_to_string(root().join("docs/operations.md"))?;
    let mut told = lines_of(&guide);
    for (name, operations) in traits()? {
        let names: Vec<_> = operations.iter().map(|operation| operation.name.as_str()).collect();
        let lines = told.remove(&name).unwrap_or_default();
        assert_eq!(lines, names, "docs/operations.md, section {name}");
    }
    assert_eq!(told, BTreeMap::new(), "sections of no trait");
    Ok(())
}

#[test]
fn each_operation_shows_an_example_and_tells_its_errors() -> TestResult {
    for (name, operations) in traits()? {
        for Operation { name: operation, doc } in operations {
            assert!(doc.contains("```"), "{name}::{operation} has no example");
            assert!(doc.contains("# Errors"), "{name}::{operation} tells no errors");
        }
    }
    Ok(())
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The traits that `mockall` mocks, with their operations.
fn traits() -> TestResult<BTreeMap<String, Vec<Operation>>> {
    let mut found = BTreeMap::new();
    for folder in fs::read_dir(root().join("service/src"))? {
        let folder = folder?.path();
        if !folder.is_dir() {
            continue;
        }
        for file in fs::read_dir(folder)? {
            let source = file?.path();
            if source.is_file() {
                found.extend(traits_in(&fs::read_to_string(source)?));
            }
        }
    }
    assert!(found.contains_key("Journal"), "{:?}", found.keys());
    Ok(found)
}

fn traits_in(source: &str) -> Vec<(String, Vec<Operation>)> {
    let mocked = source.split("mockall::automock)]").skip(1);
    mocked
        .filter_map(|rest| rest.split_once("pub trait "))
        .map(|(_, rest)| one_trait(rest))
        .collect()
}

fn one_trait(rest: &str) -> (String, Vec<Operation>) {
    let name: String = rest.chars().take_while(|letter| letter.is_alphanumeric()).collect();
    let mut operations = Vec::new();
    let mut doc = String::new();
    for line in rest.lines().take_while(|line| *line != "}").map(str::trim) {
        if let Some(text) = line.strip_prefix("///") {
            doc.push_str(text);
            doc.push('\n');
        } else if let Some(signature) = line.strip_prefix("async fn ") {
            let name = signature.split(['(', '<']).next().unwrap_or_default().to_owned();
            operations.push(Operation { name, doc: std::mem::take(&mut doc) });
        }
    }
    (name, operations)
}

/// The first cells of the tables below each heading that names a trait.
fn lines_of(guide: &str) -> BTreeMap<String, Vec<String>> {
    let mut told: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut section = None;
    for line in guide.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            section = heading.strip_prefix('`').and_then(|rest| rest.strip_suffix('`'));
        } else if let (Some(section), Some(cell)) = (section, line.strip_prefix("| `")) {
            let name = cell.split('`').next().unwrap_or_default();
            told.entry(section.to_owned()).or_default().push(name.to_owned());
        }
    }
    told
}
