//! Sessions: issued, listed, prolonged, revoked, purged.

use std::{net::IpAddr, time::Duration};

use annals::prelude::*;
use chrono::{TimeDelta, Utc};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{colleague, faults, is_not_found, refusal};
use crate::support::{Fixture, TestResult, fixture, rows};

pub(super) const HOUR: Duration = Duration::from_hours(1);

/// Lets a session of anybody's end a while ago.
pub(super) async fn expire(fixture: &Fixture, id: Uuid) -> TestResult {
    let sql = format!(
        "UPDATE annals.sessions SET expires_at = now() - interval '1 second' WHERE id = '{id}'"
    );
    fixture.owner().await?.execute_unprepared(&sql).await?;
    Ok(())
}

#[tokio::test]
async fn a_session_tells_where_from_and_until_when() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let sessions = fixture.db.scope(&context).sessions();
    for ip in ["192.0.2.7", "2001:db8::7"] {
        let ip: IpAddr = ip.parse()?;
        let new = NewSession {
            ip: Some(ip),
            user_agent: Some("Firefox".to_owned()),
            ..NewSession::of(ada.user.id, HOUR)
        };
        let IssuedSession { session, .. } = sessions.issue(new).await?;
        assert_eq!((session.ip, session.user_agent.as_deref()), (Some(ip), Some("Firefox")));
        let lasts = session.expires_at - session.created_at;
        assert!((lasts - TimeDelta::hours(1)).abs() < TimeDelta::seconds(1), "{lasts}");
    }
    // Not audited: neither by hooks nor by triggers.
    let owner = fixture.owner().await?;
    let entries: Vec<(i64,)> =
        rows(&owner, "SELECT count(*) FROM annals.audit_log WHERE table_name = 'sessions'", [])
            .await?;
    assert_eq!(entries, [(0,)]);
    Ok(())
}

#[tokio::test]
async fn the_table_holds_no_token_and_no_debug_shows_one() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let issued = issue_for(&fixture.db.scope(&context), ada.user.id, HOUR).await?;
    let token = issued.token.expose_secret();
    let (_, random) = token.split_once('.').ok_or("two parts")?;
    let owner = fixture.owner().await?;
    let stored: Vec<(String, Vec<u8>)> =
        rows(&owner, "SELECT to_jsonb(s)::text, token_hash FROM annals.sessions s", []).await?;
    assert!(!stored[0].0.contains(random) && stored[0].1.len() == 32);
    let found = fixture.db.find_session(token).await?;
    assert!(!format!("{issued:?} {found:?}").contains(random));
    Ok(())
}

#[tokio::test]
async fn nobody_gets_a_session_who_could_not_use_it() -> TestResult {
    let fixture = fixture().await?;
    let (ada, other) = (fixture.sign_up().await?, fixture.sign_up().await?);
    let bob = colleague(&fixture, &ada).await?;
    let context = ada.context();
    let scope = fixture.db.scope(&context);
    let issue = async |user| scope.sessions().issue(NewSession::of(user, HOUR)).await;

    for absent in [other.user.id, Uuid::now_v7()] {
        assert!(is_not_found(issue(absent).await, "users"));
    }
    scope.users().deactivate(bob.id).await?;
    assert!(refusal(issue(bob.id).await).contains("deactivated"));
    scope.users().delete(bob.id).await?;
    assert!(is_not_found(issue(bob.id).await, "users"));
    scope.accounts().suspend().await?;
    assert!(refusal(issue(ada.user.id).await).contains("suspended"));
    let bad = NewSession {
        user_agent: Some("a\0b".to_owned()),
        ..NewSession::of(ada.user.id, Duration::from_millis(999))
    };
    let named = faults(&scope.sessions().issue(bad).await.expect_err("bad")).join("; ");
    assert!(named.contains("lifetime is 999ms") && named.contains("user_agent has"), "{named}");
    assert!(refusal(issue_for(&scope, ada.user.id, Duration::MAX).await).starts_with("lifetime"));
    Ok(())
}

async fn issue_for(
    scope: &annals::service::database::Scope<'_>,
    user: Uuid,
    lifetime: Duration,
) -> Result<IssuedSession, Error> {
    scope.sessions().issue(NewSession::of(user, lifetime)).await
}

#[tokio::test]
async fn the_living_sessions_of_a_user_are_listed_newest_first() -> TestResult {
    let fixture = fixture().await?;
    let (ada, other) = (fixture.sign_up().await?, fixture.sign_up().await?);
    let bob = colleague(&fixture, &ada).await?;
    let context = ada.context();
    let scope = fixture.db.scope(&context);
    let mut ids = Vec::new();
    for _ in 0..4 {
        ids.push(issue_for(&scope, ada.user.id, HOUR).await?.session.id);
    }
    issue_for(&scope, bob.id, HOUR).await?;
    scope.sessions().revoke(ids.remove(1)).await?;
    expire(&fixture, ids.remove(1)).await?;
    ids.reverse();

    let sessions = fixture.db.read(&context).sessions();
    let page = sessions.list(ada.user.id, PageRequest::of(1)).await?;
    let next = page.next.ok_or("there is another")?;
    let rest = sessions.list(ada.user.id, PageRequest::of(1).after(next.clone())).await?;
    let listed: Vec<Uuid> = page.items.iter().chain(&rest.items).map(|one| one.id).collect();
    assert_eq!(listed, ids);
    assert!(
        refusal(sessions.list(bob.id, PageRequest::of(1).after(next)).await).contains("cursor")
    );
    let by_hash = PageRequest { order: Order::by("token_hash"), ..PageRequest::default() };
    assert!(sessions.list(ada.user.id, by_hash).await.is_err());
    let theirs = other.context();
    let theirs = fixture.db.read(&theirs).sessions();
    assert_eq!(theirs.list(ada.user.id, PageRequest::default()).await?.items, []);
    Ok(())
}

#[tokio::test]
async fn a_touch_lets_a_living_session_last_longer_and_never_shorter() -> TestResult {
    let fixture = fixture().await?;
    let (ada, other) = (fixture.sign_up().await?, fixture.sign_up().await?);
    let context = ada.context();
    let scope = fixture.db.scope(&context);
    let session = issue_for(&scope, ada.user.id, HOUR).await?.session;
    let sessions = scope.sessions();
    assert_eq!(sessions.touch(session.id, HOUR / 2).await?.expires_at, session.expires_at);
    assert!(
        sessions.touch(session.id, HOUR * 2).await?.expires_at
            > Utc::now() + TimeDelta::minutes(119)
    );
    assert!(
        refusal(sessions.touch(session.id, Duration::ZERO).await).starts_with("lifetime is 0ns")
    );

    let theirs = other.context();
    let theirs = fixture.db.scope(&theirs).sessions();
    assert!(is_not_found(theirs.touch(session.id, HOUR).await, "sessions"));
    assert!(is_not_found(theirs.revoke(session.id).await, "sessions"));
    expire(&fixture, session.id).await?;
    assert!(is_not_found(sessions.touch(session.id, HOUR).await, "sessions"));
    let second = issue_for(&scope, ada.user.id, HOUR).await?.session;
    sessions.revoke(second.id).await?;
    sessions.revoke(second.id).await?;
    assert!(is_not_found(sessions.touch(second.id, HOUR).await, "sessions"));
    Ok(())
}

#[tokio::test]
async fn all_sessions_of_a_user_end_or_all_but_one() -> TestResult {
    let fixture = fixture().await?;
    let (ada, other) = (fixture.sign_up().await?, fixture.sign_up().await?);
    let bob = colleague(&fixture, &ada).await?;
    let context = ada.context();
    let scope = fixture.db.scope(&context);
    let kept = issue_for(&scope, ada.user.id, HOUR).await?.session.id;
    for user in [ada.user.id, ada.user.id, bob.id] {
        issue_for(&scope, user, HOUR).await?;
    }
    let theirs = other.context();
    assert_eq!(fixture.db.scope(&theirs).sessions().revoke_all(ada.user.id).await?, 0);

    let sessions = scope.sessions();
    assert_eq!(sessions.revoke_others(ada.user.id, kept).await?, 2);
    assert_eq!(sessions.revoke_others(ada.user.id, kept).await?, 0);
    let living = sessions.list(ada.user.id, PageRequest::default()).await?.items;
    assert_eq!(living.iter().map(|one| one.id).collect::<Vec<_>>(), [kept]);
    assert_eq!(sessions.revoke_all(ada.user.id).await?, 1);
    assert_eq!(sessions.list(bob.id, PageRequest::default()).await?.items.len(), 1);
    Ok(())
}

#[tokio::test]
async fn what_has_expired_is_removed_in_batches_of_the_account_alone() -> TestResult {
    let fixture = fixture().await?;
    let (ada, other) = (fixture.sign_up().await?, fixture.sign_up().await?);
    let owner = fixture.owner().await?;
    for who in [&ada, &other] {
        let sql = format!(
            "INSERT INTO annals.sessions (account_id, user_id, token_hash, expires_at)
             SELECT '{}', '{}', sha256(int4send(n)), now() + make_interval(secs => CASE WHEN n > 12000 THEN 3600 ELSE -n END)
               FROM generate_series(1, 12003) n",
            who.account_id, who.user.id
        );
        owner.execute_unprepared(&sql).await?;
    }
    let context = ada.context();
    let sessions = fixture.db.scope(&context).sessions();
    let (one, two) = tokio::join!(sessions.purge_expired(), sessions.purge_expired());
    assert_eq!(one? + two?, 12_000);
    assert_eq!(sessions.purge_expired().await?, 0);
    let left: Vec<(Uuid, i64)> =
        rows(&owner, "SELECT account_id, count(*) FROM annals.sessions GROUP BY 1 ORDER BY 2", [])
            .await?;
    assert_eq!(left, [(ada.account_id, 3), (other.account_id, 12_003)]);
    Ok(())
}
