//! The account, its users, their roles, and what the first of them logs in with.

use annals_entity::{accounts, identities, roles, user_roles, users};
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect, prelude::Uuid,
};
use serde_json::json;

use super::{
    Demo,
    phrases::NAMES,
    row::{at, maybe_at},
};
use crate::{
    database::Transaction,
    error::{Error, Result},
    users::User,
};

/// Who is in the account.
pub(super) struct People {
    pub(super) account_id: Uuid,
    pub(super) owner: Uuid,
    pub(super) guests: Vec<Uuid>,
    identity: Uuid,
}

impl People {
    pub(super) fn of(demo: &Demo) -> Self {
        let since = demo.since();
        let mut chance = demo.chance("people");
        Self {
            account_id: chance.id(since),
            owner: chance.id(since),
            identity: chance.id(since),
            guests: (0..demo.size.guests).map(|guest| chance.id(joined(demo, guest))).collect(),
        }
    }
}

/// When a guest came in: two weeks after the one before.
fn joined(demo: &Demo, guest: u32) -> DateTime<Utc> {
    (demo.since() + TimeDelta::days(14 * (i64::from(guest) + 1))).min(demo.until)
}

/// Without hooks, whose entries have new ids each time: the database records the rows.
pub(super) async fn write(tx: &Transaction<'_>, demo: &Demo, people: &People) -> Result<User> {
    let since = demo.since();
    let account = accounts::ActiveModel {
        id: Set(people.account_id),
        name: Set(format!("Demo {}", demo.number)),
        created_at: at(since),
        updated_at: at(since),
        ..Default::default()
    };
    accounts::Entity::insert(account).exec_without_returning(tx.connection()).await?;
    let users = tx.repository::<users::Entity>();
    users.insert_many(user_rows(demo, people)).await?;
    let identity = identities::ActiveModel {
        provider: Set("demo".to_owned()),
        subject: Set(demo.number.to_string()),
        id: Set(people.identity),
        account_id: Set(people.account_id),
        user_id: Set(people.owner),
        created_at: at(since),
        updated_at: at(since),
        ..Default::default()
    };
    identities::Entity::insert(identity).exec_without_returning(tx.connection()).await?;
    grant(tx, demo, people).await?;
    let owner = users.find(people.owner).await?;
    owner.ok_or(Error::NotFound { entity: "users", id: people.owner })
}

fn user_rows(demo: &Demo, people: &People) -> Vec<users::ActiveModel> {
    let mut chance = demo.chance("users");
    let mut row = |id: Uuid, place: usize, joined: DateTime<Utc>| {
        let name = NAMES[place % NAMES.len()];
        let username = format!("{}{place}", name.to_lowercase());
        users::ActiveModel {
            id: Set(id),
            email: Set(format!("{username}@demo-{}.example.org", demo.number)),
            username: Set(Some(username)),
            name: Set(Some(name.to_owned())),
            is_active: Set(place != 2), // one who left
            preferences: Set(
                json!({ "theme": chance.pick(&["light", "dark"]), "week_starts": "monday" }),
            ),
            profile: Set(json!({ "born": chance.between(1955, 2005) })),
            last_login_at: maybe_at((place != 1).then_some(demo.until - TimeDelta::hours(8))),
            created_at: at(joined),
            updated_at: at(joined),
            ..Default::default()
        }
    };
    let mut rows = vec![row(people.owner, 0, demo.since())];
    for (place, guest) in (0..).zip(&people.guests) {
        let joined = joined(demo, place);
        rows.push(row(*guest, rows.len(), joined));
    }
    rows
}

/// The first user is an admin, who lets the others in.
async fn grant(tx: &Transaction<'_>, demo: &Demo, people: &People) -> Result<()> {
    let (admin, user) = (role(tx, "admin").await?, role(tx, "user").await?);
    let mut chance = demo.chance("roles");
    let mut row =
        |user_id: Uuid, role_id: Uuid, granted_by: Option<Uuid>, time| user_roles::ActiveModel {
            id: Set(chance.id(time)),
            user_id: Set(user_id),
            role_id: Set(role_id),
            granted_by: Set(granted_by),
            created_at: at(time),
            updated_at: at(time),
            ..Default::default()
        };
    let mut rows = vec![row(people.owner, admin, None, demo.since())];
    for (place, guest) in (0..).zip(&people.guests) {
        rows.push(row(*guest, user, Some(people.owner), joined(demo, place)));
    }
    tx.repository::<user_roles::Entity>().insert_many(rows).await.map(drop)
}

/// By `idx_roles_name`.
async fn role(tx: &Transaction<'_>, name: &str) -> Result<Uuid> {
    let found: Option<Uuid> = roles::Entity::find()
        .select_only()
        .column(roles::Column::Id)
        .filter(roles::Column::Name.eq(name))
        .into_tuple()
        .one(tx.connection())
        .await?;
    found.ok_or_else(|| {
        Error::invalid("role", format!("is {name:?}: there is no role of that name"))
    })
}
