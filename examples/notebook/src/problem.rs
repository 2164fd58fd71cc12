//! Every error as a response.

use annals::prelude::Error;
use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

/// Why a request was not fulfilled.
#[derive(Debug)]
pub enum Problem {
    /// No user is named, or none that may log in.
    NobodyKnown,
    /// A part of the query string is not what it should be.
    Unreadable { field: &'static str, rule: String },
    /// What Annals said.
    Annals(Error),
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        Self::Annals(error)
    }
}

impl Problem {
    /// What the client is told, and what it may go on with.
    pub fn told(&self) -> (StatusCode, Value) {
        let error = match self {
            Self::Annals(error) => error,
            Self::NobodyKnown => {
                let error = "say by the header x-user who you are: sign up by POST /users";
                return (StatusCode::UNAUTHORIZED, json!({ "error": error }));
            }
            Self::Unreadable { field, rule } => {
                let fields = json!([{ "field": field, "rule": rule }]);
                return (StatusCode::UNPROCESSABLE_ENTITY, json!({ "fields": fields }));
            }
        };
        let message = error.to_string();
        match error {
            Error::NotFound { .. } => (StatusCode::NOT_FOUND, json!({ "error": message })),
            Error::Invalid { fields } => {
                let fields: Vec<_> =
                    fields.iter().map(|it| json!({ "field": it.field, "rule": it.rule })).collect();
                (StatusCode::UNPROCESSABLE_ENTITY, json!({ "error": message, "fields": fields }))
            }
            Error::StaleVersion { actual, .. } => {
                (StatusCode::CONFLICT, json!({ "error": message, "row_version": actual }))
            }
            Error::AlreadyExists { .. }
            | Error::Conflict { .. }
            | Error::Blocked { .. }
            | Error::RestoreConflicts { .. } => (StatusCode::CONFLICT, json!({ "error": message })),
            Error::Unavailable { .. } | Error::Timeout { .. } => {
                (StatusCode::SERVICE_UNAVAILABLE, json!({ "error": "try again later" }))
            }
            // What went wrong here is not the client's: it stands in the service's own log.
            error => {
                tracing::error!(?error, "a request failed");
                (StatusCode::INTERNAL_SERVER_ERROR, json!({ "error": "that went wrong here" }))
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (status, told) = self.told();
        (status, Json(told)).into_response()
    }
}
