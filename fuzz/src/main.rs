//! Feeds the parsers of outside input with what libFuzzer thinks of. `ANNALS_FUZZ_TARGET` names one;
//! `list` prints them. `make fuzz` runs them all.
//!
//! A target is a function that takes bytes and panics where a promise is broken: a text that is
//! accepted means the same when it is written and read again, what is refused is refused as bad
//! input, and no password is shown.

#![no_main]

mod config;
mod cursors;
mod json;
mod queries;
mod text;

use std::{env, process::exit, sync::LazyLock};

use libfuzzer_sys::fuzz_target;

type Target = fn(&[u8]);

const TARGETS: [(&str, Target); 12] = [
    ("config_password", config::password),
    ("config_url", config::url),
    ("config_variables", config::variables),
    ("cursor", cursors::page),
    ("exact_json", json::exact),
    ("filter_json", queries::filter_of_json),
    ("filter_pairs", queries::filter_of_pairs),
    // Any bytes as each kind of file: it ends, without a panic.
    ("import_formats", annals_ops::fuzzing::formats),
    ("jsonpath", queries::jsonpath),
    ("order", queries::order),
    ("search", text::search),
    ("search_cursor", cursors::search),
];

static TARGET: LazyLock<Target> = LazyLock::new(|| {
    let name = env::var("ANNALS_FUZZ_TARGET").unwrap_or_default();
    if let Some((_, target)) = TARGETS.iter().find(|(known, _)| *known == name) {
        return *target;
    }
    for (name, _) in TARGETS {
        println!("{name}");
    }
    exit(i32::from(name != "list"));
});

fuzz_target!(
    // Before libFuzzer takes an exit for a fault.
    init: {
        LazyLock::force(&TARGET);
    },
    |data: &[u8]| TARGET(data)
);
