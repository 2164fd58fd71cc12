//! Exports: use, refusals, accounts kept apart, audit entries.

mod expiry;
mod queue;
mod requests;

use annals::{entity::projects, prelude::*};
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use crate::support::{Fixture, TestResult};

/// Somebody with a project.
async fn with_project(fixture: &Fixture) -> TestResult<(SignedUp, Uuid)> {
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let projects = fixture.db.scope(&context).repository::<projects::Entity>();
    let row = projects::ActiveModel { name: Set("Garden".to_owned()), ..Default::default() };
    Ok((ada, projects.insert(row).await?.id))
}

async fn claim_one(exports: &impl ExportQueue) -> TestResult<Claim> {
    let claimed = exports.claim_next(ClaimRequest::by("w")).await?.pop();
    Ok(claimed.ok_or("an export waits")?.claim)
}

fn markdown(project: Uuid) -> NewExport {
    NewExport::of(project, "markdown")
}
