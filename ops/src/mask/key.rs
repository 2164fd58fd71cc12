//! The key of a run, and the chance that follows from it.

use hmac::{Hmac, KeyInit, Mac};
use rand::{Rng, SeedableRng, rngs::StdRng};
use sha2::Sha256;

/// The key of one run: drawn at its start, kept in memory alone, gone at its end. Without it nobody can
/// tell of a masked value what it was, or try what it may have been.
pub(super) struct Key(Hmac<Sha256>);

impl Key {
    /// A new one.
    pub(super) fn draw() -> Self {
        Self::of(rand::random())
    }

    fn of(bytes: [u8; 32]) -> Self {
        let block: hmac::digest::Key<Hmac<Sha256>> = {
            // A key shorter than the hash's block is padded with zeros, as HMAC has it.
            let mut block = hmac::digest::Key::<Hmac<Sha256>>::default();
            block[..32].copy_from_slice(&bytes);
            block
        };
        Self(Hmac::new(&block))
    }

    /// What stands for a value without telling it.
    pub(super) fn digest(&self, domain: &str, value: &[u8], attempt: u32) -> [u8; 32] {
        let mut mac = self.0.clone();
        mac.update(&(domain.len() as u64).to_be_bytes());
        mac.update(domain.as_bytes());
        mac.update(&attempt.to_be_bytes());
        mac.update(value);
        mac.finalize().into_bytes().into()
    }

    /// The chance of a value: the same each time it is met in the same domain.
    pub(super) fn chance(&self, domain: &str, value: &[u8], attempt: u32) -> Chance {
        Chance(StdRng::from_seed(self.digest(domain, value, attempt)))
    }
}

/// A stream of numbers that nobody without the key can foretell.
pub(super) struct Chance(StdRng);

impl Chance {
    /// A number from 0 on, below another, which is not 0.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        let drawn = u128::from(self.0.next_u64()) * u128::from(end);
        u64::try_from(drawn >> 64).unwrap_or_default()
    }

    /// One of some, which are not none.
    pub(super) fn pick<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[usize::try_from(self.below(of.len() as u64)).unwrap_or_default()]
    }

    /// Random bytes.
    pub(super) fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.fill_bytes(&mut bytes);
        bytes
    }

    /// A decimal digit.
    pub(super) fn digit(&mut self) -> char {
        char::from(b'0' + u8::try_from(self.below(10)).unwrap_or_default())
    }

    /// A decimal digit, but for 0.
    pub(super) fn leading_digit(&mut self) -> char {
        char::from(b'1' + u8::try_from(self.below(9)).unwrap_or_default())
    }

    /// A letter or, where asked for, a digit.
    pub(super) fn letter(&mut self, with_digits: bool) -> char {
        let drawn = u8::try_from(self.below(if with_digits { 36 } else { 26 })).unwrap_or_default();
        char::from(if drawn < 26 { b'a' + drawn } else { b'0' + drawn - 26 })
    }

    /// One of eleven thousand Hangul syllables: one character each, which no spelling rule changes.
    pub(super) fn syllable(&mut self) -> char {
        let drawn = u32::try_from(self.below(11_172)).unwrap_or_default();
        char::from_u32(0xAC00 + drawn).unwrap_or('가')
    }
}

#[cfg(test)]
mod tests {
    use super::Key;

    #[test]
    fn a_value_has_one_digest_within_a_run_and_another_in_each_other() {
        let (one, other) = (Key::draw(), Key::draw());
        assert_eq!(one.digest("a", b"x", 0), one.digest("a", b"x", 0));
        assert_ne!(one.digest("a", b"x", 0), other.digest("a", b"x", 0));
        assert_ne!(one.digest("a", b"x", 0), one.digest("b", b"x", 0));
        assert_ne!(one.digest("a", b"x", 0), one.digest("a", b"x", 1));
        assert_ne!(one.digest("ab", b"c", 0), one.digest("a", b"bc", 0));
    }
}
