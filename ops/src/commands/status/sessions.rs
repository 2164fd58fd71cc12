//! Who is connected, and what holds back the rest.

use annals_service::Transaction;
use serde::{Deserialize, Serialize};

use super::{ask::ask, finding::Finding};
use crate::{failure::Failure, terminal::span};

/// What other roles do is hidden from one without `pg_read_all_stats`.
const ASK: &str = "SELECT jsonb_build_object(
  'sees_all', pg_has_role(current_user, 'pg_read_all_stats', 'USAGE'),
  'connected', (SELECT coalesce(sum(numbackends), 0)::integer FROM pg_stat_database),
  'long', (SELECT coalesce(jsonb_agg(jsonb_build_object('pid', pid, 'login', usename, 'state', state, 'application', application_name,
       'seconds', extract(epoch FROM clock_timestamp() - xact_start)::bigint) ORDER BY xact_start), '[]')
     FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()
      AND coalesce(application_name, '') NOT LIKE 'annals status%'
      AND xact_start <= clock_timestamp() - make_interval(secs => $1)),
  'prepared', (SELECT coalesce(jsonb_agg(gid ORDER BY prepared), '[]') FROM pg_prepared_xacts
    WHERE database = current_database() AND prepared <= clock_timestamp() - make_interval(secs => $1)),
  'idle_slots', (SELECT coalesce(jsonb_agg(slot_name ORDER BY slot_name), '[]') FROM pg_replication_slots WHERE NOT active))";

#[derive(Debug, Default, Deserialize, Serialize)]
pub(super) struct Sessions {
    sees_all: bool,
    pub(super) connected: i64,
    long: Vec<Long>,
    prepared: Vec<String>,
    idle_slots: Vec<String>,
}

#[derive(Debug, Deserialize, Serialize)]
struct Long {
    pid: i32,
    login: Option<String>,
    state: Option<String>,
    application: Option<String>,
    seconds: i64,
}

impl Sessions {
    /// By the connection that sees more.
    pub(super) async fn read(
        app: &Transaction<'_>,
        operator: Option<&Transaction<'_>>,
        long_after: u32,
        blind: &mut Vec<String>,
    ) -> Result<Self, Failure> {
        let mut sessions: Self = ask(app, ASK, [f64::from(long_after).into()]).await?;
        if let Some(tx) = operator {
            let seen: Self = ask(tx, ASK, [f64::from(long_after).into()]).await?;
            if seen.sees_all {
                sessions = seen;
            }
        }
        if !sessions.sees_all {
            blind.push(
                "long transactions of other logins: GRANT pg_read_all_stats TO annals_operator"
                    .to_owned(),
            );
        }
        Ok(sessions)
    }

    pub(super) fn findings(&self, free: i64) -> Vec<Finding> {
        let mut found: Vec<_> = self.long.iter().map(Long::finding).collect();
        found.extend(self.prepared.iter().map(|gid| {
            Finding::warning(
                format!("the prepared transaction {gid} was left: it holds back seals and vacuum"),
                format!("COMMIT PREPARED '{gid}'; or ROLLBACK PREPARED '{gid}';"),
            )
        }));
        found.extend(self.idle_slots.iter().map(|slot| {
            Finding::warning(
                format!(
                    "nobody reads the replication slot {slot}: it keeps WAL until the disk is full"
                ),
                format!("connect its replica, or: SELECT pg_drop_replication_slot('{slot}');"),
            )
        }));
        if free > 0 && self.connected * 10 > free * 9 {
            found.push(Finding::warning(
                format!("{} of {free} connections are in use", self.connected),
                "raise max_connections, lower the pools, or put PgBouncer between",
            ));
        }
        found
    }
}

impl Long {
    fn finding(&self) -> Finding {
        let login = self.login.as_deref().unwrap_or("somebody");
        let application = self.application.as_deref().filter(|name| !name.is_empty());
        let by = application.map_or(login.to_owned(), |name| format!("{login} ({name})"));
        let taken = span(chrono::TimeDelta::seconds(self.seconds));
        let state = self.state.as_deref().unwrap_or("open");
        Finding::warning(
            format!("a transaction of {by} is {state} for {taken}: it holds back seals and vacuum"),
            format!("wait for its end, or: SELECT pg_terminate_backend({});", self.pid),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::Sessions;

    #[test]
    fn what_holds_back_the_rest_is_found() {
        let prepared = Sessions { prepared: vec!["left".into()], ..Sessions::default() };
        assert!(prepared.findings(97)[0].cure.contains("ROLLBACK PREPARED 'left'"));
        let slots = Sessions { idle_slots: vec!["replica".into()], ..Sessions::default() };
        assert!(slots.findings(97)[0].cure.contains("pg_drop_replication_slot('replica')"));
        let full = Sessions { connected: 90, ..Sessions::default() };
        assert!(full.findings(97)[0].what.contains("90 of 97"));
        assert!(Sessions { connected: 40, ..Sessions::default() }.findings(97).is_empty());
    }
}
