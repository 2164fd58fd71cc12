//! Secrets sent along every path, and looked for wherever something is shown: in errors and their
//! causes, in `Debug`, in what tracing tells at its finest, in tables, and in the server's own log.

mod connecting;
mod heard;
mod kept;
#[cfg(feature = "mock")]
mod mocks;
mod server_log;
mod shown;
mod statements;

use std::{error::Error, fmt};

use base64::{Engine, prelude::BASE64_STANDARD};

/// A password, or the hash of one. Long enough to stand nowhere by chance.
const SECRET: &str = "Kanarienvogel-in-der-Grube";

/// Fails where a secret stands in a text, as it is or in another notation.
fn assert_hidden(secret: &str, about: &str, text: &str) {
    let hex: Vec<_> = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
    let bytes = format!("{:?}", secret.as_bytes());
    let numbers = bytes.trim_matches(['[', ']']).to_owned();
    for form in [secret.to_owned(), hex.concat(), numbers, BASE64_STANDARD.encode(secret)] {
        let around = text.find(&form).map(|at| {
            let start = text.floor_char_boundary(at.saturating_sub(300));
            &text[start..at + form.len()]
        });
        assert!(around.is_none(), "{about}: …{}", around.unwrap_or_default());
    }
}

/// An error in every form that a program may log, with all of its causes.
fn told(error: &(dyn Error + 'static)) -> String {
    let cause = error.source().map(told).unwrap_or_default();
    format!("{error} {error:?} {error:#?} {cause}")
}

/// A value in both forms of `Debug`.
fn debugged(value: &impl fmt::Debug) -> String {
    format!("{value:?} {value:#?}")
}
