//! Relations that the generator can't infer: where two foreign keys lead to one table, each is named
//! here by its column, for the generator numbers them, and the numbers shift when a key is added.

use sea_orm::{EntityTrait, LinkDef, Linked, Related, RelationDef};

use crate::{user_roles, users};

/// From a granted role to the user who holds it.
#[derive(Clone, Copy, Debug)]
pub struct Holder;

impl Linked for Holder {
    type FromEntity = user_roles::Entity;
    type ToEntity = users::Entity;

    fn link(&self) -> Vec<LinkDef> {
        vec![to_user(user_roles::Column::UserId)]
    }
}

/// From a granted role to the user who granted it; none for a role that came with the sign-up.
#[derive(Clone, Copy, Debug)]
pub struct Granter;

impl Linked for Granter {
    type FromEntity = user_roles::Entity;
    type ToEntity = users::Entity;

    fn link(&self) -> Vec<LinkDef> {
        vec![to_user(user_roles::Column::GrantedBy)]
    }
}

/// The user of a granted role is its holder.
impl Related<users::Entity> for user_roles::Entity {
    fn to() -> RelationDef {
        to_user(user_roles::Column::UserId)
    }
}

fn to_user(column: user_roles::Column) -> RelationDef {
    user_roles::Entity::belongs_to(users::Entity)
        .from((user_roles::Column::AccountId, column))
        .to((users::Column::AccountId, users::Column::Id))
        .into()
}
