//! The journal: use, refusals, accounts kept apart, audit entries.

use annals::prelude::*;
use serde_json::json;
use uuid::Uuid;

use crate::support::{TestResult, fixture};

#[tokio::test]
async fn an_entry_is_found_as_it_was_written() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let journal = fixture.db.scope(&context).journal();

    let new = NewEntry {
        title: Some("First day".to_owned()),
        content: Some("It  rained,\nand I stayed.".to_owned()),
        raw_data: json!({ "mood": "calm", "n": [1, null, true] }).into(),
        mood_score: Some(10.into()),
        tags: vec!["work".to_owned()],
        ..NewEntry::by(ada.user.id)
    };
    let written = journal.create(new).await?;

    assert_eq!(written.word_count, 5);
    assert_eq!(written.row_version, 1);
    assert_eq!(
        written.raw_data.to_value()?,
        json!({ "mood": "calm", "n": [1, null, true] })
    );
    assert_eq!(journal.find(written.id).await?, Some(written));
    assert_eq!(journal.find(Uuid::now_v7()).await?, None);
    Ok(())
}
