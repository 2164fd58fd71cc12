//! A text that several people write on: `cargo run --example versioned_documents`.
//!
//! ```text
//! Project    "Garden" is active
//! Created    version 1 of "The plan"
//!
//! Revised    version 2
//! Refused    documents 01a1fd44-a353-75b7-9ec5-a1f3eb31126d is at version 2, not 1: read it again and decide anew
//!
//! --- version 1
//! +++ version 3
//! @@ -2,4 +2,5 @@
//!
//!  Dig.
//!  Sow.
//! -Wait.
//! +Water.
//! +Reap.
//!
//! From line 5: ["Wait.\n"] became ["Water.\n", "Reap.\n"]
//! Restored   version 1 as version 4
//!
//!   version 4  sha256 03381659…  by Ada
//!   version 3  sha256 f0c07719…  by nobody named
//!   version 2  sha256 e74fe564…  by Ada
//!   version 1  sha256 03381659…  by Ada
//! ```

#![expect(clippy::print_stdout, reason = "it shows what happens")]

use std::error::Error;

use annals::{prelude::*, service::documents::LineChange};

type Outcome = Result<(), Box<dyn Error>>;

#[tokio::main]
async fn main() -> Outcome {
    let sandbox = annals_sandbox::database().await?;
    let db = Database::connect(DatabaseConfig::new(sandbox.url())?).await?;
    let identity = Identity::provider("example", "ada");
    let ada = db.sign_up(NewAccount::with_identity("Ada", "ada@example.org", identity)).await?;
    let context = ada.context().operation("plans.write");
    let (scope, by_ada) = (db.scope(&context), Some(ada.user.id));

    let garden = scope.projects().create(NewProject::named("Garden")).await?;
    let garden = scope
        .projects()
        .change_status(garden.id, garden.row_version, ProjectStatus::Active)
        .await?;
    println!("Project    {:?} is {}", garden.name, garden.status);

    let documents = scope.documents();
    let text = "# Plan\n\nDig.\nSow.\nWait.\n";
    let new = NewDocument { created_by: by_ada, ..NewDocument::of(garden.id, "plan", "The plan") };
    let plan = documents.create(new.with_content(text)).await?.document;
    println!("Created    version {} of {:?}\n", plan.current_version, plan.title);

    // Two people read version 1. One is first; the other is told, and revises version 2.
    let watered =
        Revision { created_by: by_ada, ..Revision::of_text(text.replace("Wait", "Water")) };
    let revised = documents.revise(plan.id, 1, watered).await?;
    println!("Revised    version {}", revised.version.version);
    let late = Revision::of_text(format!("{text}Reap.\n"));
    if let Err(error @ annals::prelude::Error::StaleVersion { .. }) =
        documents.revise(plan.id, 1, late).await
    {
        println!("Refused    {error}");
    }
    let reaped = Revision::of_text(format!("{}Reap.\n", revised.version.content));
    documents.revise(plan.id, 2, reaped).await?;

    let diff = documents.diff(plan.id, 1, 3).await?.ok_or("both are there")?;
    println!("\n{}", diff.unified);
    for change in &diff.changes {
        if let LineChange::Replaced { from, removed, added, .. } = change {
            println!("From line {}: {removed:?} became {added:?}", from.start);
        }
    }

    let back = documents.restore_version(plan.id, 3, 1, by_ada).await?;
    println!("Restored   version 1 as version {}\n", back.version.version);
    for version in documents.list_versions(plan.id, PageRequest::of(10)).await?.items {
        let by = if version.created_by == by_ada { "Ada" } else { "nobody named" };
        let first = version.content_sha256.iter().take(4);
        let sum = first.fold(0_u32, |sum, byte| (sum << 8) | u32::from(*byte));
        println!("  version {}  sha256 {sum:08x}…  by {by}", version.version);
    }
    Ok(())
}
