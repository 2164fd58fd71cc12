//! A mistake, and the way back: `cargo run --example undo`.
//!
//! ```text
//! Before      2 users, 2 entries, 4 messages
//! Deleted     the user, and all that hung on it
//! After       1 users, 0 entries, 0 messages
//!
//! What that was, newest first:
//!   delete  messages           content: "Message 4 of the talk" is gone
//!   …
//!   delete  users              email: "guest@example.org" is gone
//!
//! Undoing     1 of conversations, 2 of journal_entries, 4 of messages, 1 of users
//! Proven      every row is as it was, contents included; 28 entries, 0 gaps
//! ```

#![expect(clippy::print_stdout, reason = "it shows what happens")]

use std::error::Error;

use annals::{
    entity::{conversations, journal_entries, messages, users},
    prelude::*,
};
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

#[tokio::main]
async fn main() -> Outcome {
    let sandbox = annals_sandbox::database().await?;
    let db = Database::connect(DatabaseConfig::new(sandbox.url())?).await?;
    let ada = db
        .sign_up(NewAccount::with_identity(
            "Ada",
            "ada@example.org",
            Identity::email("ada@example.org"),
        ))
        .await?;
    let guest = populate(&db, &ada.context()).await?;
    let before = Everything::of(&db, &ada.context()).await?;
    println!("Before      {}", before.outline());

    // The mistake: the wrong user is deleted for good.
    let context = ada.context().operation("users.remove").request_id("req-17");
    db.scope(&context).repository::<users::Entity>().delete_for_good(guest).await?;
    println!("Deleted     the user, and all that hung on it");
    println!("After       {}\n", Everything::of(&db, &ada.context()).await?.outline());

    // What happened, and what exactly was lost.
    let audit = db.scope(&context).audit();
    println!("What that was, newest first:");
    let page = audit.changes(HistoryFilter::request("req-17"), PageRequest::default()).await?;
    for ChangedEntry { entry, changes } in &page.items {
        let told = ["content", "title", "email"];
        let is_told = |change: &&Change| told.contains(&change.path.to_string().as_str());
        if let Some(change) = changes.iter().find(is_told) {
            println!("  {}  {:<18} {change}", entry.operation, entry.table_name);
        }
    }

    // The way back.
    let undoing = Undoing::Request("req-17".into());
    let preview = audit.preview_undo(undoing.clone()).await?;
    let rows: Vec<_> =
        preview.rows.iter().map(|rows| format!("{} of {}", rows.rows, rows.table)).collect();
    println!("\nUndoing     {}", rows.join(", "));
    audit.undo(undoing, IfChanged::Refuse).await?;

    let after = Everything::of(&db, &ada.context()).await?;
    assert!(before == after, "{before:#?}\n{after:#?}");
    let log = audit.verify().await?;
    assert!(log.is_complete(), "{:?}", log.findings);
    println!(
        "Proven      every row is as it was, contents included; {} entries, 0 gaps",
        log.entries
    );
    Ok(())
}

/// A guest of the account, with two entries and a conversation.
async fn populate(db: &Database, context: &Context) -> Outcome<Uuid> {
    let scope = db.scope(context);
    let guest = users::ActiveModel { email: Set("guest@example.org".into()), ..Default::default() };
    let guest = scope.repository::<users::Entity>().insert(guest).await?.id;
    scope.journal().create_many(vec![NewEntry::by(guest), NewEntry::by(guest)]).await?;
    let talk = conversations::ActiveModel {
        user_id: Set(guest),
        title: Set("A talk".into()),
        session_type: Set("chat".into()),
        message_count: Set(4),
        ..Default::default()
    };
    let talk = scope.repository::<conversations::Entity>().insert(talk).await?.id;
    let message = |position| messages::ActiveModel {
        conversation_id: Set(talk),
        position: Set(position),
        role: Set("user".into()),
        content: Set(format!("Message {position} of the talk")),
        ..Default::default()
    };
    scope.repository::<messages::Entity>().insert_many((1..=4).map(message)).await?;
    Ok(guest)
}

/// The account's rows, but for what an undo writes anew: version, time and signature.
#[derive(Debug, PartialEq)]
struct Everything {
    users: Vec<users::Model>,
    entries: Vec<journal_entries::Model>,
    talks: Vec<conversations::Model>,
    messages: Vec<messages::Model>,
}

macro_rules! rows_of {
    ($table:ident, $scope:ident) => {{
        let table = $scope.repository::<$table::Entity>();
        let mut rows = table.list(Filter::default(), PageRequest::default()).await?.items;
        for row in &mut rows {
            (row.row_version, row.audit_id, row.updated_at) = (0, None, row.created_at);
        }
        rows
    }};
}

impl Everything {
    async fn of(db: &Database, context: &Context) -> Outcome<Self> {
        let scope = db.read(context);
        let mut talks = rows_of!(conversations, scope);
        for talk in &mut talks {
            talk.last_message_at = None; // untracked: the undo counts the messages anew
        }
        Ok(Self {
            users: rows_of!(users, scope),
            entries: rows_of!(journal_entries, scope),
            talks,
            messages: rows_of!(messages, scope),
        })
    }

    fn outline(&self) -> String {
        let (users, entries) = (self.users.len(), self.entries.len());
        format!("{users} users, {entries} entries, {} messages", self.messages.len())
    }
}
