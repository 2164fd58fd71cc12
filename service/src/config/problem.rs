//! What can be wrong with a configuration, all of it at once.

use std::fmt;

use thiserror::Error;

/// The configuration can't be used; shows one problem a line.
///
/// No password is in it, and of a URL only parts that can't hold one.
#[derive(Debug)]
pub struct ConfigError {
    problems: Vec<Problem>,
}

impl ConfigError {
    pub(super) fn new(problems: Vec<Problem>) -> Self {
        Self { problems }
    }

    /// Everything that was found, never empty.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }
}

impl From<Problem> for ConfigError {
    fn from(problem: Problem) -> Self {
        Self::new(vec![problem])
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (line, problem) in self.problems.iter().enumerate() {
            if line > 0 {
                writeln!(f)?;
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

/// The causes are in the text: one error has many, and [`source`](std::error::Error::source) one.
impl std::error::Error for ConfigError {}

/// One thing that is wrong, and what to do about it.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Problem {
    /// Nothing says which database to use.
    #[error(
        "no database is named: set DATABASE_URL \
         (like postgres://app:password@localhost:5432/journal), \
         or DB_NAME with DB_HOST, DB_PORT, DB_USER and DB_PASSWORD"
    )]
    NoDatabase,

    /// A URL names a server and no database of it.
    #[error(
        "{setting} names no database: put it behind the host, \
         like postgres://app:password@localhost:5432/journal"
    )]
    UrlWithoutDatabase {
        /// Which URL.
        setting: &'static str,
    },

    /// A URL that can't be read.
    #[error(
        "{setting} is not a URL ({source}): write it like \
         postgres://app:password@localhost:5432/journal, special characters of the password \
         percent-encoded (%40 for @), or the password in DB_PASSWORD"
    )]
    UrlMalformed {
        /// Which URL.
        setting: &'static str,
        /// What the parser says.
        source: url::ParseError,
    },

    /// A URL of something else than `PostgreSQL`.
    #[error("{setting} does not begin with postgres:// or postgresql://: give PostgreSQL's URL")]
    UrlScheme {
        /// Which URL.
        setting: &'static str,
    },

    /// A URL with a character that ends its user and password too early.
    #[error(
        "{setting} has a #, or a / or ? before an @, as a password that is not percent-encoded \
         does: write %23 for #, %2F for /, %3F for ? and %40 for @, or the password in DB_PASSWORD"
    )]
    UrlNotEncoded {
        /// Which URL.
        setting: &'static str,
    },

    /// A URL with a value that the driver refuses.
    #[error("{setting} has a value that can't be used ({source}): correct or remove it")]
    UrlRefused {
        /// Which URL.
        setting: &'static str,
        /// What the driver says.
        source: sqlx::Error,
    },

    /// A URL whose user or password is not text once decoded.
    #[error("{setting} has a %-sequence that is not UTF-8: percent-encode the bytes of UTF-8 text")]
    UrlNotUnicode {
        /// Which URL.
        setting: &'static str,
        /// Where the text ends.
        source: std::str::Utf8Error,
    },

    /// A parameter of a URL is not one of the values allowed.
    #[error("the {parameter} of {setting} is {value:?}: give {allowed}")]
    UrlParameter {
        /// Which URL.
        setting: &'static str,
        /// Which parameter.
        parameter: &'static str,
        /// What it says.
        value: String,
        /// What it may say.
        allowed: &'static str,
    },

    /// A variable's value is not one of those allowed.
    #[error("{variable} is {value:?}: give {allowed}, or unset it for the default")]
    NotAllowed {
        /// Which variable.
        variable: &'static str,
        /// What it says.
        value: String,
        /// What it may say.
        allowed: &'static str,
    },

    /// A variable's value is not text.
    #[error("{variable} is not Unicode text: give it in UTF-8")]
    NotUnicode {
        /// Which variable.
        variable: &'static str,
    },

    /// Two settings of one thing say different things.
    #[error(
        "{first} says {first_value:?} and {second} says {second_value:?}: \
         unset one, or let them agree"
    )]
    Contradiction {
        /// The one setting.
        first: &'static str,
        /// What it says.
        first_value: String,
        /// The other setting.
        second: &'static str,
        /// What that says.
        second_value: String,
    },

    /// More connections are to be kept open than may be opened.
    #[error(
        "DB_MIN_CONNECTIONS is {min}, more than the {max} of DB_MAX_CONNECTIONS: \
         lower the first, or raise the second"
    )]
    MinAboveMax {
        /// What is given as the minimum.
        min: u32,
        /// The maximum, given or the default.
        max: u32,
    },
}
