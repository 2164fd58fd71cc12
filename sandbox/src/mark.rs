//! The comment by which the sandbox knows a database it made.
//!
//! A name proves nothing on a server that is not ours; a database without such a comment is
//! never dropped.

use std::fmt;
use std::str::FromStr;
use std::time::{SystemTime, UNIX_EPOCH};

const PREFIX: &str = "annals-sandbox:";

/// What a database of the sandbox is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    /// In use by the process that holds the lease's lock in the database `home`.
    Leased { lease: String, home: String },
    /// Cloned by whoever has the same migrations; last used at this second of the epoch.
    Template { used: u64 },
    /// Left for a person to look at.
    Kept,
}

impl Mark {
    /// For a template that is used at this moment.
    pub(crate) fn template_in_use() -> Self {
        Self::Template { used: now() }
    }

    /// Whether it marks a template that nobody has used for so many seconds.
    pub(crate) fn is_unused_for(&self, seconds: u64) -> bool {
        matches!(self, Self::Template { used } if now().saturating_sub(*used) > seconds)
    }
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Leased { lease, home } => write!(f, "{PREFIX} leased {lease} {home}"),
            Self::Template { used } => write!(f, "{PREFIX} template {used}"),
            Self::Kept => write!(f, "{PREFIX} kept"),
        }
    }
}

/// The comment is somebody else's.
#[derive(Debug)]
pub(crate) struct NotOurs;

impl FromStr for Mark {
    type Err = NotOurs;

    fn from_str(comment: &str) -> Result<Self, NotOurs> {
        let rest = comment.strip_prefix(PREFIX).ok_or(NotOurs)?.trim_start();
        // The name of the home database comes last, since it may hold spaces.
        let mut words = rest.splitn(3, ' ');
        match (words.next(), words.next(), words.next()) {
            (Some("leased"), Some(lease), Some(home)) => {
                Ok(Self::Leased { lease: lease.to_owned(), home: home.to_owned() })
            }
            (Some("template"), Some(used), None) => {
                Ok(Self::Template { used: used.parse().map_err(|_| NotOurs)? })
            }
            (Some("kept"), None, None) => Ok(Self::Kept),
            _ => Err(NotOurs),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Mark;

    #[test]
    fn a_mark_reads_as_it_was_written() {
        let marks = [
            Mark::Leased { lease: "0a1b".to_owned(), home: "a home".to_owned() },
            Mark::Template { used: 1_700_000_000 },
            Mark::Kept,
        ];
        for mark in marks {
            assert_eq!(mark.to_string().parse::<Mark>().unwrap(), mark);
        }
    }

    #[test]
    fn a_template_in_use_is_not_unused() {
        assert!(!Mark::template_in_use().is_unused_for(60));
        assert!(Mark::Template { used: 0 }.is_unused_for(60));
        assert!(!Mark::Kept.is_unused_for(60));
    }

    #[test]
    fn other_comments_are_nobodys_mark() {
        for comment in ["", "the shop", "annals-sandbox:", "annals-sandbox: leased x"] {
            assert!(comment.parse::<Mark>().is_err(), "{comment}");
        }
    }
}
