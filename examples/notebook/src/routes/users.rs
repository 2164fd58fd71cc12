//! Signing up.

use annals::prelude::*;
use axum::{Json, extract::State, http::StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::Problem;

#[derive(Deserialize)]
pub(super) struct NewUser {
    name: String,
    email: String,
}

pub(super) async fn sign_up(
    State(db): State<Database>,
    Json(new): Json<NewUser>,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let identity = Identity::email(&*new.email);
    let made = db.sign_up(NewAccount::with_identity(&new.name, &new.email, identity)).await?;
    Ok((StatusCode::CREATED, Json(json!({ "id": made.user.id, "email": made.user.email }))))
}
