//! Whole folders and files, with every fault.

use std::fs;

use uuid::Uuid;

use super::{
    super::{
        super::record::{Reading, Row, Source},
        journal_files, journal_memory,
    },
    faults::{self, Becomes, Case, File},
};
use crate::failure::Failure;

const USER: Uuid = Uuid::from_u128(7);

/// Asserts of each record of a source what the table of faults says of it.
fn assert_becomes(source: &dyn Source, files: &[File]) {
    for file in source.files() {
        let expected = files.iter().find(|it| it.name == &*file.name).unwrap();
        let mut cases = expected.cases.iter().zip(1..);
        let mut ids = Vec::new();
        for record in source.records(file).unwrap() {
            let record = record.unwrap();
            let (case, number) = cases.next().expect("as many records as cases");
            let about = format!("{} {number}: {:?}", file.name, record.reading);
            assert_eq!(record.place.position, number, "{about}");
            assert_reading(&record.reading, case, &about);
            ids.push(id(&record.reading));
            if let Becomes::Repeated(first) | Becomes::Renamed(first) = case.becomes {
                assert_eq!(ids.last(), ids.get(usize::try_from(first).unwrap() - 1), "{about}");
            }
        }
        assert_eq!(cases.next().map(|(_, number)| number), None, "{}", file.name);
    }
}

/// The id of the record's own row.
fn id(reading: &Reading) -> Option<Uuid> {
    let Reading::Rows { rows, .. } = reading else { return None };
    match rows.first()? {
        Row::Entry(row) => row.id.clone().into_value(),
        Row::Conversation(row) => row.id.clone().into_value(),
        Row::Message(row) => row.id.clone().into_value(),
        Row::Article(row) => row.id.clone().into_value(),
        Row::Analysis(_) | Row::Topic(_) => None,
    }
    .and_then(|id| if let sea_orm::Value::Uuid(id) = id { id } else { None })
}

fn assert_reading(reading: &Reading, case: &Case, about: &str) {
    match (reading, case.becomes) {
        (Reading::Refused { reason, excerpt }, Becomes::Refused(expected)) => {
            assert!(reason.contains(expected), "{about}");
            let start = String::from_utf8_lossy(&case.bytes);
            assert!(start.starts_with(excerpt.get(..4).unwrap_or(excerpt)), "{about}");
        }
        (Reading::Rows { rows, adjustments }, becomes) => {
            let mut told: Vec<&str> = adjustments.iter().map(|it| it.field.as_str()).collect();
            let mut fields = match becomes {
                Becomes::Adjusted(fields) => fields.to_vec(),
                Becomes::Refused(reason) => panic!("{about}: not refused: {reason}"),
                _ => Vec::new(),
            };
            told.sort_unstable();
            fields.sort_unstable();
            assert_eq!((told, rows.len()), (fields, case.rows), "{about}");
        }
        (Reading::Refused { .. }, _) => panic!("refused: {about}"),
    }
}

#[test]
fn a_folder_with_every_fault_is_read_to_its_end() {
    let folder = tempfile::tempdir().unwrap();
    faults::write(&faults::journal_files(), folder.path()).unwrap();
    let source = journal_files(folder.path(), USER).unwrap();
    assert_becomes(source.as_ref(), &faults::journal_files());
}

#[test]
fn a_dump_with_every_fault_is_read_to_its_end() {
    let folder = tempfile::tempdir().unwrap();
    let file = faults::journal_memory();
    faults::write(std::slice::from_ref(&file), folder.path()).unwrap();
    let source = journal_memory(&folder.path().join(file.name), USER).unwrap();
    assert_becomes(source.as_ref(), &[file]);
}

#[test]
fn a_source_reads_the_same_each_time() {
    let folder = tempfile::tempdir().unwrap();
    faults::write(&faults::journal_files(), folder.path()).unwrap();
    let read = || {
        let source = journal_files(folder.path(), USER).unwrap();
        let records = source.files().iter().flat_map(|file| source.records(file).unwrap());
        records.map(|record| format!("{:?}", record.unwrap())).collect::<Vec<_>>()
    };
    assert_eq!(read(), read());
}

#[test]
fn files_come_parents_first_and_may_be_missing() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["messages.json", "sessions.json", "other.json"] {
        fs::write(folder.path().join(name), "[]").unwrap();
    }
    let source = journal_files(folder.path(), USER).unwrap();
    let names: Vec<&str> = source.files().iter().map(|file| &*file.name).collect();
    assert_eq!(names, ["sessions.json", "messages.json"]);
}

#[test]
fn a_folder_without_a_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(journal_files(folder.path(), USER).err(), Some(Failure::Usage(_))));
    let missing = folder.path().join("missing");
    assert!(matches!(journal_files(&missing, USER).err(), Some(Failure::File { .. })));
    assert!(matches!(journal_memory(&missing, USER).err(), Some(Failure::Usage(_))));
    assert!(matches!(journal_memory(folder.path(), USER).err(), Some(Failure::Usage(_))));
}

#[test]
fn a_topic_s_name_becomes_a_category_that_can_be_stored() {
    let folder = tempfile::tempdir().unwrap();
    let topics = r#"{"w": {"name": "Work\u0000"}, "g": {"id": 7, "name": "Garden"}}"#;
    let entries =
        r#"[{"id": "1", "topic_id": "w", "categories": ["a"]}, {"id": "2", "topic_id": "7"}]"#;
    fs::write(folder.path().join("topics.json"), topics).unwrap();
    fs::write(folder.path().join("entries.json"), entries).unwrap();
    let source = journal_files(folder.path(), USER).unwrap();
    let records = source.records(&source.files()[1]).unwrap();
    let categories: Vec<String> = records
        .map(|record| match record.unwrap().reading {
            Reading::Rows { rows, .. } => match rows.into_iter().next() {
                Some(Row::Entry(row)) => row.categories.unwrap().to_string(),
                row => panic!("{row:?}"),
            },
            Reading::Refused { reason, .. } => panic!("{reason}"),
        })
        .collect();
    assert_eq!(categories, ["[\"a\",\"Work\u{FFFD}\"]", r#"["Garden"]"#]);
}
