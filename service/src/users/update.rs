//! Changing a user.

use annals_entity::users::{ActiveModel, Column};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{User, identity::check_email};
use crate::{
    database::Transaction,
    error::{Error, Result},
    rules::Rules,
    write::{update_versioned, update_where},
};

/// What to change of a user. `None` leaves a field as it is; for a field that may be empty,
/// `Some(None)` empties it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UserUpdate {
    /// At most 255 characters. The identity by which the user logs in is not changed by it.
    pub email: Option<String>,
    /// At most 50 characters, one user of the account's alone.
    pub username: Option<Option<String>>,
    /// At most 255 characters.
    pub name: Option<Option<String>>,
    /// All of the preferences; a JSON object.
    pub preferences: Option<Map<String, Value>>,
    /// All of the profile; a JSON object.
    pub profile: Option<Map<String, Value>>,
}

impl UserUpdate {
    fn check(&self) -> Result<()> {
        let mut rules = Rules::default();
        if let Some(email) = &self.email {
            rules.required("email", email, 255);
            check_email(&mut rules, "email", email);
        }
        if let Some(Some(username)) = &self.username {
            rules.required("username", username, 50);
        }
        if let Some(Some(name)) = &self.name {
            rules.text("name", name, 255);
        }
        for (field, object) in [("preferences", &self.preferences), ("profile", &self.profile)] {
            if let Some(object) = object {
                rules.json(field, &Value::Object(object.clone()).into());
            }
        }
        rules.finish()
    }

    fn into_row(self, account_id: Uuid, id: Uuid) -> ActiveModel {
        ActiveModel {
            account_id: Set(account_id),
            id: Set(id),
            email: self.email.map_or_else(Default::default, |email| Set(email.trim().to_owned())),
            username: self.username.map_or_else(Default::default, Set),
            name: self.name.map_or_else(Default::default, Set),
            preferences: self.preferences.map_or_else(Default::default, |it| Set(it.into())),
            profile: self.profile.map_or_else(Default::default, |it| Set(it.into())),
            ..Default::default()
        }
    }
}

pub(super) async fn versioned(
    tx: &Transaction<'_>,
    id: Uuid,
    expected: i64,
    change: UserUpdate,
) -> Result<User> {
    change.check()?;
    let row = change.into_row(tx.context().account_id, id);
    update_versioned(tx, row, id, expected).await
}

/// The user, active or not from here on.
pub(super) async fn set_active(tx: &Transaction<'_>, id: Uuid, is_active: bool) -> Result<User> {
    let row = ActiveModel {
        account_id: Set(tx.context().account_id),
        id: Set(id),
        is_active: Set(is_active),
        ..Default::default()
    };
    let living = Condition::all().add(Column::DeletedAt.is_null());
    let updated = update_where(tx, row, living).await?;
    updated.ok_or(Error::NotFound { entity: "users", id })
}
