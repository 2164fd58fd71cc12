//! The tables of accounts and who is in them.

use annals::entity::{accounts, identities, user_roles, users};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use rand::RngExt;
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::{
    failure::Failure,
    round::Round,
    subject::{Subject, slot_of},
};

#[async_trait]
impl Subject for accounts::Entity {
    const TABLE: &'static str = "accounts";
    const SLOTS: u128 = 1;
    const NOVELTY: &'static str = "name = '{new}'";
    const REFUSED: Option<&'static str> = Some("status = 'misplaced'");
    const KEY: &'static str = "id";
    const IS_LEAF: bool = false;
    const DELETED: f64 = 0.05;

    async fn blank(_: &mut Round<'_>, id: Uuid) -> Result<accounts::ActiveModel, Failure> {
        Ok(accounts::ActiveModel {
            id: Set(id),
            name: Set("Anew".to_owned()),
            ..Default::default()
        })
    }

    fn renew(row: &mut accounts::ActiveModel, novelty: Uuid) {
        row.name = Set(novelty.to_string());
    }

    fn id(account: Uuid, _: u128) -> Uuid {
        account
    }
}

#[async_trait]
impl Subject for users::Entity {
    const TABLE: &'static str = "users";
    const SLOTS: u128 = 5;
    const NOVELTY: &'static str = "name = '{new}'";
    const COUNTER: Option<&'static str> = Some("last_login_at = clock_timestamp()");
    const REFUSED: Option<&'static str> = None;
    const IS_LEAF: bool = false;
    const DELETED: f64 = 0.3;

    async fn blank(round: &mut Round<'_>, id: Uuid) -> Result<users::ActiveModel, Failure> {
        let account_id = round.present::<accounts::Entity>().await?;
        let mut row = users::ActiveModel {
            account_id: Set(account_id),
            preferences: Set(serde_json::json!({ "zone": "Europe/Berlin", "size": 1.50 })),
            ..Default::default()
        };
        Self::place(&mut row, id);
        Ok(row)
    }

    /// A user who comes and goes, so that others may claim the identity.
    fn renew(row: &mut users::ActiveModel, novelty: Uuid) {
        row.name = Set(Some(novelty.to_string()));
        let is_gone = novelty.as_u128().is_multiple_of(3);
        row.deleted_at = Set(is_gone.then(|| Utc::now().fixed_offset()));
    }

    fn place(row: &mut users::ActiveModel, id: Uuid) {
        row.id = Set(id);
        row.email = Set(format!("{}@example.org", slot_of(id)));
    }
}

#[async_trait]
impl Subject for identities::Entity {
    const TABLE: &'static str = "identities";
    const SLOTS: u128 = 5;
    const NOVELTY: &'static str = "password_changed_at = clock_timestamp()";
    const COUNTER: Option<&'static str> =
        Some("password_hash = 'secret-{new}', last_used_at = clock_timestamp()");
    const KEY: &'static str = "provider, subject";
    const IS_LEAF: bool = true;

    async fn blank(round: &mut Round<'_>, id: Uuid) -> Result<identities::ActiveModel, Failure> {
        let user_id = round.present::<users::Entity>().await?;
        let mut row = identities::ActiveModel {
            provider: Set("test".to_owned()),
            account_id: Set(round.account),
            user_id: Set(user_id),
            password_hash: Set(Some("secret".to_owned().into())),
            ..Default::default()
        };
        Self::place(&mut row, id);
        Ok(row)
    }

    fn renew(row: &mut identities::ActiveModel, novelty: Uuid) {
        let micros = (novelty.as_u128() >> 80) as i64;
        row.password_changed_at =
            Set(DateTime::from_timestamp_micros(micros).map(|time| time.fixed_offset()));
    }

    /// Two of the subjects are wanted in every account.
    fn place(row: &mut identities::ActiveModel, id: Uuid) {
        row.id = Set(id);
        row.subject = Set(match slot_of(id) {
            wanted @ 1..=2 => wanted.to_string(),
            _ => id.to_string(),
        });
    }
}

#[async_trait]
impl Subject for user_roles::Entity {
    const TABLE: &'static str = "user_roles";
    const SLOTS: u128 = 5;
    const NOVELTY: &'static str = "deletion_id = '{new}'";
    const IS_LEAF: bool = true;

    async fn blank(round: &mut Round<'_>, id: Uuid) -> Result<user_roles::ActiveModel, Failure> {
        let user_id = round.present::<users::Entity>().await?;
        let role = ["admin", "user"][round.rng.random_range(0..2)];
        Ok(user_roles::ActiveModel {
            account_id: Set(round.account),
            id: Set(id),
            user_id: Set(user_id),
            role_id: Set(round.role(role).await?),
            granted_by: Set(round.rng.random_bool(0.1).then_some(user_id)),
            ..Default::default()
        })
    }

    fn renew(row: &mut user_roles::ActiveModel, novelty: Uuid) {
        row.deletion_id = Set(Some(novelty));
    }
}

impl Round<'_> {
    async fn role(&self, name: &str) -> Result<Uuid, Failure> {
        use annals::entity::roles;
        use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

        let role =
            roles::Entity::find().filter(roles::Column::Name.eq(name)).one(self.connection).await?;
        let role = role.ok_or_else(|| Failure::Unexpected(format!("there is no role {name}")))?;
        Ok(role.id)
    }
}
