//! Jsonpaths: what is taken here, every server takes; what is a mistake is found with its position.

use annals::prelude::*;
use rand::{RngExt, SeedableRng, rngs::StdRng};

use crate::support::{TestResult, fixture, rows};

const TAKEN: [&str; 27] = [
    "$",
    "strict $.a",
    "lax $.\"a b\".*[*]",
    "$[0, 2 to last, last - 1]",
    "$[$.n]",
    "$.**{2}.a",
    "$.**{1 to last}",
    "$.a.type() == \"number\"",
    "$.a ? (@ > 1 && @ < -2.5e-3 || !(@ == null))",
    "$.a ? (exists(@.b ? (@ starts with \"x\")))",
    "$.a ? ((@ == 1) is unknown)",
    "-$.a + 2 * (3 - $.b) / 1 % 4 >= +1",
    "(1).type()",
    "\"a\".size()",
    "$.a like_regex \"(\" flag \"q\"",
    "$.a like_regex \"\" flag \"iq\"",
    "!exists($.a)",
    "$.to.is.last.exists.true.starts.strict",
    "$.datetime.type.size().abs().floor().ceiling().double().keyvalue()",
    "($.a == 1).type()",
    "$.\"\\u00e9\\ud83d\\ude00\\n\\\"\" == \"\u{10ffff}\"",
    "true == false",
    "$.a?(@.b==1)?(@.c==2).d",
    "$[last]",
    "1 == 1e400",
    "$.a == -0",
    "$.size",
];

const REFUSED: [&str; 42] = [
    "",
    "lax",
    "a",
    "$a",
    "$.a ==",
    "@",
    "$ ? (@.a)",
    "$ ? @ == 1",
    "last",
    "$.",
    "$..a",
    "$.1a",
    "$.é",
    "$.a b",
    "$[",
    "$[]",
    "$[*",
    "$.a()",
    "$.datetime()",
    "$.a.datetime(\"HH24\") < 1",
    "$.a like_regex \"a\"",
    "$.a like_regex \"a\" flag \"x\"",
    "$.a starts with $",
    "$.a starts \"x\"",
    "1.type()",
    "01",
    "1e",
    "1a",
    "1e999999999",
    "\"",
    "\"\\u0000\"",
    "\"\\ud800\"",
    "\"\\x41\"",
    "\"a\nb\"",
    "$ == 1 == 2",
    "!$.a",
    "($.a == 1) && $.b",
    "$.**{99999999999}",
    "$.**{a}",
    "$ /* comment */",
    "$; DROP TABLE users",
    "$.a = 1",
];

#[test]
fn a_jsonpath_is_taken_or_refused_with_its_position() {
    for text in TAKEN {
        assert!(JsonFilter::jsonpath(text).is_ok(), "{text}: {:?}", JsonFilter::jsonpath(text));
    }
    for text in REFUSED {
        let error = JsonFilter::jsonpath(text).expect_err(text).to_string();
        assert!(error.contains("character") || error.contains("at its end"), "{text}: {error}");
    }
    let nested = format!("{}1{}", "(".repeat(200), ")".repeat(200));
    assert!(JsonFilter::jsonpath(nested).is_err());
    assert!(JsonFilter::jsonpath("$".to_owned() + &".a".repeat(1_000)).is_err());
}

/// A value or a predicate of the grammar, and at times of something near it.
fn grown(rng: &mut StdRng, levels: usize) -> String {
    const LEAVES: [&str; 24] = [
        "$",
        "@",
        "last",
        "1",
        "-2.50",
        "1e3",
        "\"x\"",
        "true",
        "null",
        "$.a",
        "@.b",
        "$[*]",
        "$.**",
        "\"\\\"\\u00e9\"",
        "$a",
        "1.",
        ".5",
        "$.\"k\"",
        "(1)",
        "@.size()",
        "to",
        "0x1F",
        "1_000",
        "$.a[0 to last]",
    ];
    const JOINTS: [&str; 20] = [
        " == ",
        " != ",
        " < ",
        " >= ",
        "&&",
        " || ",
        " + ",
        "-",
        "*",
        " / ",
        "%",
        ".",
        "<>",
        " = ",
        " starts with ",
        " like_regex ",
        "?",
        " to ",
        ",",
        "",
    ];
    if levels == 0 {
        return LEAVES[rng.random_range(0..LEAVES.len())].to_owned();
    }
    let inner = grown(rng, levels - 1);
    match rng.random_range(0..11) {
        0..4 => {
            let other = grown(rng, levels - 1);
            format!("{inner}{}{other}", JOINTS[rng.random_range(0..JOINTS.len())])
        }
        4 => format!("({inner})"),
        5 => format!("$.a ? ({inner})"),
        6 => format!("!({inner})"),
        7 => format!("exists({inner})"),
        8 => format!("$[{inner}]"),
        9 => format!("({inner}) is unknown"),
        _ => format!("{inner}.type()"),
    }
}

/// The text with a character lost, doubled or put elsewhere.
fn damaged(rng: &mut StdRng, text: &str) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    let at = rng.random_range(0..chars.len());
    match rng.random_range(0..3) {
        0 => drop(chars.remove(at)),
        1 => chars.insert(at, chars[rng.random_range(0..chars.len())]),
        _ => chars.insert(at, ['"', '\\', '*', '{', '|', '\t', 'é', '\u{1}'][at % 8]),
    }
    chars.into_iter().collect()
}

#[tokio::test]
async fn what_is_taken_is_taken_by_the_server() -> TestResult {
    const ASK: &str = r#"SELECT count(*) FROM unnest($1::text[]) AS of(path),
        (VALUES ('{"a": [1, "x", {"b": null}], "k": 1e400}'::jsonb), ('[[1, "2026-11-21"], 0]')) AS v(value)
        WHERE (value @? path::jsonpath) IS NOT NULL OR (value @@ path::jsonpath) IS NOT NULL"#;
    let fixture = fixture().await?;
    let app = fixture.app().await?;
    let mut rng = StdRng::seed_from_u64(20_261_121);
    let mut taken: Vec<String> = TAKEN.iter().map(ToString::to_string).collect();
    for _ in 0..200_000 {
        let levels = rng.random_range(0..5);
        let mut text = grown(&mut rng, levels);
        if rng.random_bool(0.2) {
            text = damaged(&mut rng, &text);
        }
        if JsonFilter::jsonpath(text.clone()).is_ok() {
            taken.push(text);
        }
    }
    assert!(taken.len() > 10_000, "{} were taken", taken.len());
    if rows::<(i64,)>(&app, ASK, [taken.clone().into()]).await.is_err() {
        for text in taken {
            let asked = rows::<(i64,)>(&app, ASK, [vec![text.clone()].into()]).await;
            assert!(asked.is_ok(), "{text}: {asked:?}");
        }
    }
    Ok(())
}
