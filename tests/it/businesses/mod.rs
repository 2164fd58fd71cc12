//! Businesses: use, refusals, accounts kept apart, audit entries.

mod context;
mod list;
mod lives;

use annals::prelude::*;

use crate::support::{Fixture, TestResult};

/// Somebody with a business.
async fn with_business(fixture: &Fixture) -> TestResult<(SignedUp, Business)> {
    let ada = fixture.sign_up().await?;
    let new = NewBusiness::of(ada.user.id, "Bakery");
    let business = fixture.db.scope(&ada.context()).businesses().create(new).await?;
    Ok((ada, business))
}
