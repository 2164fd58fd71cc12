//! How the application connects, as its variables say.

use annals_service::DatabaseConfig;
use serde::Serialize;

use super::{finding::Finding, roles::Who, server::Server};

#[derive(Debug, Default, Serialize)]
pub(super) struct Pool {
    pub(super) max_connections: u32,
    min_connections: u32,
    acquire_seconds: f64,
    connect_seconds: f64,
    idle_seconds: Option<f64>,
    lifetime_seconds: Option<f64>,
    /// `None`: no limit.
    pub(super) statement_seconds: Option<f64>,
}

impl Pool {
    pub(super) fn of(config: &DatabaseConfig) -> Self {
        let seconds = |time: std::time::Duration| time.as_secs_f64();
        Self {
            max_connections: config.max_connections(),
            min_connections: config.min_connections(),
            acquire_seconds: seconds(config.acquire_timeout()),
            connect_seconds: seconds(config.connect_timeout()),
            idle_seconds: config.idle_timeout().map(seconds),
            lifetime_seconds: config.max_lifetime().map(seconds),
            statement_seconds: config.statement_timeout().map(seconds),
        }
    }

    pub(super) fn findings(&self, server: &Server, app: &Who) -> Vec<Finding> {
        let mut found = Vec::new();
        let (wanted, free) = (i64::from(self.max_connections), free(server));
        if free > 0 && wanted > free {
            found.push(Finding::warning(
                format!("a pool of {wanted} can't be filled: the server has {free} connections for applications"),
                "lower DB_MAX_CONNECTIONS, or raise max_connections",
            ));
        } else if (0..wanted).contains(&app.connection_limit) {
            found.push(Finding::warning(
                format!(
                    "a pool of {wanted} can't be filled: {} may have {} connections",
                    app.login, app.connection_limit
                ),
                format!(
                    "lower DB_MAX_CONNECTIONS, or: ALTER ROLE \"{}\" CONNECTION LIMIT {wanted};",
                    app.login
                ),
            ));
        }
        if self.statement_seconds.is_none() {
            found.push(Finding::advice(
                "DB_STATEMENT_TIMEOUT is 0: a statement may run for ever",
                "unset it (30s then), or give another time",
            ));
        }
        found
    }
}

/// The connections that are not kept for superusers.
pub(super) fn free(server: &Server) -> i64 {
    let kept = ["superuser_reserved_connections", "reserved_connections"];
    server.number("max_connections") - kept.iter().map(|name| server.number(name)).sum::<i64>()
}

#[cfg(test)]
mod tests {
    use super::{Pool, Server, Who};

    #[test]
    fn a_pool_fits_into_what_server_and_role_allow() {
        let mut server = Server::default();
        for (name, value) in [("max_connections", "20"), ("superuser_reserved_connections", "3")] {
            server.settings.insert(name.into(), value.into());
        }
        let told = |wanted, connection_limit| {
            let pool =
                Pool { max_connections: wanted, statement_seconds: Some(30.0), ..Pool::default() };
            let app = Who { connection_limit, login: "app".into(), ..Who::default() };
            pool.findings(&server, &app).into_iter().map(|it| it.what).collect::<Vec<_>>()
        };
        assert_eq!(told(17, -1), <[&str; 0]>::default());
        assert!(told(18, -1)[0].contains("the server has 17"));
        assert!(told(10, 9)[0].contains("app may have 9"));
        assert_eq!(told(10, 10), <[&str; 0]>::default());
    }

    #[test]
    fn a_statement_has_a_limit() {
        let found = Pool { max_connections: 1, ..Pool::default() };
        let app = Who { connection_limit: -1, ..Who::default() };
        assert!(found.findings(&Server::default(), &app)[0].what.contains("for ever"));
    }
}
