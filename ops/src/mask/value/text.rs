//! Text: as many characters, spaces where there were some.

use super::super::key::Chance;

/// Fewer characters than this may draw a mask that another value has.
const SHORT: usize = 12;

pub(super) fn is_short(value: &str) -> bool {
    value.chars().nth(SHORT).is_none()
}

/// As many characters as the value has.
pub(super) fn draw(chance: &mut Chance, value: &str, with_digits: bool, wide: bool) -> String {
    let length = value.chars().count();
    let has_spaces = value.contains(char::is_whitespace);
    let mut drawn = String::with_capacity(value.len());
    for place in 0..length {
        let is_edge = place == 0 || place + 1 == length;
        drawn.push(if has_spaces && !is_edge && chance.below(6) == 0 {
            ' '
        } else if wide {
            chance.syllable()
        } else {
            chance.letter(with_digits)
        });
    }
    drawn
}

/// Another of the values that a column allows; the value itself where there is no other.
pub(super) fn one_of(chance: &mut Chance, allowed: &[String], value: &str) -> String {
    let others: Vec<&str> = allowed.iter().map(|it| &**it).filter(|it| *it != value).collect();
    if others.is_empty() { value.to_owned() } else { chance.pick(&others).to_owned() }
}

/// As many bytes as the value has, both as `\x` and hexadecimal digits.
pub(super) fn bytes(chance: &mut Chance, value: &str) -> String {
    let digits = value.len().saturating_sub(2);
    let hex = (0..digits)
        .map(|_| char::from(b"0123456789abcdef"[usize::from(chance.bytes::<1>()[0] >> 4)]));
    "\\x".chars().chain(hex).collect()
}
