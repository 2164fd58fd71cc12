//! Any bytes.

use std::fmt::Write;

use super::{
    super::{super::record::Reading, fuzz::fuzz_formats},
    Form, faults, fuzz,
};

/// Numbers that look random, and are the same each time.
fn chance(state: &mut u64) -> usize {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    usize::try_from(*state >> 33).unwrap_or_default()
}

#[test]
fn no_bytes_make_it_panic_or_hang() {
    let seeds: Vec<Vec<u8>> = faults::journal_files()
        .iter()
        .map(faults::File::bytes)
        .chain([faults::journal_memory().bytes()])
        .collect();
    let state = &mut 7;
    for seed in &seeds {
        for _ in 0..15 {
            let mut bytes = seed.clone();
            for _ in 0..=chance(state) % 8 {
                let at = chance(state) % bytes.len().max(1);
                match chance(state) % 4 {
                    _ if bytes.is_empty() => {}
                    0 => bytes[at] = b"\"\\{}[],:\0\xFFu0n"[chance(state) % 13],
                    1 => drop(bytes.remove(at)),
                    2 => bytes.insert(at, b"\"\\{}[],:\0\xFFu0n"[chance(state) % 13]),
                    _ => bytes.truncate(at.max(1)),
                }
            }
            fuzz_formats(&bytes);
        }
    }
}

#[test]
fn depth_does_not_overflow_the_stack() {
    for open in ["[", "{\"a\":", "[{\"a\":"] {
        let deep = format!("[{{\"id\": 1, \"a\": {}", open.repeat(200_000));
        fuzz_formats(deep.as_bytes());
    }
    let deep = "[".repeat(100_000) + &"]".repeat(100_000);
    let record = format!(
        r#"[{{"id": 1, "content": "x", "role": "user", "metadata": {{"a": {deep}}}, "b": {deep}}}]"#
    );
    fuzz_formats(record.as_bytes());
}

#[test]
fn many_faults_cost_no_more_than_their_bytes() {
    let units = [
        ",{\"id\":[1,",
        ",{\"id\":[1",
        ",{\"id\": \"x}",
        "]},{",
        "{\"id\":1 2,",
        "\"a\":{",
        ",{\"id\":1,\"id\":2",
    ];
    for unit in units {
        let text = "[{\"id\":1}".to_owned() + &unit.repeat(10_000);
        fuzz::of(text.clone().into_bytes(), Form::Entries).for_each(drop);
        let text = text.replacen('[', "{\"k\":", 1);
        fuzz::of(text.into_bytes(), Form::Messages).for_each(drop);
    }
}

#[test]
fn a_record_of_very_many_fields_is_refused() {
    let mut text = "[{\"id\": 1".to_owned();
    for _ in 0..10_000 {
        write!(text, ",\"a\": 1").unwrap();
    }
    text.push_str("}]");
    let record = fuzz::of(text.into_bytes(), Form::Entries).next().unwrap().unwrap();
    assert!(matches!(record.reading, Reading::Refused { .. }));
}
