//! Whom a transaction works for.

use serde::Serialize;
use uuid::Uuid;

/// Whose rows a transaction sees, and what its audit entries say of it. An explicit value: there is no
/// ambient one.
///
/// ```
/// use annals_service::Context;
/// use uuid::Uuid;
///
/// let (account, user) = (Uuid::now_v7(), Uuid::now_v7());
/// let context = Context::new(account)
///     .actor(user)
///     .operation("entries.import")
///     .request_id("req-17");
/// assert_eq!(context.actor_id, Some(user));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Context {
    /// The account. Rows of another are neither seen nor written.
    pub account_id: Uuid,
    /// The user who acts. `None`: nobody is named, as for a job.
    pub actor_id: Option<Uuid>,
    /// What is done, in the application's own words. `None`: not said.
    pub operation: Option<String>,
    /// Why it is done. `None`: not said.
    pub reason: Option<String>,
    /// The request it is done for. `None`: none.
    pub request_id: Option<String>,
}

impl Context {
    /// The context of an account, with nothing else said.
    #[must_use]
    pub const fn new(account_id: Uuid) -> Self {
        Self { account_id, actor_id: None, operation: None, reason: None, request_id: None }
    }

    /// The context of what belongs to no account, such as articles of knowledge: the nil account, which
    /// the audit entries of such rows carry. For an operator's connection, and to read their history.
    #[must_use]
    pub const fn global() -> Self {
        Self::new(Uuid::nil())
    }

    /// Names the user who acts.
    #[must_use]
    pub const fn actor(mut self, actor_id: Uuid) -> Self {
        self.actor_id = Some(actor_id);
        self
    }

    /// Says what is done.
    #[must_use]
    pub fn operation(mut self, operation: impl Into<String>) -> Self {
        self.operation = Some(operation.into());
        self
    }

    /// Says why it is done.
    #[must_use]
    pub fn reason(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }

    /// Names the request it is done for.
    #[must_use]
    pub fn request_id(mut self, request_id: impl Into<String>) -> Self {
        self.request_id = Some(request_id.into());
        self
    }

    /// What `annals.actor_id` is set to: empty where nobody is named.
    pub(crate) fn actor_setting(&self) -> String {
        self.actor_id.map(|actor| actor.to_string()).unwrap_or_default()
    }

    /// What `annals.context` is set to: a JSON object of what is said, or empty.
    pub(crate) fn context_setting(&self) -> String {
        let said = Said {
            operation: self.operation.as_deref(),
            reason: self.reason.as_deref(),
            request_id: self.request_id.as_deref(),
        };
        if said == Said::default() {
            return String::new();
        }
        // What the database can't hold as text is no reason to lose an audit entry.
        serde_json::json!(said).to_string().replace("\\u0000", "\u{fffd}")
    }
}

#[derive(Default, PartialEq, Eq, Serialize)]
struct Said<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    operation: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<&'a str>,
}
