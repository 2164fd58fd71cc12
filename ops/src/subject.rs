//! Which account, and which of its users, a command is about.

use annals_entity::users;
use annals_service::prelude::*;
use clap::Args;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use crate::{desk::Desk, failure::Failure};

/// By `idx_users_email_key` where the account is known; an operator's look over all accounts is a scan.
const HAS_EMAIL: &str = "users.email_key = lower(normalize(btrim($1), NFKC))";

/// Whose data it is, named by any of what one may know.
#[derive(Args, Clone, Debug)]
pub(crate) struct Subject {
    /// The user: an id or an email address
    #[arg(long, value_name = "ID|EMAIL")]
    pub(crate) user: String,
    /// The user's account; where it is left out, the operator's connection looks it up
    #[arg(long, value_name = "ID")]
    pub(crate) account: Option<Uuid>,
}

/// A user who was found.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found {
    pub(crate) account_id: Uuid,
    pub(crate) user_id: Uuid,
}

impl Found {
    /// What an operator does in the user's account: nobody of it acts.
    pub(crate) fn context(self, operation: &str) -> Context {
        Context::new(self.account_id).operation(operation)
    }
}

impl Subject {
    /// The user who is meant, or an error that says why there is none, or more than one.
    pub(crate) async fn find(&self, desk: &Desk, app: &Database) -> Result<Found, Failure> {
        let (db, context) = match self.account {
            Some(account) => (app.clone(), Context::new(account)),
            None => {
                (desk.operator("looking up a user without --account").await?, Context::global())
            }
        };
        let named = match self.user.parse::<Uuid>() {
            Ok(id) => users::Column::Id.eq(id),
            Err(_) => Expr::cust_with_values(HAS_EMAIL, [self.user.as_str()]),
        };
        let living = Condition::all().add(named).add(users::Column::DeletedAt.is_null());
        let tx = db.begin(&context).await?;
        let found = users::Entity::find().filter(living).all(&tx).await.map_err(Error::from)?;
        tx.commit().await?;
        match found.as_slice() {
            [user] => Ok(Found { account_id: user.account_id, user_id: user.id }),
            [] => Err(Failure::Usage(format!(
                "there is no user {:?}{}: give --user the id or the email address of a living one",
                self.user,
                self.account.map_or(String::new(), |id| format!(" in account {id}"))
            ))),
            several => Err(Failure::Usage(format!(
                "{:?} is a user of {} accounts: give --account one of {}",
                self.user,
                several.len(),
                several
                    .iter()
                    .map(|user| user.account_id.to_string())
                    .collect::<Vec<_>>()
                    .join(", ")
            ))),
        }
    }
}
