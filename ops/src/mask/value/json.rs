//! JSON: the same types, lengths and nesting. Keys are masked as well, for they may say as much as what
//! stands below them.

use std::collections::{BTreeMap, HashSet};

use serde_json::value::RawValue;

use super::super::key::Key;
use super::{number, text};

/// The mask of a JSON text.
pub(super) fn mask(key: &Key, domain: &str, json: &str) -> String {
    let mut masked = String::with_capacity(json.len());
    write(key, domain, json.trim(), &mut masked);
    masked
}

/// Goes down by slices of the text, so that a number keeps all its digits whatever they are.
fn write(key: &Key, domain: &str, json: &str, masked: &mut String) {
    match json.as_bytes().first() {
        Some(b'{') => object(key, domain, json, masked),
        Some(b'[') => list(key, domain, json, masked),
        Some(b'"') => {
            let text: String = serde_json::from_str(json).unwrap_or_default();
            string(&masked_text(key, domain, &text), masked);
        }
        Some(b't' | b'f') => masked.push_str("false"),
        Some(b'n') | None => masked.push_str("null"),
        Some(_) => {
            let mut drawn = (0..64).map(|attempt| {
                let mut chance = key.chance(domain, json.as_bytes(), attempt);
                number::draw(&mut chance, json, &number::Range::default())
            });
            masked.push_str(&drawn.find(|it| it != json).unwrap_or_else(|| "0".to_owned()));
        }
    }
}

fn object(key: &Key, domain: &str, json: &str, masked: &mut String) {
    // In the order of the keys, so that equal objects have equal masks.
    let members: BTreeMap<String, &RawValue> = serde_json::from_str(json).unwrap_or_default();
    let mut taken = HashSet::new();
    masked.push('{');
    for (name, value) in members {
        if !taken.is_empty() {
            masked.push(',');
        }
        let name = name_apart(key, domain, &name, &mut taken);
        string(&name, masked);
        masked.push(':');
        write(key, domain, value.get().trim(), masked);
    }
    masked.push('}');
}

fn list(key: &Key, domain: &str, json: &str, masked: &mut String) {
    let members: Vec<&RawValue> = serde_json::from_str(json).unwrap_or_default();
    masked.push('[');
    for (place, value) in members.into_iter().enumerate() {
        if place > 0 {
            masked.push(',');
        }
        write(key, domain, value.get().trim(), masked);
    }
    masked.push(']');
}

/// A key's mask, unlike those of the other keys of its object.
fn name_apart(key: &Key, domain: &str, name: &str, taken: &mut HashSet<String>) -> String {
    let mut attempt = 0;
    loop {
        let mut chance = key.chance(domain, name.as_bytes(), attempt);
        let mask = text::draw(&mut chance, name, false, attempt >= 64);
        // An object has one empty key at most, and it tells nothing.
        if (mask != name || name.is_empty()) && taken.insert(mask.clone()) {
            return mask;
        }
        attempt += 1;
    }
}

fn masked_text(key: &Key, domain: &str, value: &str) -> String {
    let mut drawn = (0..64).map(|attempt| {
        let mut chance = key.chance(domain, value.as_bytes(), attempt);
        match super::email::Address::of(value) {
            Some(address) => address.draw(&mut chance, false),
            None => text::draw(&mut chance, value, false, false),
        }
    });
    drawn.find(|it| it != value).unwrap_or_default()
}

fn string(text: &str, masked: &mut String) {
    masked.push('"');
    masked.push_str(text); // letters, digits, spaces, and what an address has: nothing to escape
    masked.push('"');
}
