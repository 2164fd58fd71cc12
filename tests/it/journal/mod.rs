//! The journal: use, refusals, accounts kept apart, audit entries.

mod analyses;
mod create;
mod delete;
mod filter;
mod list;
mod queue;
mod update;

use annals::prelude::*;

use crate::support::{Fixture, TestResult};

/// Somebody with an entry.
async fn with_entry(fixture: &Fixture) -> TestResult<(SignedUp, Entry)> {
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let entry = fixture.db.scope(&context).journal().create(NewEntry::by(ada.user.id)).await?;
    Ok((ada, entry))
}

fn titled(title: &str) -> EntryUpdate {
    EntryUpdate { title: Some(Some(title.to_owned())), ..EntryUpdate::default() }
}
