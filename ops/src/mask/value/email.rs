//! Email addresses: another of the same form and length.

use super::super::key::Chance;

/// An address, by its parts' lengths in characters.
pub(super) struct Address {
    local: usize,
    host: usize,
    top: usize,
}

impl Address {
    /// `None`: the text is no address.
    pub(super) fn of(text: &str) -> Option<Self> {
        let (local, domain) = text.split_once('@')?;
        let (host, top) = domain.rsplit_once('.')?;
        let is_one = [local, host, top].iter().all(|part| !part.is_empty())
            && !domain.contains('@')
            && !text.contains(char::is_whitespace);
        let length = |part: &str| part.chars().count();
        is_one.then(|| Self { local: length(local), host: length(host), top: length(top) })
    }

    /// Whether two addresses of its form may draw one mask.
    pub(super) fn is_short(&self) -> bool {
        self.local + self.host + self.top < 16
    }

    pub(super) fn draw(&self, chance: &mut Chance, wide: bool) -> String {
        let mut drawn: String = (0..self.local)
            .map(|_| if wide { chance.syllable() } else { chance.letter(true) })
            .collect();
        drawn.push('@');
        drawn.extend((0..self.host).map(|_| chance.letter(true)));
        drawn.push('.');
        drawn.extend((0..self.top).map(|_| chance.letter(false)));
        drawn
    }
}
