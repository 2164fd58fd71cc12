//! Which status may follow which: the edges along which the operations move a row.

use super::{ExecutionStatus, ProjectStatus};

impl ProjectStatus {
    /// The statuses that may follow this one.
    ///
    /// | from | to |
    /// |---|---|
    /// | draft | active, archived |
    /// | active | draft, completed, archived |
    /// | completed | active (taken up again), archived |
    /// | archived | draft, active |
    ///
    /// What was archived comes back as a draft or as active, whatever it was: that it is completed is
    /// said anew, by whoever says so.
    #[must_use]
    pub const fn following(self) -> &'static [Self] {
        match self {
            Self::Draft | Self::Completed => &[Self::Active, Self::Archived],
            Self::Active => &[Self::Draft, Self::Completed, Self::Archived],
            Self::Archived => &[Self::Draft, Self::Active],
        }
    }
}

impl ExecutionStatus {
    /// The statuses that may follow this one.
    ///
    /// | from | to |
    /// |---|---|
    /// | pending | running, cancelled |
    /// | running | completed, failed, cancelled |
    /// | completed, failed, cancelled | none: a run ends once |
    #[must_use]
    pub const fn following(self) -> &'static [Self] {
        match self {
            Self::Pending => &[Self::Running, Self::Cancelled],
            Self::Running => &[Self::Completed, Self::Failed, Self::Cancelled],
            Self::Completed | Self::Failed | Self::Cancelled => &[],
        }
    }
}
