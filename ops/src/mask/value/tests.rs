//! What a mask keeps of a value, and what it does not.

use std::collections::{BTreeSet, HashMap};

use serde_json::Value;

use super::{Domain, Mask, Masker, Range};

fn domain(is_distinct: bool) -> Domain {
    Domain { name: "table.column".to_owned(), is_distinct }
}

fn masked(mask: &Mask, value: &str) -> String {
    Masker::new().mask(mask, &domain(false), value).unwrap_or_default()
}

#[test]
fn text_keeps_its_length_in_characters_and_nothing_else() {
    for text in
        ["a", "Ω", "Ada", "a secret that nobody may know", "日本語のテキスト", "\t\n", "-", "0"]
    {
        let mask = masked(&Mask::Text, text);
        assert_eq!(mask.chars().count(), text.chars().count(), "{text:?} became {mask:?}");
        assert_ne!(mask, text);
    }
    assert_eq!(masked(&Mask::Text, ""), "");
    assert_eq!(masked(&Mask::Text, &"x".repeat(100_000)).len(), 100_000);
}

#[test]
fn an_address_stays_one() {
    for address in ["ada@example.org", "a@b.co", "Ada.Lovelace+x@mail.example.co.uk"] {
        let mask = masked(&Mask::Text, address);
        assert_eq!(mask.len(), address.len());
        assert_eq!(mask.find('@'), address.find('@'), "{mask}");
        assert_eq!(mask.rfind('.'), address.rfind('.'), "{mask}");
        assert_ne!(mask, address);
    }
}

#[test]
fn an_address_has_one_mask_however_it_is_written_and_wherever_it_stands() {
    let masker = Masker::new();
    let users = Domain { name: "users.email".to_owned(), is_distinct: true };
    let subjects = Domain { name: "identities.subject".to_owned(), is_distinct: true };
    assert_eq!(
        masker.mask(&Mask::Text, &users, "Ada@Example.org"),
        masker.mask(&Mask::Text, &subjects, "ada@example.org")
    );
}

#[test]
fn equal_values_have_equal_masks_within_a_run_and_others_in_the_next() {
    let (one, next) = (Masker::new(), Masker::new());
    let mask = |masker: &Masker| masker.mask(&Mask::Text, &domain(false), "a long enough secret");
    assert_eq!(mask(&one), mask(&one));
    assert_ne!(mask(&one), mask(&next));
}

#[test]
fn different_short_values_keep_apart_where_they_must() {
    let masker = Masker::new();
    let letters = (0..400).filter_map(char::from_u32).filter(|letter| letter.is_alphanumeric());
    let values: Vec<String> = letters.map(String::from).collect();
    assert!(values.len() > 200);
    let masks: Vec<_> =
        values.iter().filter_map(|it| masker.mask(&Mask::Text, &domain(true), it)).collect();
    assert_eq!(masks.iter().collect::<BTreeSet<_>>().len(), values.len());
    assert!(masks.iter().all(|mask| mask.chars().count() == 1));
    for (value, mask) in values.iter().zip(&masks) {
        assert_ne!(value, mask);
        assert_eq!(masker.mask(&Mask::Text, &domain(true), value).as_ref(), Some(mask));
    }
}

#[test]
fn more_values_than_there_are_masks_are_told() {
    let masker = Masker::new();
    let digits: Vec<_> = (0..=9)
        .map(|digit: u8| {
            masker.mask(&Mask::Number(Range::default()), &domain(true), &digit.to_string())
        })
        .collect();
    assert!(digits.contains(&None), "nine masks for ten digits: {digits:?}");
}

#[test]
fn a_number_keeps_its_digits_sign_and_range() {
    for number in ["7", "-42", "0.57", "12345678901234567890.12345", "1e+20", "6.02e23", "0"] {
        let mask = masked(&Mask::Number(Range::default()), number);
        assert_eq!(mask.len(), number.len(), "{number} became {mask}");
        assert_eq!(mask.starts_with('-'), number.starts_with('-'));
        assert_ne!(mask, number);
    }
    let mood = Mask::Number(Range { least: Some(0.0), most: Some(10.0) });
    for _ in 0..200 {
        let mask = masked(&mood, "7.50");
        let number: f64 = mask.parse().unwrap();
        assert!((0.0..=10.0).contains(&number) && mask != "7.50" && mask.contains('.'), "{mask}");
    }
    let small = Mask::Number(Range { least: Some(-32768.0), most: Some(32767.0) });
    for _ in 0..200 {
        let number: i64 = masked(&small, "31999").parse().unwrap();
        assert!((10_000..=32_767).contains(&number), "{number}");
    }
    let feedback = Mask::Number(Range { least: Some(-1.0), most: Some(5.0) });
    let seen: BTreeSet<i64> = (0..200).map(|_| masked(&feedback, "5").parse().unwrap()).collect();
    assert_eq!(seen, (-1..=4).collect());
}

#[test]
fn json_keeps_its_types_lengths_and_nesting_but_no_key() {
    let json = r#"{"mood": 7, "Ärger": [1.50, "why?", true, null, {"a": {}}, []], "ada@example.org": "x y", "n": 123456789012345678901234567890}"#;
    let mask = masked(&Mask::Json, json);
    let (before, after): (Value, Value) =
        (serde_json::from_str(json).unwrap(), serde_json::from_str(&mask).unwrap());
    assert_eq!(shape(&before), shape(&after), "{mask}");
    for original in ["mood", "Ärger", "why?", "ada@", "x y", "1.50", "123456789"] {
        assert!(!mask.contains(original), "{original} in {mask}");
    }
}

/// Types, lengths and nesting, members in the order of their shapes.
fn shape(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(_) => "bool".to_owned(),
        Value::Number(_) => "number".to_owned(),
        Value::String(text) => format!("text {}", text.chars().count()),
        Value::Array(members) => {
            format!("[{}]", members.iter().map(shape).collect::<Vec<_>>().join(", "))
        }
        Value::Object(members) => {
            let member =
                |(name, value): (&String, _)| format!("{}: {}", name.chars().count(), shape(value));
            let mut shapes: Vec<_> = members.iter().map(member).collect();
            shapes.sort();
            format!("{{{}}}", shapes.join(", "))
        }
    }
}

#[test]
fn keys_of_one_character_stay_apart() {
    let members: HashMap<char, u32> = ('a'..='z').zip(0..).collect();
    let json = serde_json::to_string(&members).unwrap();
    let mask: HashMap<String, u32> = serde_json::from_str(&masked(&Mask::Json, &json)).unwrap();
    assert_eq!(mask.len(), 26);
}

#[test]
fn a_json_number_of_any_size_and_any_nesting_is_masked() {
    let huge = format!("[{}]", "9".repeat(500));
    assert_eq!(masked(&Mask::Json, &huge).len(), huge.len());
    let deep = format!("{}1{}", "[".repeat(500), "]".repeat(500));
    assert_eq!(masked(&Mask::Json, &deep).len(), deep.len());
}

#[test]
fn other_kinds_stay_of_their_kind() {
    assert!(masked(&Mask::Date, "1987-06-05").parse::<chrono::NaiveDate>().is_ok());
    assert!(masked(&Mask::Timestamp { has_zone: true }, "2026-01-02 03:04:05+00").ends_with("+00"));
    assert!(
        masked(&Mask::Uuid, "00000000-0000-0000-0000-000000000000").parse::<uuid::Uuid>().is_ok()
    );
    assert_eq!(masked(&Mask::Bytes, "\\x00ff12").len(), 8);
    let inet = Mask::Inet { is_network: false };
    assert!(masked(&inet, "203.0.113.9").parse::<std::net::Ipv4Addr>().is_ok());
    assert!(masked(&inet, "2001:db8::1/64").parse::<std::net::Ipv6Addr>().is_ok());
    assert_eq!(masked(&Mask::OneOf(vec!["a".into(), "b".into()]), "a"), "b");
    assert_eq!(masked(&Mask::Flag, "t"), "f");
}
