//! Articles of knowledge: reading by everybody, writing by operators, refusals, audit entries.

mod read;
mod upsert;
mod uses;
mod write;

use annals::prelude::*;

use crate::support::{Fixture, TestResult};

/// Connected as a member of `annals_operator`, who writes articles.
async fn operator(fixture: &Fixture) -> TestResult<Database> {
    Ok(Database::connect(DatabaseConfig::new(fixture.sandbox.operator_url())?).await?)
}

fn article(category: &str, title: &str) -> NewArticle {
    NewArticle { content: format!("About {title}."), ..NewArticle::titled(category, title) }
}

/// Writes articles by an operator, and gives their ids.
async fn written(fixture: &Fixture, new: &[NewArticle]) -> TestResult<Vec<uuid::Uuid>> {
    let db = operator(fixture).await?;
    let context = Context::global();
    let mut ids = Vec::new();
    for article in new {
        ids.push(db.scope(&context).knowledge().create(article.clone()).await?.id);
    }
    Ok(ids)
}
