//! Documents: use, versions, refusals, accounts kept apart, audit entries.

mod contention;
mod filter;
mod lives;
mod meeting;
mod refusals;
mod revise;
mod versions;

use annals::prelude::*;
use serde_json::{Map, Value};

use crate::support::{Fixture, TestResult};

/// Somebody with a project and a plan in it.
async fn with_plan(fixture: &Fixture, text: &str) -> TestResult<(SignedUp, DocumentWithContent)> {
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let scope = fixture.db.scope(&context);
    let project = scope.projects().create(NewProject::named("Garden")).await?;
    let new = NewDocument {
        created_by: Some(ada.user.id),
        ..NewDocument::of(project.id, "plan", "The plan").with_content(text)
    };
    let plan = scope.documents().create(new).await?;
    Ok((ada, plan))
}

fn object(value: &Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}
