//! Agent runs: use, edges, statistics, refusals, accounts kept apart, audit entries.

mod edges;
mod lists;
mod lives;
mod refusals;
mod statistics;

use annals::prelude::*;
use uuid::Uuid;

use crate::support::{Fixture, TestResult};

/// Somebody with a project, by its id.
async fn with_project(fixture: &Fixture) -> TestResult<(SignedUp, Uuid)> {
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let project = fixture.db.scope(&context).projects().create(NewProject::named("Book")).await?;
    Ok((ada, project.id))
}
