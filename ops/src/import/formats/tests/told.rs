//! What is told of records and files that are not as they should be.

use super::{
    super::super::record::{Reading, Record},
    Form, fuzz, refusal, rows,
};

fn records(form: Form, bytes: &[u8]) -> Vec<Record> {
    fuzz::of(bytes.to_vec(), form).map(Result::unwrap).collect()
}

/// Position, byte and line of a record, and why it is refused.
fn refused(record: &Record) -> (u64, u64, u64, &str) {
    let Reading::Refused { reason, .. } = &record.reading else { panic!("{record:?}") };
    (record.place.position, record.place.byte, record.place.line, reason)
}

#[test]
fn no_json_is_told_by_its_place_in_the_file() {
    let found = records(Form::Entries, b"[\n {\"id\": 1},\n {\"id\":\n  2 3}\n]");
    let (position, byte, line, reason) = refused(&found[1]);
    assert_eq!((position, byte, line), (2, 15, 3));
    assert_eq!(
        reason,
        "it is no JSON: expected `,` or `}` at byte 26 of the file, line 4; it is taken to end before byte 28: mend \
         it, and import the file again"
    );
}

#[test]
fn no_utf8_is_told_by_its_byte() {
    let found = records(Form::Entries, b"[{\"id\": 1}, {\"title\": \"caf\xE9\"}]");
    let (position, byte, _, reason) = refused(&found[1]);
    assert_eq!((position, byte), (2, 12));
    assert!(reason.starts_with("byte 26 of the file is no UTF-8"), "{reason}");
    let Reading::Refused { excerpt, .. } = &found[1].reading else { panic!() };
    assert_eq!(excerpt, "{\"title\": \"caf\u{FFFD}\"}");
}

#[test]
fn an_excerpt_has_200_characters_and_none_that_a_column_can_t_hold() {
    let text = format!("[{{\"id\": \0\u{1}{}}}]", "é".repeat(300));
    let found = records(Form::Entries, text.as_bytes());
    let Reading::Refused { excerpt, .. } = &found[0].reading else { panic!("{found:?}") };
    assert_eq!(excerpt.chars().count(), 200);
    assert!(excerpt.starts_with("{\"id\": \u{FFFD}\u{FFFD}éé"), "{excerpt}");
}

#[test]
fn a_file_as_a_whole_is_position_0() {
    for (bytes, told) in [
        (&b""[..], "empty"),
        (b"\xFF\xFE[\0]\0", "UTF-16"),
        (b"7", "neither a list"),
        (b"[] []", "follows the closing bracket"),
        (b"[", "without its closing bracket"),
    ] {
        let found = records(Form::Entries, bytes);
        let (position, _, _, reason) = refused(&found[0]);
        assert_eq!((found.len(), position), (1, 0), "{bytes:?}");
        assert!(reason.contains(told), "{reason}");
    }
    let found = records(Form::Entries, b"\xEF\xBB\xBF[]");
    let [Record { reading: Reading::Rows { rows, adjustments }, .. }] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert!(rows.is_empty() && adjustments[0].what.contains("mark"), "{adjustments:?}");
}

#[test]
fn what_is_no_object_is_told_as_what_it_is() {
    for (json, told) in
        [("7", "a number"), (r#""x""#, "a text"), ("[1]", "a list"), ("null", "null")]
    {
        assert!(refusal(Form::Entries, json).contains(told), "{json}");
    }
}

#[test]
fn replaced_characters_are_told_by_field_and_byte() {
    let (_, told) = rows(
        Form::Entries,
        r#"{"id": "00000000-0000-4000-8000-000000000001", "title": "\u0000\u0000", "more": ["\ud800"]}"#,
    );
    let told: Vec<(&str, &str)> =
        told.iter().map(|it| (it.field.as_str(), it.what.as_str())).collect();
    let [("title", title), ("more", more)] = told[..] else { panic!("{told:?}") };
    assert!(title.starts_with("2 × U+0000") && title.ends_with("first at byte 58"), "{title}");
    assert!(more.starts_with('1') && more.ends_with("first at byte 83"), "{more}");
}

#[test]
fn a_key_is_the_id_of_a_record_without_one() {
    let found = records(
        Form::Entries,
        br#"{"00000000-0000-4000-8000-000000000001": {"title": "a"}, "k": {"title": "b"}, "l": {"id": "m"}}"#,
    );
    let told: Vec<Vec<&str>> = found
        .iter()
        .map(|record| match &record.reading {
            Reading::Rows { adjustments, .. } => {
                adjustments.iter().map(|it| it.what.as_str()).collect()
            }
            Reading::Refused { reason, .. } => vec![reason.as_str()],
        })
        .collect();
    assert_eq!(told[0], [""; 0]);
    assert!(told[1].len() == 1 && told[1][0].starts_with("is no UUID"), "{told:?}");
    assert!(told[2].len() == 2 && told[2][0].contains("the key is set aside"), "{told:?}");
}

#[test]
fn equal_records_without_an_id_are_records_of_their_own() {
    let text = br#"[{"role": "user", "content": "yes"}, {"role": "user", "content": "yes"}, {"content": "yes", "role":"user"}]"#;
    let ids = || {
        let found = records(Form::Messages, text);
        let id = |record: &Record| match &record.reading {
            Reading::Rows { rows, .. } => {
                format!("{:?}", rows[0]).split("conversation_id").next().map(str::to_owned)
            }
            Reading::Refused { reason, .. } => panic!("{reason}"),
        };
        found.iter().filter_map(id).collect::<Vec<_>>()
    };
    let first = ids();
    assert_eq!(first.len(), 3);
    assert!(first[0] != first[1] && first[1] != first[2] && first[0] != first[2], "{first:?}");
    assert_eq!(first, ids());
}
