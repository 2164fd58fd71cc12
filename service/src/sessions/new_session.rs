//! What a session begins with.

use std::{net::IpAddr, time::Duration};

use uuid::Uuid;

use crate::rules::Rules;

/// Longer than anybody stays logged in: ten years.
const LONGEST: Duration = Duration::from_hours(3_650 * 24);

/// A new session. `NewSession::of(user, lifetime)` has the defaults.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSession {
    /// Whose it is; an active user of the account.
    pub user_id: Uuid,
    /// How long it lasts, unless it is touched: a second to ten years.
    pub lifetime: Duration,
    /// Where the login came from. `None`: not said.
    pub ip: Option<IpAddr>,
    /// What the login came from, as it calls itself. `None`: not said.
    pub user_agent: Option<String>,
}

impl NewSession {
    /// A session of a user.
    #[must_use]
    pub fn of(user_id: Uuid, lifetime: Duration) -> Self {
        Self { user_id, lifetime, ip: None, user_agent: None }
    }

    pub(super) fn check(&self, rules: &mut Rules) {
        check_lifetime(rules, self.lifetime);
        if let Some(user_agent) = &self.user_agent {
            rules.storable("user_agent", user_agent);
        }
    }
}

pub(super) fn check_lifetime(rules: &mut Rules, lifetime: Duration) {
    if lifetime < Duration::from_secs(1) || lifetime > LONGEST {
        rules.fault("lifetime", format!("is {lifetime:?}: it goes from a second to ten years"));
    }
}
