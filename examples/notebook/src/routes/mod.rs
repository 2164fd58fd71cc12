//! What can be asked for.

pub mod entries;
mod notes;
mod users;

use annals::prelude::Database;
use axum::{
    Router,
    routing::{get, post},
};

/// The application on a database.
pub fn router(db: Database) -> Router {
    Router::new()
        .route("/users", post(users::sign_up))
        .route("/entries", get(entries::list).post(entries::create))
        .route("/entries/{id}", get(entries::find).put(entries::update).delete(entries::delete))
        .route("/entries/{id}/notes", get(notes::list).post(notes::create))
        .with_state(db)
}
