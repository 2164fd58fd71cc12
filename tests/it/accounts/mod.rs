//! Accounts, their users, identities, roles and sessions.

mod account;
mod erasure;
mod identities;
mod people;
mod roles;
mod sessions;
mod tokens;
mod users;

use std::sync::atomic::{AtomicU32, Ordering};

use annals::prelude::*;

use crate::support::{Fixture, TestResult};

/// Somebody whom a user took into the account, unlike all others.
async fn colleague(fixture: &Fixture, of: &SignedUp) -> TestResult<User> {
    let context = of.context();
    Ok(fixture.db.scope(&context).accounts().invite_user(newcomer()).await?)
}

fn newcomer() -> NewUser {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let identity = Identity::provider("test", format!("colleague-{number}"));
    NewUser::with_identity(&format!("colleague-{number}@example.org"), identity)
}

/// The rules that an error names, as `field rule`.
fn faults(error: &Error) -> Vec<String> {
    let Error::Invalid { fields } = error else { panic!("{error:?}") };
    fields.iter().map(|fault| format!("{} {}", fault.field, fault.rule)).collect()
}

/// What a refusal for a field says.
fn refusal<T: std::fmt::Debug>(refused: Result<T, Error>) -> String {
    match refused {
        Err(error) => faults(&error).join("; "),
        Ok(done) => panic!("not refused: {done:?}"),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the outcome of a call, looked at once")]
fn is_not_found<T: std::fmt::Debug>(refused: Result<T, Error>, table: &str) -> bool {
    matches!(&refused, Err(Error::NotFound { entity, .. }) if *entity == table)
}
