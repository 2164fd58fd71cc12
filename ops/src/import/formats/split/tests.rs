use std::io::Cursor;

use super::*;

/// What a file splits into: each record's place and bytes, or what is the matter with the file.
fn parts(text: &[u8]) -> Vec<String> {
    let mut splitter = Splitter::new(Cursor::new(text.to_vec()));
    let mut parts = Vec::new();
    while let Some(part) = splitter.next().unwrap() {
        parts.push(match part {
            Part::File { remark, .. } => format!("{remark:?}"),
            Part::Record(piece) => {
                let bytes = String::from_utf8_lossy(piece.bytes);
                let key = piece.key.map(|key| format!("{key}=")).unwrap_or_default();
                let end = if piece.end == End::Whole { "" } else { " cut" };
                format!("{}@{} {key}{bytes}{end}", piece.number, piece.spot.byte)
            }
        });
    }
    parts
}

#[test]
fn a_list_splits_into_its_records() {
    let text = br#" [ {"a": 1}, {"a": [2, "],{"]} ,3]"#;
    assert_eq!(parts(text), [r#"1@3 {"a": 1}"#, r#"2@13 {"a": [2, "],{"]}"#, "3@32 3"]);
    assert!(parts(b"[]").is_empty());
}

#[test]
fn an_object_splits_into_its_values() {
    let text = br#"{"x": {"a": 1}, "y\u0041" : {"a": 2}}"#;
    assert_eq!(parts(text), [r#"1@6 x={"a": 1}"#, r#"2@28 yA={"a": 2}"#]);
    assert!(parts(b"{}").is_empty());
}

#[test]
fn places_are_told_by_byte_and_line() {
    let text = b"[\n  {\"a\":\n 1},\n\n {\"a\": 2}\n]";
    let mut splitter = Splitter::new(Cursor::new(text.to_vec()));
    let mut spots = Vec::new();
    while let Some(Part::Record(piece)) = splitter.next().unwrap() {
        spots.push((piece.number, piece.spot.byte, piece.spot.line));
    }
    assert_eq!(spots, [(1, 4, 2), (2, 17, 5)]);
}

#[test]
fn a_file_that_is_none_is_told() {
    for (text, remark) in [
        (&b""[..], "Empty"),
        (b" \n ", "Empty"),
        (b"hello", "NoRecords"),
        (b"7", "NoRecords"),
        (b"\xFF\xFE[\0", "NotUtf8"),
        (b"[\0]\0", "NotUtf8"),
    ] {
        assert_eq!(parts(text), [remark], "{text:?}");
    }
    assert_eq!(parts(b"\xEF\xBB\xBF[{}]"), ["Mark", "1@4 {}"]);
    assert_eq!(parts(b"[{}] [{}]"), ["1@1 {}", "Trailing"]);
    assert_eq!(parts(b"[{},"), ["1@1 {}", "Unclosed"]);
    assert_eq!(parts(b"[{\"a\": [1"), ["1@1 {\"a\": [1 cut"]);
    assert_eq!(parts(b"[{\"a\": \"x"), ["1@1 {\"a\": \"x cut"]);
}

#[test]
fn behind_a_broken_record_it_goes_on_with_the_next() {
    let good = r#"{"id": "0", "a": 1}"#;
    for broken in [
        r#"{"id": "1", "a": NaN}"#,
        r#"{"id": "1", "a": 1,}"#,
        r#"{"id": "1", "a": 'x'}"#,
        r#"{'id': '1', "a": "x"}"#,
        r#"{"id": "1", "a": "x" "b": 1}"#,
        r#"{"id": "1", "a": [1, 2}"#,
        r#"{"id": "1", "a": {"b": 1}"#,
        r#"{"id": "1", "a": 1"#,
        r#"{"id": "1", "a": [1, 2"#,
        r#"{"id": "1", "a": [{"b": 1}"#,
        r#"{"id": "1", "a": "x}"#,
        r#"{"id": "1", "a: "x"}"#,
        r#"{"id": "1, "a": "x"}"#,
        r#"{"id": "1", "a": "x", "b": ["y", "z}"#,
        r#"{"id": "1", "a": 1 /* why */}"#,
        r#"{"id": "1", "a": 1]"#,
        "]junk",
        "}",
    ] {
        for separator in [", ", ",\n  "] {
            let text = format!("[{}]", [good, broken, good, good].join(separator));
            let found = parts(text.as_bytes());
            let whole = found.iter().filter(|part| part.ends_with(good)).count();
            if broken == "]junk" {
                assert_eq!(found.last().map(String::as_str), Some("Trailing"), "{text}");
            } else {
                assert_eq!((found.len(), whole), (4, 3), "{text}: {found:#?}");
            }
        }
    }
}

#[test]
fn behind_a_broken_value_of_an_object_too() {
    let text = br#"{"x": {"id": 1, "a": "q}, "y": {"id": 2, "a": ""}, "z" {"id": 3}, "w": {"id": 4, "a": 0}}"#;
    let found = parts(text);
    assert_eq!(
        found,
        [
            r#"1@6 x={"id": 1, "a": "q}"#,
            r#"2@31 y={"id": 2, "a": ""}"#,
            r#"3@51 "z" {"id": 3}"#,
            r#"4@71 w={"id": 4, "a": 0}"#,
        ]
    );
}

#[test]
fn what_is_within_a_broken_record_is_no_record() {
    let text = br#"[{"id": 1, "a": [{"id": 5}, {"id": 6}], "b": }, {"id": 2, "a": []}]"#;
    assert_eq!(parts(text).len(), 2);
}

#[test]
fn a_record_that_is_too_long_is_passed_over() {
    let text = format!(r#"[{{"a": "{}"}}, {{"a": 1}}]"#, "x".repeat(100_000));
    let mut splitter = Splitter::new(Cursor::new(text.into_bytes()));
    splitter.most = 50_000;
    let Some(Part::Record(piece)) = splitter.next().unwrap() else { panic!("no record") };
    assert_eq!((piece.end, piece.length, piece.bytes.len()), (End::TooLong, 100_009, BEGINNING));
    let Some(Part::Record(piece)) = splitter.next().unwrap() else { panic!("no record") };
    assert_eq!((piece.end, piece.bytes.as_slice()), (End::Whole, &br#"{"a": 1}"#[..]));
}

#[test]
fn a_record_that_swallows_more_than_is_held_is_found_out() {
    let good = r#"{"id": "0", "a": 1}"#;
    let many = vec![good; 20_000].join(", ");
    let text = format!(r#"[{good}, {{"id": "1", "a": [1, {many}]}}, {good}]"#);
    let mut splitter = Splitter::new(Cursor::new(text.into_bytes()));
    splitter.most = 50_000;
    let (mut whole, mut short) = (0, 0);
    while let Some(Part::Record(piece)) = splitter.next().unwrap() {
        whole += usize::from(piece.bytes.as_slice() == good.as_bytes());
        short += usize::from(piece.bytes.as_slice() == br#"{"id": "1", "a": [1"#);
    }
    assert_eq!((whole, short), (20_001, 1));
}

#[test]
fn records_longer_than_a_block_are_whole() {
    let record = format!(r#"{{"a": "{}"}}"#, "x\\\"".repeat(400_000));
    let text = format!("[{record},{record}]");
    let found = parts(text.as_bytes());
    assert_eq!(found.len(), 2);
    assert!(found.iter().all(|part| part.ends_with(&record)));
}
