//! What a sandbox's server is configured with.

use std::fmt::Write;
use std::path::Path;

/// Settings that make a server fast to use and quiet, whatever it serves.
const ALWAYS: [(&str, &str); 14] = [
    // Reached through a Unix socket alone, in a directory that only its user can enter.
    ("listen_addresses", ""),
    ("port", "5432"),
    ("unix_socket_permissions", "0777"),
    // Many test processes with a pool each; a few places are kept for their keepers.
    ("max_connections", "300"),
    ("superuser_reserved_connections", "20"),
    ("shared_buffers", "128MB"),
    // The log lies in memory, where there is enough.
    ("max_wal_size", "256MB"),
    ("checkpoint_timeout", "30min"),
    ("log_checkpoints", "off"),
    ("log_line_prefix", "%m [%p] %q%u@%d "),
    ("log_timezone", "UTC"),
    ("timezone", "UTC"),
    ("lc_messages", "C"),
    ("default_text_search_config", "pg_catalog.english"),
];

/// What a crash of the operating system may lose; a crash of the server alone loses nothing but
/// the last fraction of a second of commits.
const NOT_DURABLE: [(&str, &str); 3] =
    [("fsync", "off"), ("synchronous_commit", "off"), ("full_page_writes", "off")];

/// Who may connect: whoever can reach the socket.
pub(crate) const HOST_BASED_ACCESS: &str = "local all all trust\nlocal replication all trust\n";

/// The text of `postgresql.conf`; `extra` overrides what stands before it.
pub(crate) fn configuration(
    server_dir: &Path,
    durable: bool,
    extra: &[(String, String)],
) -> String {
    let mut text = String::new();
    let mut set = |name: &str, value: &str| {
        // Writing to a string does not fail.
        let _ = writeln!(text, "{name} = '{}'", value.replace('\'', "''"));
    };
    for (name, value) in ALWAYS {
        set(name, value);
    }
    let access = server_dir.join("pg_hba.conf");
    let sockets = server_dir.join("socket");
    set("hba_file", &access.to_string_lossy());
    set("unix_socket_directories", &sockets.to_string_lossy());
    if !durable {
        for (name, value) in NOT_DURABLE {
            set(name, value);
        }
    }
    for (name, value) in extra {
        set(name, value);
    }
    text
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::configuration;

    #[test]
    fn ones_own_settings_come_last_and_are_quoted() {
        let own = [("application_name".to_owned(), "it's".to_owned())];
        let text = configuration(Path::new("/d"), false, &own);
        assert!(text.ends_with("fsync = 'off'\nsynchronous_commit = 'off'\nfull_page_writes = 'off'\napplication_name = 'it''s'\n"));
    }

    #[test]
    fn a_durable_server_keeps_the_defaults_of_durability() {
        assert!(!configuration(Path::new("/d"), true, &[]).contains("fsync"));
    }
}
