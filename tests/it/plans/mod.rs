//! How the server runs every list, filter, search and lookup: by the index that the code names, and
//! through no more rows than one account has.
//!
//! The statements are those that the operations send, run as a member of `annals_app` under generic
//! plans, which know no account's size; `auto_explain` tells how each was run.
//!
//! The proof of the audit log (`verify`) is left out: it reads all that an account recorded.

mod accounts;
mod analytics;
mod audit;
mod conversations;
mod documents;
mod exports;
mod filters;
mod journal;
mod knowledge;
mod moving;
mod orders;
mod plan;
mod repository;
mod searches;
mod seed;
mod watched;

use self::watched::Watched;
use crate::support::TestResult;

/// One test, for sowing takes longer than asking.
#[tokio::test]
async fn every_read_goes_by_the_index_that_its_code_names_and_stays_within_its_account()
-> TestResult {
    let (watched, seeded) = Watched::start().await?;
    let accounts = [seeded.largest()?, seeded.middle()?, seeded.smallest()?];
    for account in accounts {
        audit::write(&watched, account).await?;
    }
    for account in accounts {
        journal::lookups(&watched, account).await?;
        journal::lists(&watched, account).await?;
        journal::analyses(&watched, account).await?;
        filters::of_every_operator(&watched, account).await?;
        orders::first_pages_and_deep_ones(&watched, account).await?;
        repository::lookups(&watched, account).await?;
        repository::counts(&watched, account).await?;
        repository::related(&watched, account).await?;
        searches::by_words(&watched, account).await?;
        accounts::reads(&watched, account).await?;
        documents::reads(&watched, account).await?;
        exports::reads(&watched, account).await?;
        conversations::reads(&watched, account).await?;
        knowledge::reads(&watched, account).await?;
        moving::reads(&watched, account).await?;
        analytics::reads(&watched, account).await?;
        accounts::writes(&watched, account).await?;
        audit::reads(&watched, account).await?;
    }
    filters::of_rare_values(&watched, seeded.largest()?).await?;
    searches::of_rare_words(&watched, seeded.largest()?).await?;
    searches::of_misspelt_words(&watched, seeded.largest()?).await?;
    // At the end, for what is rolled back stays in the indexes for a while.
    for account in [seeded.largest()?, seeded.middle()?, seeded.smallest()?] {
        journal::queue(&watched, account).await?;
        exports::queue(&watched, account).await?;
    }
    Ok(())
}
