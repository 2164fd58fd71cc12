//! What is wrong, and what the messages say to do.

use std::env::VarError;
use std::ffi::OsString;

use super::{URL, problems};
use crate::config::environment;

/// The one line for a variable beside a good URL.
fn problem(variable: &str, value: &str) -> String {
    problems(&[("DATABASE_URL", URL), (variable, value)]).join("\n")
}

#[test]
fn everything_that_is_wrong_is_said_at_once() {
    let lines = problems(&[
        ("DATABASE_URL", "mysql://localhost/journal"),
        ("DB_PORT", "70000"),
        ("DB_MAX_CONNECTIONS", "many"),
        ("DB_MIN_CONNECTIONS", "30"),
        ("DB_ACQUIRE_TIMEOUT", "0"),
        ("DB_MAX_LIFETIME", "1d"),
        ("DATABASE_SSL", "maybe"),
    ]);
    let starts = [
        "DB_PORT is \"70000\": give a port from 1 to 65535, or unset it for the default",
        "DATABASE_URL does not begin with postgres:// or postgresql://",
        "DB_MAX_CONNECTIONS is \"many\": give a whole number from 1 to 262143",
        "DB_ACQUIRE_TIMEOUT is \"0\": give a time above 0",
        "DB_MAX_LIFETIME is \"1d\": give a time up to 24 days, like 30 or 30s",
        "DATABASE_SSL is \"maybe\": give disable, allow, prefer, require, verify-ca, verify-full",
    ];
    assert_eq!(lines.len(), starts.len(), "{lines:#?}");
    for (line, start) in lines.iter().zip(starts) {
        assert!(line.starts_with(start), "{line}");
    }
}

#[test]
fn no_database_at_all_says_which_variables_to_set() {
    for variables in [&[][..], &[("DB_HOST", "localhost"), ("DB_USER", "app")]] {
        assert_eq!(
            problems(variables),
            ["no database is named: set DATABASE_URL \
              (like postgres://app:password@localhost:5432/journal), \
              or DB_NAME with DB_HOST, DB_PORT, DB_USER and DB_PASSWORD"]
        );
    }
}

#[test]
fn a_url_without_a_database_is_refused() {
    for url in ["postgres://localhost", "postgres://localhost/?dbname="] {
        let lines = problems(&[("DATABASE_URL", url)]);
        assert!(lines[0].starts_with("DATABASE_URL names no database: "), "{lines:?}");
    }
}

#[test]
fn a_url_that_cannot_be_read_says_how_to_write_it() {
    let lines = problems(&[("DATABASE_URL", "postgres://app:p/w@localhost/journal")]);
    assert!(lines[0].starts_with("DATABASE_URL is not a URL (invalid port number): write it like"));
    let lines = problems(&[("DATABASE_URL", "postgres://app:1#2@localhost/journal")]);
    assert!(lines[0].contains("write %23 for #"), "{lines:?}");
}

#[test]
fn a_parameter_of_the_url_is_checked_like_a_variable() {
    let lines = problems(&[("DATABASE_URL", "postgres://h/d?sslmode=strict")]);
    assert!(lines[0].starts_with("the sslmode of DATABASE_URL is \"strict\": give disable, allow"));
    let lines = problems(&[("DATABASE_URL", "postgres://h/d?port=0")]);
    assert!(lines[0].starts_with("the port of DATABASE_URL is \"0\": give a port from 1"));
    let lines = problems(&[("DATABASE_URL", "postgres://h/d?statement-cache-capacity=big")]);
    assert!(lines[0].starts_with("DATABASE_URL has a value that can't be used ("), "{lines:?}");
}

#[test]
fn spellings_that_contradict_each_other_are_both_named() {
    let lines = problems(&[
        ("DATABASE_URL", URL),
        ("DB_MAX_CONNECTIONS", "10"),
        ("DB_MAX_CONNS", "20"),
        ("DATABASE_POOL_SIZE", "10"),
        ("DB_SSL_MODE", "require"),
        ("DATABASE_SSL", "false"),
    ]);
    assert_eq!(
        lines,
        [
            "DB_MAX_CONNECTIONS says \"10\" and DB_MAX_CONNS says \"20\": \
             unset one, or let them agree",
            "DB_SSL_MODE says \"require\" and DATABASE_SSL says \"false\": \
             unset one, or let them agree",
        ]
    );
}

#[test]
fn a_minimum_above_the_maximum_names_both() {
    assert_eq!(
        problem("DB_MIN_CONNECTIONS", "21"),
        "DB_MIN_CONNECTIONS is 21, more than the 20 of DB_MAX_CONNECTIONS: \
         lower the first, or raise the second"
    );
    assert_eq!(problem("DB_MIN_CONNECTIONS", "20"), "");
}

#[test]
fn a_pool_of_none_is_refused() {
    assert!(problem("DATABASE_POOL_SIZE", "0").starts_with("DATABASE_POOL_SIZE is \"0\": give"));
}

#[test]
fn a_variable_that_is_not_unicode_is_named() {
    let lookup = |name: &str| match name {
        "DATABASE_URL" => Ok(URL.to_owned()),
        "DB_PASSWORD" => Err(VarError::NotUnicode(OsString::from("canary"))),
        _ => Err(VarError::NotPresent),
    };
    let shown = environment::read(&lookup).map_err(|error| format!("{error} {error:?}"));
    let Err(shown) = shown else {
        panic!("the configuration was read");
    };
    assert!(shown.starts_with("DB_PASSWORD is not Unicode text: give it in UTF-8"));
    assert!(!shown.contains("canary"));
}
