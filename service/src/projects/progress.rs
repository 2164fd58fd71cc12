//! Moving a project: by a step, by a status. Whether it may is a condition of the statement that moves
//! it, so that nobody who moves it meanwhile is overlooked.

use annals_entity::{
    projects::{ActiveModel, Column, Entity},
    values::ProjectStatus,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::Project;
use crate::{
    database::Transaction,
    error::{Error, Result},
    status,
    write::{is_living, living, update_where},
};

const FIRST_STEP: i32 = 1;
const LAST_STEP: i32 = 4;

pub(super) async fn move_to_step(
    tx: &Transaction<'_>,
    id: Uuid,
    expected: i64,
    step: i32,
) -> Result<Project> {
    if !(FIRST_STEP..=LAST_STEP).contains(&step) {
        let rule = format!("is {step}: steps go from {FIRST_STEP} to {LAST_STEP}");
        return Err(Error::invalid("current_step", rule));
    }
    let row = ActiveModel { current_step: Set(step), ..named(tx, id) };
    let is_near = Column::CurrentStep.between(step - 1, step + 1);
    update_if(tx, row, expected, is_near).await?.map_err(|project| too_far(&project, step))
}

pub(super) async fn change_status(
    tx: &Transaction<'_>,
    id: Uuid,
    expected: i64,
    to: ProjectStatus,
) -> Result<Project> {
    let row = ActiveModel { status: Set(to.into()), ..named(tx, id) };
    let mut from = status::before(ProjectStatus::ALL, ProjectStatus::following, &to);
    from.push(to.as_str());
    update_if(tx, row, expected, Column::Status.is_in(from))
        .await?
        .map_err(|project| status::refused(&project.status, ProjectStatus::following, &to))
}

fn named(tx: &Transaction<'_>, id: Uuid) -> ActiveModel {
    ActiveModel { account_id: Set(tx.context().account_id), id: Set(id), ..Default::default() }
}

/// Updates a living project that is at the version known and meets a condition. `Err`: it is at that
/// version, and does not meet it.
async fn update_if(
    tx: &Transaction<'_>,
    row: ActiveModel,
    expected: i64,
    allowed: Expr,
) -> Result<std::result::Result<Project, Project>> {
    let id = *row.id.as_ref();
    let condition = is_living::<Entity>().add(Column::RowVersion.eq(expected)).add(allowed);
    if let Some(moved) = update_where(tx, row, condition).await? {
        return Ok(Ok(moved));
    }
    let entity = "projects";
    let found = living(Entity::find()).filter(Column::Id.eq(id)).one(tx.connection()).await?;
    match found {
        None => Err(Error::NotFound { entity, id }),
        Some(Project { row_version: actual, .. }) if actual != expected => {
            Err(Error::StaleVersion { entity, id, expected, actual })
        }
        Some(project) => Ok(Err(project)),
    }
}

fn too_far(project: &Project, step: i32) -> Error {
    let at = project.current_step;
    let near: Vec<String> = [at - 1, at + 1]
        .iter()
        .filter(|step| (FIRST_STEP..=LAST_STEP).contains(*step))
        .map(ToString::to_string)
        .collect();
    let near = near.join(" or ");
    let rule = format!("is {step}: the project is at step {at}, and moves by one, to {near}");
    Error::invalid("current_step", rule)
}
