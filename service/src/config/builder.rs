//! Changing a configuration in code.

use std::time::Duration;

use secrecy::SecretString;

use super::{DatabaseConfig, SslMode};

impl DatabaseConfig {
    /// Connects with this password instead of the URL's, for one that comes from a secret store.
    #[must_use]
    pub fn with_password(mut self, password: impl Into<SecretString>) -> Self {
        self.endpoint.set_password(password.into());
        self
    }

    /// Encrypts connections this way, whatever the URL and the host say.
    #[must_use]
    pub fn with_ssl_mode(mut self, mode: SslMode) -> Self {
        self.settings.ssl_mode = Some(mode);
        self
    }

    /// Shows this name in `pg_stat_activity`; the server cuts it at 63 bytes.
    #[must_use]
    pub fn with_application_name(mut self, name: impl Into<String>) -> Self {
        self.settings.application_name = Some(name.into());
        self
    }

    /// Opens at most this many connections; 0 counts as 1, for a pool of none serves nobody.
    #[must_use]
    pub fn with_max_connections(mut self, connections: u32) -> Self {
        self.settings.max_connections = connections.max(1);
        self
    }

    /// Keeps this many connections open; what is above the maximum does not count.
    #[must_use]
    pub fn with_min_connections(mut self, connections: u32) -> Self {
        self.settings.min_connections = connections;
        self
    }

    /// Lets a caller wait this long for a connection.
    #[must_use]
    pub fn with_acquire_timeout(mut self, timeout: Duration) -> Self {
        self.settings.acquire_timeout = timeout;
        self
    }

    /// Lets one attempt to reach the server take this long.
    #[must_use]
    pub fn with_connect_timeout(mut self, timeout: Duration) -> Self {
        self.settings.connect_timeout = timeout;
        self
    }

    /// Closes a connection that was unused for this long; `None` never does.
    #[must_use]
    pub fn with_idle_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.settings.idle_timeout = timeout.into();
        self
    }

    /// Replaces a connection of this age; `None` never does.
    #[must_use]
    pub fn with_max_lifetime(mut self, lifetime: impl Into<Option<Duration>>) -> Self {
        self.settings.max_lifetime = lifetime.into();
        self
    }

    /// Has the server end a statement that runs for this long, in whole milliseconds and for
    /// about 24 days at most; `None` leaves it to the server.
    #[must_use]
    pub fn with_statement_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.settings.statement_timeout = timeout.into();
        self
    }
}
