//! Projects: use, refusals, accounts kept apart, audit entries.

mod filter;
mod lives;
mod progress;
mod refusals;

use annals::prelude::*;

use crate::support::{Fixture, TestResult};

/// Somebody with a project.
async fn with_project(fixture: &Fixture) -> TestResult<(SignedUp, Project)> {
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let new = NewProject { created_by: Some(ada.user.id), ..NewProject::named("Garden") };
    let project = fixture.db.scope(&context).projects().create(new).await?;
    Ok((ada, project))
}

fn renamed(name: &str) -> ProjectUpdate {
    ProjectUpdate { name: Some(name.to_owned()), ..ProjectUpdate::default() }
}
