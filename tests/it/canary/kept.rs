//! Where a secret is kept: in its column, and nowhere else in the database.

use std::time::Duration;

use annals::prelude::*;

use super::{SECRET, assert_hidden};
use crate::{
    catalogue::{one, texts},
    support::{TestResult, fixture},
};

/// A hash through all that can become of it, and a token beside it.
#[tokio::test]
async fn a_hash_is_in_its_column_alone_and_a_token_is_nowhere() -> TestResult {
    let fixture = fixture().await?;
    let new = NewAccount::with_password("Ada", "ada@example.org", SECRET.into());
    let ada = fixture.db.sign_up(new).await?;
    let context = ada.context().operation("test").reason("to see what is kept");
    let scope = fixture.db.scope(&context);
    let bob = NewUser::with_password("bob@example.org", SECRET.into());
    let bob = scope.accounts().invite_user(bob).await?;
    let spare = NewIdentity {
        password_hash: Some(SECRET.into()),
        ..NewIdentity::of(ada.user.id, Identity::email("spare@example.org"))
    };
    let spare = scope.identities().link(spare).await?;
    let hash = format!("{SECRET}, and another").into();
    let spare = scope.identities().change_password(spare.id, spare.row_version, hash).await?;
    scope.identities().unlink(spare.id).await?;
    let session = NewSession::of(ada.user.id, Duration::from_hours(1));
    let token = scope.sessions().issue(session).await?.token;
    scope.users().delete_for_good(bob.id).await?;

    let owner = fixture.owner().await?;
    let relations = "SELECT relname::text FROM pg_class WHERE relnamespace = 'annals'::regnamespace AND relkind IN ('r', 'p')";
    let mut rows = 0;
    for relation in texts(&owner, relations).await? {
        for row in texts(&owner, &format!("SELECT r::text FROM annals.{relation} r")).await? {
            assert_hidden(token.expose_secret(), &relation, &row);
            if relation != "identities" {
                assert_hidden(SECRET, &relation, &row);
            }
            rows += 1;
        }
    }
    assert!(rows > 20, "{rows} rows were looked at");
    let kept = format!("SELECT count(*) FROM annals.identities WHERE password_hash = '{SECRET}'");
    assert_eq!(one::<i64>(&owner, &kept).await?, 1);
    Ok(())
}
