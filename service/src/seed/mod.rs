//! Data to look at: an account as it is after two years of use, made from a number.
//!
//! ```no_run
//! use annals_service::{prelude::*, seed::{self, Demo}};
//!
//! # async fn example(db: &Database) -> annals_service::Result<()> {
//! let demo = seed::demo(db, &Demo::numbered(1)).await?; // the same rows wherever the number is 1
//! let newest = db.read(&demo.context()).journal().list(EntryFilter::default(), PageRequest::of(10)).await?;
//! assert_eq!(newest.items.len(), 10);
//! # Ok(())
//! # }
//! ```
//!
//! The rows go in by the operations of any table, in the account's context, as a few statements: they are
//! kept apart and audited like all others. The roles `admin` and `user`, which every database has, come with
//! the migrations and need no seed.
//!
//! A new version of Annals may make other rows of a number.

mod advice;
mod chance;
mod journal;
mod people;
mod phrases;
mod projects;
mod row;

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::{
    context::Context,
    database::{Database, Transaction},
    error::{Error, Result},
    rules::Rules,
    users::{Identity, User},
};
use chance::Chance;
use people::People;

/// 2026-01-01 00:00 UTC, where the time of a demo ends unless it says otherwise.
const UNTIL: DateTime<Utc> = match DateTime::from_timestamp(1_767_225_600, 0) {
    Some(time) => time,
    None => DateTime::UNIX_EPOCH,
};

/// Days at most: a century.
const MOST_DAYS: u32 = 36_525;

/// Which account is made, and how much there is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demo {
    /// From which everything follows: the same number gives the same ids, texts and times, in any
    /// database. A database takes each number once.
    pub number: u64,
    /// How much there is.
    pub size: Size,
    /// When the account's time ends, its newest rows shortly before. By default 2026-01-01, for what is
    /// made must not depend on the day it is made on.
    pub until: DateTime<Utc>,
}

/// How much there is in a demo account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Size {
    /// For how many days the account is there, at most 36,525; on most of them there are entries.
    pub days: u32,
    /// The users beside the one who signed up.
    pub guests: u32,
    /// The projects: each has documents with versions, runs of agents, and exports.
    pub projects: u32,
    /// The businesses.
    pub businesses: u32,
    /// The conversations, of about ten messages each; some about a business.
    pub conversations: u32,
}

/// A demo account.
#[derive(Clone, Debug, PartialEq)]
pub struct DemoAccount {
    /// The account.
    pub account_id: Uuid,
    /// The user who signed up, an admin. Logs in by [`Demo::identity`].
    pub user: User,
    /// The other users.
    pub guests: Vec<Uuid>,
}

impl Demo {
    /// Two years of a user with three guests: some 2,000 rows, and as many entries in the log.
    #[must_use]
    pub fn numbered(number: u64) -> Self {
        let size = Size { days: 730, guests: 3, projects: 3, businesses: 2, conversations: 40 };
        Self { number, size, until: UNTIL }
    }

    /// Two weeks, and one or two of everything: for a test.
    #[must_use]
    pub fn small(number: u64) -> Self {
        let size = Size { days: 14, guests: 1, projects: 1, businesses: 1, conversations: 2 };
        Self { number, size, until: UNTIL }
    }

    /// What the user who signed up logs in with, at a provider called `demo`.
    #[must_use]
    pub fn identity(&self) -> Identity {
        Identity::provider("demo", self.number.to_string())
    }

    fn check(&self) -> Result<()> {
        let mut rules = Rules::default();
        let Size { days, .. } = self.size;
        if days > MOST_DAYS {
            rules.fault("size.days", format!("is {days}: it may be {MOST_DAYS}"));
        }
        // Ids hold the time in milliseconds since then.
        if self.until.timestamp() < i64::from(days.saturating_add(1)) * 86_400
            || self.until.timestamp() > 253_402_300_799
        {
            let rule = "is out of range: all days must lie between 1970 and 9999".to_owned();
            rules.fault("until", rule);
        }
        rules.finish()
    }

    /// When the account's time begins.
    fn since(&self) -> DateTime<Utc> {
        self.until - TimeDelta::days(i64::from(self.size.days))
    }

    /// The chances of one part of the account: what more there is of another part changes nothing of it.
    fn chance(&self, part: &str) -> Chance {
        Chance::of(self.number, part)
    }
}

impl Default for Demo {
    fn default() -> Self {
        Self::numbered(1)
    }
}

impl DemoAccount {
    /// The context in which the user who signed up acts.
    #[must_use]
    pub fn context(&self) -> Context {
        Context::new(self.account_id).actor(self.user.id)
    }
}

/// Makes a demo account, in one transaction. Audited as an insert of each row, by the user who signs up,
/// with the operation `seed.demo`.
///
/// # Errors
/// `AlreadyExists` when the database has the account of that number, even one that has changed since;
/// `Invalid` when its time is out of range.
pub async fn demo(db: &Database, demo: &Demo) -> Result<DemoAccount> {
    demo.check()?;
    let people = People::of(demo);
    let context = Context::new(people.account_id).actor(people.owner).operation("seed.demo");
    let made = db.transaction(&context, |tx| Box::pin(make(tx, demo, &people))).await;
    made.map_err(told_by_number)
}

async fn make(tx: &Transaction<'_>, demo: &Demo, people: &People) -> Result<DemoAccount> {
    let user = people::write(tx, demo, people).await?;
    journal::write(tx, demo, people).await?;
    projects::write(tx, demo, people).await?;
    advice::write(tx, demo, people).await?;
    Ok(DemoAccount { account_id: people.account_id, user, guests: people.guests.clone() })
}

/// The caller gave a number, not the key that collides.
fn told_by_number(error: Error) -> Error {
    match error {
        Error::AlreadyExists { entity, constraint, .. } if entity == "accounts" => {
            let fields = vec!["number".to_owned()];
            Error::AlreadyExists { entity: "the demo account".to_owned(), constraint, fields }
        }
        error => error,
    }
}
