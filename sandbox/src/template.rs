//! The databases that new ones are cloned from, one for each state of the migrations.

use annals_migration::FINGERPRINT;
use sea_orm::DbErr;
use sqlx::AssertSqlSafe;

use crate::content::{ApplicationMigrator, Content};
use crate::error::Error;
use crate::fingerprint::Fingerprint;
use crate::mark::Mark;
use crate::roles::Login;
use crate::session::Session;

/// The empty database that every server has.
const EMPTY: &str = "template0";

const PREFIX: &str = "annals_sandbox_template_";

/// A template that nobody used for so long is likely of migrations that were edited since; to
/// make it again takes a quarter of a second.
const UNUSED_SECONDS: u64 = 4 * 3600;

/// Use is recorded this often.
const RECORD_SECONDS: u64 = 3600;

/// The name of a database to clone for this content, made now where it is missing.
///
/// `spare` is a name for a database that does not exist yet.
pub(crate) async fn ensure(
    session: &mut Session,
    content: &Content,
    spare: &str,
) -> Result<String, Error> {
    let annals = format!("{PREFIX}{FINGERPRINT}");
    match content {
        Content::Bare => Ok(EMPTY.to_owned()),
        Content::Annals => ensure_named(session, Recipe::Annals, annals, spare).await,
        Content::Application(migrator) => {
            let annals = ensure_named(session, Recipe::Annals, annals, spare).await?;
            let name = application_name(migrator);
            ensure_named(session, Recipe::Application(migrator, &annals), name, spare).await
        }
    }
}

fn application_name(migrator: &ApplicationMigrator) -> String {
    format!("{PREFIX}{}_{}", migrator.scope, migrator.fingerprint)
}

/// How a template is made.
#[derive(Clone, Copy)]
enum Recipe<'a> {
    Annals,
    /// From the template of Annals.
    Application(&'a ApplicationMigrator, &'a str),
}

impl Recipe<'_> {
    fn source(&self) -> &str {
        match self {
            Self::Annals => EMPTY,
            Self::Application(_, annals) => annals,
        }
    }
}

async fn ensure_named(
    session: &mut Session,
    recipe: Recipe<'_>,
    name: String,
    spare: &str,
) -> Result<String, Error> {
    if is_there(session, &name).await? {
        return Ok(name);
    }
    let key = Fingerprint::of(["annals-sandbox template", &name]).lock_key();
    session.lock(key).await?;
    let made = make_if_missing(session, recipe, &name, spare).await;
    session.unlock(key).await?;
    made.map(|()| name)
}

/// The template appears under its name only once it is whole. Until then it is a database of
/// this process like any other, so that one left half-made is swept like any other.
async fn make_if_missing(
    session: &mut Session,
    recipe: Recipe<'_>,
    name: &str,
    spare: &str,
) -> Result<(), Error> {
    if is_there(session, name).await? {
        return Ok(());
    }
    session.create_database(spare, recipe.source()).await?;
    let owner_url = session.address().url(Login::Owner, spare);
    let made = match migrate(recipe, owner_url).await {
        Ok(()) => publish(session, spare, name).await,
        error => error,
    };
    if made.is_err() {
        session.drop_database(spare).await?;
        return made;
    }
    sweep(session, name).await
}

/// As a task of its own, so that a migration that panics does not end the keeper.
async fn migrate(recipe: Recipe<'_>, owner_url: String) -> Result<(), Error> {
    let (migrator, task) = match recipe {
        Recipe::Annals => {
            let run = async move { annals_migration::migrate(&owner_url).await };
            ("Annals' Migrator", tokio::spawn(run))
        }
        Recipe::Application(application, _) => {
            let run = application.run(owner_url);
            ("the application's Migrator", tokio::spawn(run))
        }
    };
    task.await
        .unwrap_or_else(|panic| Err(DbErr::Migration(panic.to_string())))
        .map_err(|source| Error::Migration { migrator, source })
}

async fn publish(session: &mut Session, made: &str, name: &str) -> Result<(), Error> {
    for sql in [
        // Nobody may connect, since a database in use can't be cloned.
        format!("ALTER DATABASE {made} ALLOW_CONNECTIONS false"),
        format!("ALTER DATABASE {made} RENAME TO {name}"),
    ] {
        session.execute("publish a template", AssertSqlSafe(sql)).await?;
    }
    session.mark_database(name, &Mark::template_in_use()).await
}

/// Whether there is such a template; records that it is in use, so that it is not swept.
async fn is_there(session: &mut Session, name: &str) -> Result<bool, Error> {
    let Some(mark) = session.mark_of(name).await? else {
        return Ok(false);
    };
    if mark.is_unused_for(RECORD_SECONDS) {
        let used = Mark::template_in_use();
        // Another process may be recording the same at this moment.
        if let Err(error) = session.mark_database(name, &used).await {
            tracing::debug!(%error, template = name, "the use of a template was not recorded");
        }
    }
    Ok(true)
}

/// Drops templates that an application's new one supersedes, and those long unused.
async fn sweep(session: &mut Session, new: &str) -> Result<(), Error> {
    for (name, mark) in session.marked_databases().await? {
        let is_old = is_superseded(&name, new) || mark.is_unused_for(UNUSED_SECONDS);
        if is_old && name != new && matches!(mark, Mark::Template { .. }) {
            // Another process may be cloning it: then it goes another time.
            if let Err(error) = session.drop_database(&name).await {
                tracing::debug!(%error, template = name, "an old template stays for now");
            }
        }
    }
    Ok(())
}

/// Whether both are of one program's one migrator.
fn is_superseded(name: &str, new: &str) -> bool {
    let scope = |name: &str| {
        let (scope, _) = name.strip_prefix(PREFIX)?.split_once('_')?;
        Some(scope.to_owned())
    };
    name != new && scope(name).is_some() && scope(name) == scope(new)
}

#[cfg(test)]
mod tests {
    use super::is_superseded;

    #[test]
    fn a_template_supersedes_those_of_the_same_program_only() {
        let name = |tail: &str| format!("annals_sandbox_template_{tail}");
        assert!(is_superseded(&name("a_1"), &name("a_2")));
        assert!(!is_superseded(&name("b_1"), &name("a_2")));
        assert!(!is_superseded(&name("a_2"), &name("a_2")));
        assert!(!is_superseded(&name("1"), &name("2")));
    }
}
