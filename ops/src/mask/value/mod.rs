//! What stands in place of a value: of the same kind and length, and nothing of what it was.

mod array;
mod email;
mod json;
mod moment;
mod network;
mod number;
mod text;

use std::cell::RefCell;
use std::collections::HashMap;

use sha2::{Digest, Sha256};

use super::{distinct::Distinct, key::Key};
pub(super) use number::Range;

/// How the values of a column are masked.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Mask {
    /// They are not.
    Keep,
    /// Text of the same length; an email address stays one.
    Text,
    /// Another of the values that are allowed.
    OneOf(Vec<String>),
    /// JSON of the same shape.
    Json,
    /// A number with as many digits, in a range.
    Number(Range),
    /// A day.
    Date,
    /// A time, with or without its zone.
    Timestamp { has_zone: bool },
    /// A time of day, with or without its zone.
    Time { has_zone: bool },
    /// How long something takes.
    Interval,
    /// A UUID of version 4.
    Uuid,
    /// As many bytes.
    Bytes,
    /// An address of a network that is nobody's.
    Inet { is_network: bool },
    /// False: a boolean has no second value to hide in.
    Flag,
    /// Elements, each masked.
    Array(Box<Mask>),
    /// SHA-256 of what the mask of another column of the row is, by its place.
    DigestOf(usize),
}

/// Masks values with the key of a run.
pub(super) struct Masker {
    key: Key,
    distinct: RefCell<HashMap<String, Distinct>>,
}

/// What a column's values draw from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Domain {
    /// Equal values of one domain have equal masks.
    pub(super) name: String,
    /// Different values have different masks: a unique index says so.
    pub(super) is_distinct: bool,
}

impl Masker {
    pub(super) fn new() -> Self {
        Self { key: Key::draw(), distinct: RefCell::default() }
    }

    /// The mask of a value (for a digest: of the other column's mask), both in the text form that the database reads and writes. `None`: the domain
    /// has more different values of this length than there are masks.
    pub(super) fn mask(&self, mask: &Mask, domain: &Domain, value: &str) -> Option<String> {
        match mask {
            Mask::Keep => Some(value.to_owned()),
            Mask::Text => self.text(domain, value),
            Mask::Json => Some(json::mask(&self.key, &domain.name, value)),
            Mask::Flag => Some("f".to_owned()),
            Mask::DigestOf(_) => Some(digest(value)),
            Mask::Array(of) => array::mask(value, |element| self.mask(of, domain, element)),
            _ => self.drawn(domain, value, value, true, |attempt| {
                let mut chance = self.key.chance(&domain.name, value.as_bytes(), attempt);
                match mask {
                    Mask::OneOf(allowed) => text::one_of(&mut chance, allowed, value),
                    Mask::Number(range) => number::draw(&mut chance, value, range),
                    Mask::Date => moment::date(&mut chance),
                    Mask::Timestamp { has_zone } => moment::timestamp(&mut chance, *has_zone),
                    Mask::Time { has_zone } => moment::time(&mut chance, *has_zone),
                    Mask::Interval => moment::interval(&mut chance),
                    Mask::Uuid => network::uuid(&mut chance),
                    Mask::Inet { is_network } => network::address(&mut chance, value, *is_network),
                    _ => text::bytes(&mut chance, value),
                }
            }),
        }
    }

    fn text(&self, domain: &Domain, value: &str) -> Option<String> {
        if let Some(address) = email::Address::of(value) {
            let domain = Domain { name: "email".to_owned(), is_distinct: domain.is_distinct };
            let written = value.to_lowercase();
            return self.drawn(&domain, &written, &written, address.is_short(), |attempt| {
                let mut chance = self.key.chance(&domain.name, written.as_bytes(), attempt);
                address.draw(&mut chance, attempt >= WIDER)
            });
        }
        self.drawn(domain, value, value, text::is_short(value), |attempt| {
            let mut chance = self.key.chance(&domain.name, value.as_bytes(), attempt);
            text::draw(&mut chance, value, domain.is_distinct, attempt >= WIDER)
        })
    }

    /// The first of the attempts that differs from the value and, where it must, from other masks.
    fn drawn(
        &self,
        domain: &Domain,
        value: &str,
        original: &str,
        is_short: bool,
        draw: impl Fn(u32) -> String,
    ) -> Option<String> {
        if value.is_empty() {
            return Some(String::new());
        }
        if !(domain.is_distinct && is_short) {
            // A value that has no other of its kind, such as the one value of a list, is its own mask.
            let attempts = (0..ATTEMPTS).map(&draw);
            let mut differing = attempts.filter(|mask| mask != original);
            return Some(differing.next().unwrap_or_else(|| draw(0)));
        }
        let mut domains = self.distinct.borrow_mut();
        let distinct = domains.entry(domain.name.clone()).or_default();
        distinct.mask(self.brief("value", value), |attempt| {
            let mask = draw(attempt);
            (mask != original).then(|| {
                let digest = self.brief("mask", &mask);
                (mask, digest)
            })
        })
    }

    fn brief(&self, what: &str, value: &str) -> [u8; 16] {
        let mut brief = [0; 16];
        brief.copy_from_slice(&self.key.digest(what, value.as_bytes(), 0)[..16]);
        brief
    }
}

/// How often a mask is drawn anew that is the value itself.
const ATTEMPTS: u32 = 64;
/// From this attempt on masks are of an alphabet of eleven thousand characters.
const WIDER: u32 = 16;

/// SHA-256 of a text, as the database writes bytes.
fn digest(text: &str) -> String {
    let mut hex = "\\x".to_owned();
    for byte in Sha256::digest(text) {
        for digit in [byte >> 4, byte & 15] {
            hex.push(char::from_digit(digit.into(), 16).unwrap_or('0'));
        }
    }
    hex
}

#[cfg(test)]
mod tests;
