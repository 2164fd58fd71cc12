//! The stages of a move.

use std::fmt;

use super::super::Replica;

/// Which stores are used, and which of them answers. A move goes from one to the next, or back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Memory alone: where a move begins.
    MemoryOnly,
    /// Writes go to both, memory answers, and Annals is compared with it: Annals in the shadow.
    MemoryLeads,
    /// Writes go to both, Annals answers, and memory is compared with it: the way back is open.
    AnnalsLeads,
    /// Annals alone: where a move ends.
    AnnalsOnly,
}

impl Stage {
    const ALL: [Self; 4] =
        [Self::MemoryOnly, Self::MemoryLeads, Self::AnnalsLeads, Self::AnnalsOnly];

    /// Whether both stores are used.
    #[must_use]
    pub const fn is_dual(self) -> bool {
        matches!(self, Self::MemoryLeads | Self::AnnalsLeads)
    }

    pub(super) const fn is_led_by_annals(self) -> bool {
        matches!(self, Self::AnnalsLeads | Self::AnnalsOnly)
    }

    /// Whether the other stage is the next one, or the one before.
    pub(super) fn is_beside(self, other: Self) -> bool {
        Self::ALL.windows(2).any(|two| two == [self, other] || two == [other, self])
    }

    /// Whether to go there relies on the following store: it is to lead, or it is to be given up for
    /// the one that has led since.
    pub(super) const fn relies_on_both(self, to: Self) -> bool {
        self.is_dual() && !matches!((self, to), (Self::MemoryLeads, Self::MemoryOnly))
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::MemoryOnly => "memory only",
            Self::MemoryLeads => "memory leads",
            Self::AnnalsLeads => "annals leads",
            Self::AnnalsOnly => "annals only",
        })
    }
}

/// A stage, from one switch to the next.
#[derive(Debug)]
pub(super) struct Phase {
    pub(super) stage: Stage,
    /// How many switches there have been.
    pub(super) epoch: u64,
    /// Whether all entries were compared since there are two stores.
    pub(super) is_proven: bool,
}

impl Phase {
    pub(super) const fn at(stage: Stage) -> Self {
        Self { stage, epoch: 0, is_proven: false }
    }
}

/// A store by its part in the pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Memory,
    Annals,
}

/// The two stores by their parts.
#[derive(Clone, Copy)]
pub(super) struct Pair<'a> {
    pub(super) leader: &'a dyn Replica,
    pub(super) follower: &'a dyn Replica,
    pub(super) following: Side,
}

impl<'a> Pair<'a> {
    pub(super) fn of(
        stage: Stage,
        memory: &'a dyn Replica,
        annals: &'a dyn Replica,
    ) -> Option<Self> {
        match stage {
            Stage::MemoryLeads => {
                Some(Self { leader: memory, follower: annals, following: Side::Annals })
            }
            Stage::AnnalsLeads => {
                Some(Self { leader: annals, follower: memory, following: Side::Memory })
            }
            Stage::MemoryOnly | Stage::AnnalsOnly => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Stage;

    #[test]
    fn only_the_stages_beside_are_one_step_away() {
        let beside = |one: Stage| Stage::ALL.into_iter().filter(move |it| one.is_beside(*it));
        let of_first: Vec<_> = beside(Stage::MemoryOnly).collect();
        let of_third: Vec<_> = beside(Stage::AnnalsLeads).collect();
        assert_eq!(of_first, [Stage::MemoryLeads]);
        assert_eq!(of_third, [Stage::MemoryLeads, Stage::AnnalsOnly]);
    }
}
