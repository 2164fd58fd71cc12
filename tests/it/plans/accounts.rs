//! The reads of users, identities, roles and sessions.

use std::time::Duration;

use annals::prelude::*;
use chrono::DateTime;

use super::{seed::Seeded, watched::Watched};
use crate::support::TestResult;

pub(super) async fn reads(watched: &Watched, account: &Seeded) -> TestResult {
    users(watched, account).await?;
    identities(watched, account).await?;
    roles(watched, account).await?;
    let read = watched.db.read(&account.context);
    let sessions = read.sessions();
    let list = sessions.list(account.user, PageRequest::of(20));
    watched.uses(BY_USER, account, list).await?;
    Ok(())
}

/// The last of all: what an update leaves behind, others would read.
pub(super) async fn writes(watched: &Watched, account: &Seeded) -> TestResult {
    sessions(watched, account).await?;
    logins(watched, account).await
}

async fn users(watched: &Watched, account: &Seeded) -> TestResult {
    let read = watched.db.read(&account.context);
    watched.uses_at_most(1, "pk_accounts", account, read.accounts().find()).await?;
    let users = read.users();
    let user = users.find(account.user).await?.ok_or("it was sown")?;
    let by_email = users.find_by_email(&user.email);
    let found = watched.uses_at_most(1, "idx_users_email_key", account, by_email).await?;
    assert_eq!(found.as_ref(), Some(&user));
    let by_username = users.find_by_username("nobody");
    watched.uses_at_most(1, "idx_users_username", account, by_username).await?;

    let all = UserFilter::default;
    let time = DateTime::from_timestamp(1_767_000_000, 0);
    let by_time = "idx_users_created_at";
    for (index, filter) in [
        (by_time, all()),
        (by_time, UserFilter { deleted: Deleted::Included, ..all() }),
        ("*", UserFilter { is_active: Some(false), ..all() }),
        (by_time, UserFilter { created_from: time, ..all() }),
        (by_time, UserFilter { created_before: time, ..all() }),
        ("*", UserFilter { logged_in_from: time, ..all() }),
        ("*", UserFilter { logged_in_before: time, ..all() }),
    ] {
        watched.uses(index, account, users.list(filter.clone(), PageRequest::of(20))).await?;
        watched.uses("*", account, users.count(filter)).await?;
    }
    let numbered = users.list_by_offset(all(), OffsetRequest::page(1));
    watched.uses(by_time, account, numbered).await?;
    watched.uses("*", account, users.preview_deletion(account.user)).await?;
    Ok(())
}

async fn identities(watched: &Watched, account: &Seeded) -> TestResult {
    let scope = watched.db.scope(&account.context);
    let identities = scope.identities();
    let of_user = identities.of_user(account.user);
    let of_user = watched.uses_at_most(1, "idx_identities_user_id", account, of_user).await?;
    let id = of_user[0].id;
    watched.uses_at_most(1, "idx_identities_id", account, identities.find(id)).await?;
    let last = identities.unlink(id).await;
    assert!(matches!(last, Err(Error::Invalid { .. })), "{last:?}");
    Ok(())
}

async fn logins(watched: &Watched, account: &Seeded) -> TestResult {
    let scope = watched.db.scope(&account.context);
    let id = scope.identities().of_user(account.user).await?[0].id;
    let users = scope.users();
    for index in ["idx_identities_id", "pk_users"] {
        // From the second one on, what the first one left behind is read too.
        watched.uses_at_most(2, index, account, users.record_login(id)).await?;
    }
    Ok(())
}

async fn roles(watched: &Watched, account: &Seeded) -> TestResult {
    let read = watched.db.read(&account.context);
    let roles = read.roles();
    let by_user = "idx_user_roles_user_id*";
    watched.uses_at_most(1, by_user, account, roles.of_user(account.user)).await?;
    watched.uses_at_most(1, by_user, account, roles.has(account.user, "user")).await?;
    for role in ["user", "admin"] {
        watched.uses("idx_user*", account, roles.list_users(role, PageRequest::of(20))).await?;
    }
    Ok(())
}

const BY_USER: &str = "idx_sessions_user_id_created_at";

async fn sessions(watched: &Watched, account: &Seeded) -> TestResult {
    let scope = watched.db.scope(&account.context);
    let sessions = scope.sessions();
    let hour = Duration::from_hours(1);
    let purge = sessions.purge_expired();
    watched.uses("idx_sessions_expires_at", account, purge).await?;
    let issue = sessions.issue(NewSession::of(account.user, hour));
    let issued = watched.uses_at_most(1, "pk_users", account, issue).await?;
    let found = watched.db.find_session(issued.token.expose_secret());
    let by_token = "idx_sessions_token_hash";
    let found = watched.uses_at_most(1, by_token, account, found).await?;
    assert!(found.is_some());
    let id = issued.session.id;
    watched.uses(BY_USER, account, sessions.revoke_others(account.user, id)).await?;
    watched.uses_at_most(1, "pk_sessions", account, sessions.touch(id, hour)).await?;
    watched.uses_at_most(2, "pk_sessions", account, sessions.revoke(id)).await?;
    Ok(())
}
