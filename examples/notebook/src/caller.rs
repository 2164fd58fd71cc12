//! Who asks, and so in which context the work is done.

use annals::{prelude::*, service::users::User};
use axum::{
    extract::{FromRef, FromRequestParts},
    http::request::Parts,
};

use crate::Problem;

/// The user whom the header `x-user` names by e-mail address. A real application has a login in its place.
pub(crate) struct Caller {
    pub(crate) user: User,
    pub(crate) context: Context,
}

impl<S: Send + Sync> FromRequestParts<S> for Caller
where
    Database: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let address = parts.headers.get("x-user").and_then(|value| value.to_str().ok());
        let address = address.ok_or(Problem::NobodyKnown)?;
        let login = Database::from_ref(state).find_by_identity(&Identity::email(address)).await?;
        let login = login.filter(|login| login.user.is_active).ok_or(Problem::NobodyKnown)?;
        // The audit log will name the user and what was asked for.
        let operation = format!("{} {}", parts.method, parts.uri.path());
        Ok(Self { context: login.context().operation(operation), user: login.user })
    }
}
