//! The operations of projects, documents and agent runs.

use annals::{
    entity::{documents, projects},
    prelude::*,
};
use rand::{RngExt, rngs::StdRng, seq::IndexedRandom};
use uuid::Uuid;

use super::{failure::Failure, subject::Subject};

/// Runs one operation at random; returns how many tracked changes it made. `None`: nobody counted.
pub(super) async fn run(
    tx: &Transaction<'_>,
    account: Uuid,
    rng: &mut StdRng,
) -> Result<Option<u64>, Failure> {
    let project = projects::Entity::id(account, rng.random_range(0..projects::Entity::SLOTS));
    let document = documents::Entity::id(account, rng.random_range(0..documents::Entity::SLOTS));
    match rng.random_range(0..12) {
        0 => create_project(tx, project).await,
        1 | 2 => move_project(tx, project, rng).await,
        3 => update_project(tx, project, rng).await,
        4 => create_document(tx, project, document, rng).await,
        5..8 => revise(tx, document, rng).await,
        8 => update_document(tx, document, rng).await,
        9 => delete_and_restore(tx, project, document, rng).await,
        10 => run_agent(tx, project, rng).await,
        _ => nothing_new(tx, document).await,
    }
}

/// A way that the state of the row forbids is no way; anything else `Invalid` is a fault of the test.
fn expected(error: Error) -> Failure {
    match error {
        Error::Invalid { .. } => Failure::Expected,
        other => other.into(),
    }
}

async fn create_project(tx: &Transaction<'_>, id: Uuid) -> Result<Option<u64>, Failure> {
    tx.projects().create(NewProject { id: Some(id), ..NewProject::named("House") }).await?;
    Ok(Some(1))
}

async fn move_project(
    tx: &Transaction<'_>,
    id: Uuid,
    rng: &mut StdRng,
) -> Result<Option<u64>, Failure> {
    let Some(project) = tx.projects().find(id).await? else { return Ok(Some(0)) };
    let stale = project.row_version - i64::from(rng.random_bool(0.1));
    let moved = if rng.random_bool(0.5) {
        tx.projects().move_to_step(id, stale, rng.random_range(1..5)).await
    } else {
        let all = [ProjectStatus::Draft, ProjectStatus::Active, ProjectStatus::Archived];
        let status = all.choose(rng).copied().unwrap_or(ProjectStatus::Completed);
        tx.projects().change_status(id, stale, status).await
    };
    let moved = moved.map_err(expected)?;
    Ok(Some((moved.row_version - project.row_version).unsigned_abs()))
}

async fn update_project(
    tx: &Transaction<'_>,
    id: Uuid,
    rng: &mut StdRng,
) -> Result<Option<u64>, Failure> {
    let Some(project) = tx.projects().find(id).await? else { return Ok(Some(0)) };
    let change = ProjectUpdate { name: Some(novelty(rng)), ..ProjectUpdate::default() };
    tx.projects().update(id, project.row_version, change).await?;
    Ok(Some(1))
}

async fn create_document(
    tx: &Transaction<'_>,
    project: Uuid,
    id: Uuid,
    rng: &mut StdRng,
) -> Result<Option<u64>, Failure> {
    let new = NewDocument { id: Some(id), ..NewDocument::of(project, novelty(rng), "Plan") };
    tx.documents().create(new.with_content("Four walls")).await?;
    Ok(Some(2))
}

async fn revise(tx: &Transaction<'_>, id: Uuid, rng: &mut StdRng) -> Result<Option<u64>, Failure> {
    let Some(document) = tx.documents().find(id).await? else { return Ok(Some(0)) };
    let base = document.current_version - i32::from(rng.random_bool(0.1));
    if rng.random_bool(0.3) {
        // It may be the newest one, and others change the title meanwhile.
        tx.documents().restore_version(id, base, 1, None).await.map_err(expected)?;
        return Ok(None);
    }
    tx.documents().revise(id, base, Revision::of_text(novelty(rng))).await?;
    Ok(Some(2))
}

async fn update_document(
    tx: &Transaction<'_>,
    id: Uuid,
    rng: &mut StdRng,
) -> Result<Option<u64>, Failure> {
    let Some(document) = tx.documents().find(id).await? else { return Ok(Some(0)) };
    let change = DocumentUpdate { title: Some(novelty(rng)), ..DocumentUpdate::default() };
    tx.documents().update(id, document.row_version, change).await?;
    Ok(Some(1))
}

async fn delete_and_restore(
    tx: &Transaction<'_>,
    project: Uuid,
    document: Uuid,
    rng: &mut StdRng,
) -> Result<Option<u64>, Failure> {
    let deletion = if rng.random_bool(0.5) {
        tx.projects().delete(project).await?
    } else {
        tx.documents().delete(document).await?
    };
    if rng.random_bool(0.3) {
        return Ok(Some(deletion.total()));
    }
    let restored = tx.documents().restore(deletion.deletion_id).await?;
    Ok(Some(deletion.total() + restored.total()))
}

/// A life of a run, of which none is left behind: runs have ids of their own, and would pile up.
async fn run_agent(
    tx: &Transaction<'_>,
    project: Uuid,
    rng: &mut StdRng,
) -> Result<Option<u64>, Failure> {
    let agents = tx.agents();
    let run = agents.queue(NewAgentRun::of(project, "writer")).await?;
    let mut changes = 1;
    if rng.random_bool(0.7) {
        agents.begin(run.id).await?;
        let output = serde_json::json!({ "words": rng.random_range(0..9_000) });
        agents.finish(run.id, Some(output.into())).await?;
        changes += 2;
    }
    if rng.random_bool(0.7) {
        agents.delete_for_good(run.id).await?;
        changes += 1;
    }
    Ok(Some(changes))
}

/// Says what is there already: no version, no entry.
async fn nothing_new(tx: &Transaction<'_>, id: Uuid) -> Result<Option<u64>, Failure> {
    let Some(found) = tx.documents().find_with_content(id).await? else { return Ok(Some(0)) };
    let same = Revision::of_text(found.version.content);
    tx.documents().revise(id, found.document.current_version, same).await?;
    Ok(Some(0))
}

fn novelty(rng: &mut StdRng) -> String {
    Uuid::from_u128(rng.random()).to_string()
}
