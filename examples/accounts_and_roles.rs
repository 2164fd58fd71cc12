//! A team, its roles and its sessions: `cargo run --example accounts_and_roles`.
//!
//! ```text
//! Invited   bob@example.org as user
//! Granted   admin, user
//! Issued    a token of 80 characters: SecretBox<str>([REDACTED])
//! Found     the session of bob@example.org
//! Removed   1 of users, 1 of journal_entries, 1 of sessions, 2 of user_roles
//! Session   None
//! Refused   the input breaks rules: user_id is the account's last user, without whom nobody could act
//!           for it: invite somebody first, or close the account
//! Bob in the log:
//!   version 1  insert  recorded by the hook
//!   version 2  update  recorded by the database
//!   version 3  delete  recorded by the database
//! ```

#![expect(clippy::print_stdout, reason = "it shows what happens")]

use std::{error::Error, time::Duration};

use annals::prelude::*;

const WEEK: Duration = Duration::from_hours(7 * 24);

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = annals_sandbox::database().await?;
    let db = Database::connect(DatabaseConfig::new(sandbox.url())?).await?;

    // Ada signs up, as the first of her team. The application hashes passwords, and checks them.
    let hash = SecretString::from("$argon2id$v=19$…".to_owned());
    let new = NewAccount::with_password("Lovelace & Sons", "ada@example.org", hash);
    let ada = db.sign_up(NewAccount { role: "admin".to_owned(), ..new }).await?;

    // She takes Bob in: a user, the identity he logs in with and a role, or none of them.
    let context = ada.context().operation("team.invite");
    let team = db.scope(&context);
    let google = Identity::provider("google", "1098-bob");
    let bob =
        team.accounts().invite_user(NewUser::with_identity("bob@example.org", google)).await?;
    println!("Invited   {} as {}", bob.email, names(&team.roles().of_user(bob.id).await?));
    team.roles().grant(bob.id, "admin").await?;
    println!("Granted   {}", names(&team.roles().of_user(bob.id).await?));

    // Bob logs in. The token is his browser's; the table holds its hash.
    let google = Identity::provider("google", "1098-bob");
    let login = db.find_by_identity(&google).await?.filter(Login::may_enter).ok_or("he may")?;
    let context = login.context().operation("users.log_in");
    db.scope(&context).users().record_login(login.identity_id).await?;
    let issued = db.scope(&context).sessions().issue(NewSession::of(login.user.id, WEEK)).await?;
    let cookie = issued.token.expose_secret();
    println!("Issued    a token of {} characters: {:?}", cookie.len(), issued.token);

    // Each of his requests: one round trip to session, user and context.
    let active = db.find_session(cookie).await?.ok_or("it is living")?;
    let context = active.context().operation("entries.write");
    db.scope(&context).journal().create(NewEntry::by(active.user.id)).await?;
    println!("Found     the session of {}", active.user.email);

    // He leaves: softly, with all that is his. The session ends with him.
    let deletion = team.accounts().remove_user(bob.id).await?;
    println!("Removed   {}", counted(&deletion.rows));
    println!("Session   {:?}", db.find_session(cookie).await?.map(|active| active.user.email));
    if let Err(error) = team.accounts().remove_user(ada.user.id).await {
        println!("Refused   {error}");
    }

    // What is to be forgotten goes for good; the log tells that it was there.
    team.users().delete_for_good(bob.id).await?;
    let audit = team.audit();
    println!("Bob in the log:");
    for AuditEntry { row_version, operation, recorded_by, .. } in
        audit.history("users", bob.id).await?
    {
        println!("  version {row_version}  {operation:<6}  recorded by the {recorded_by}");
    }
    Ok(())
}

fn names(roles: &[Role]) -> String {
    roles.iter().map(|role| role.name.as_str()).collect::<Vec<_>>().join(", ")
}

fn counted(rows: &[(String, u64)]) -> String {
    rows.iter().map(|(table, count)| format!("{count} of {table}")).collect::<Vec<_>>().join(", ")
}
