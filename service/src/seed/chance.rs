//! Chance that can be repeated.

use chrono::{DateTime, Utc};
use rand::{Rng, SeedableRng, rngs::ChaCha8Rng};
use sha2::{Digest, Sha256};
use uuid::{Builder, Uuid};

/// A stream of numbers that follows from the number of a demo and the name of a part of it.
///
/// `ChaCha` is a fixed algorithm: its numbers are the same on every platform and in every version. Of the
/// generator only those are used; ranges and choices, which a library may draw differently one day, are
/// made of them here.
pub(super) struct Chance(ChaCha8Rng);

impl Chance {
    pub(super) fn of(number: u64, part: &str) -> Self {
        let seed = Sha256::new().chain_update(number.to_be_bytes()).chain_update(part).finalize();
        Self(ChaCha8Rng::from_seed(seed.into()))
    }

    /// A number from 0 on, below another.
    pub(super) fn below(&mut self, end: u32) -> u32 {
        let drawn = u64::from(self.0.next_u32()) * u64::from(end);
        u32::try_from(drawn >> 32).unwrap_or_default()
    }

    /// A number between two others, both included.
    pub(super) fn between(&mut self, least: u32, most: u32) -> u32 {
        least + self.below(most.saturating_sub(least).saturating_add(1))
    }

    /// True once in so many times.
    pub(super) fn one_in(&mut self, times: u32) -> bool {
        self.below(times) == 0
    }

    /// One of some, which are not none.
    pub(super) fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.place(of.len())]
    }

    /// Some of many, each once, in their order.
    pub(super) fn some<T: Copy>(&mut self, of: &[T], count: usize) -> Vec<T> {
        let mut places: Vec<usize> = (0..of.len()).collect();
        while places.len() > count {
            places.remove(self.place(places.len()));
        }
        places.into_iter().map(|place| of[place]).collect()
    }

    /// An id of version 7, made at a time.
    pub(super) fn id(&mut self, at: DateTime<Utc>) -> Uuid {
        let mut bytes = [0; 10];
        self.0.fill_bytes(&mut bytes);
        let milliseconds = u64::try_from(at.timestamp_millis()).unwrap_or_default();
        Builder::from_unix_timestamp_millis(milliseconds, &bytes).into_uuid()
    }

    fn place(&mut self, length: usize) -> usize {
        let drawn = self.below(u32::try_from(length).unwrap_or(u32::MAX));
        usize::try_from(drawn).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::Chance;

    #[test]
    fn a_number_and_a_part_give_the_same_for_ever() {
        let mut chance = Chance::of(7, "journal");
        let drawn: Vec<u32> = (0..5).map(|_| chance.below(1000)).collect();
        assert_eq!(drawn, [260, 698, 741, 634, 402]);
        let id = chance.id(DateTime::UNIX_EPOCH).to_string();
        assert_eq!(id, "00000000-0000-7760-aad5-022731bef33e");
    }

    #[test]
    fn what_is_drawn_is_in_its_range_and_each_value_is_drawn() {
        let mut chance = Chance::of(1, "");
        let mut seen = [false; 6];
        for _ in 0..1000 {
            let drawn = chance.between(3, 5);
            assert!((3..=5).contains(&drawn));
            seen[drawn as usize] = true;
        }
        assert_eq!(seen, [false, false, false, true, true, true]);
        assert_eq!(chance.some(&[1, 2, 3], 5), [1, 2, 3]);
        assert_eq!(chance.some(&[1, 2, 3], 2).len(), 2);
    }
}
