//! The tables of what people write: journals, projects, conversations.

use annals::{
    entity::{
        conversations, document_versions, documents, journal_entries, messages, processed_content,
        projects, users,
    },
    prelude::ExactJson,
};
use async_trait::async_trait;
use rand::RngExt;
use rust_decimal::Decimal;
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::{
    failure::Failure,
    round::Round,
    subject::{Subject, slot_of},
};

/// JSON that a careless image would change: numbers beyond `f64`, digits that look idle, a time.
const RAW: [&str; 5] = [
    r#"{"mood": "calm", "at": "2026-11-21T10:00:00+02:00"}"#,
    r#"{"n": [1208925819614629174706176, 1e300, 0.1000, -0]}"#,
    r#"[null, true, "ÄÖ \" \\ \t 𝄞", {}]"#,
    "0.30000000000000004",
    "null",
];

/// One of them.
pub(super) fn raw_data(rng: &mut impl rand::Rng) -> Result<ExactJson, Failure> {
    let raw = RAW[rng.random_range(0..RAW.len())];
    raw.parse().map_err(|error| Failure::Unexpected(format!("{raw}: {error}")))
}

#[async_trait]
impl Subject for journal_entries::Entity {
    const TABLE: &'static str = "journal_entries";
    const SLOTS: u128 = 10;
    const NOVELTY: &'static str = "title = '{new}'";
    const COUNTER: Option<&'static str> =
        Some("attempts = attempts + 1, claimed_by = '{new}', word_count = word_count + 1");
    const REFUSED: Option<&'static str> = Some("mood_score = 99");
    const IS_LEAF: bool = false;

    async fn blank(
        round: &mut Round<'_>,
        id: Uuid,
    ) -> Result<journal_entries::ActiveModel, Failure> {
        Ok(journal_entries::ActiveModel {
            account_id: Set(round.account),
            id: Set(id),
            user_id: Set(round.present::<users::Entity>().await?),
            content: Set(Some("It rained, and I stayed.".to_owned())),
            raw_data: Set(raw_data(round.rng)?),
            mood_score: Set(Some(Decimal::new(round.rng.random_range(0..=1000), 2))),
            ..Default::default()
        })
    }

    fn renew(row: &mut journal_entries::ActiveModel, novelty: Uuid) {
        row.title = Set(Some(novelty.to_string()));
        row.word_count = Set(7);
    }
}

#[async_trait]
impl Subject for processed_content::Entity {
    const TABLE: &'static str = "processed_content";
    const SLOTS: u128 = 8;
    const NOVELTY: &'static str = "processed_data = jsonb_build_array('{new}')";
    const REFUSED: Option<&'static str> = Some("confidence_score = 2");
    const IS_LEAF: bool = true;

    async fn blank(
        round: &mut Round<'_>,
        id: Uuid,
    ) -> Result<processed_content::ActiveModel, Failure> {
        Ok(processed_content::ActiveModel {
            account_id: Set(round.account),
            id: Set(id),
            user_id: Set(round.present::<users::Entity>().await?),
            journal_id: Set(round.present::<journal_entries::Entity>().await?),
            task_type: Set("sentiment".to_owned()),
            processed_data: Set(serde_json::json!({ "sentiment": [0.25, "mild"] }).into()),
            ..Default::default()
        })
    }

    fn renew(row: &mut processed_content::ActiveModel, novelty: Uuid) {
        row.task_type = Set(novelty.to_string());
    }
}

#[async_trait]
impl Subject for projects::Entity {
    const TABLE: &'static str = "projects";
    const SLOTS: u128 = 4;
    const NOVELTY: &'static str = "name = '{new}'";
    const REFUSED: Option<&'static str> = Some("current_step = 9");
    const IS_LEAF: bool = false;
    const DELETED: f64 = 0.6;

    async fn blank(round: &mut Round<'_>, id: Uuid) -> Result<projects::ActiveModel, Failure> {
        let user_id = round.present::<users::Entity>().await?;
        Ok(projects::ActiveModel {
            account_id: Set(round.account),
            id: Set(id),
            name: Set("A house".to_owned()),
            created_by: Set(round.rng.random_bool(0.1).then_some(user_id)),
            ..Default::default()
        })
    }

    fn renew(row: &mut projects::ActiveModel, novelty: Uuid) {
        row.name = Set(novelty.to_string());
    }
}

#[async_trait]
impl Subject for documents::Entity {
    const TABLE: &'static str = "documents";
    const SLOTS: u128 = 6;
    const NOVELTY: &'static str = "metadata = jsonb_build_object('at', '{new}')";
    const IS_LEAF: bool = false;
    const DELETED: f64 = 0.6;

    async fn blank(round: &mut Round<'_>, id: Uuid) -> Result<documents::ActiveModel, Failure> {
        let mut row = documents::ActiveModel {
            account_id: Set(round.account),
            project_id: Set(round.present::<projects::Entity>().await?),
            title: Set("Plan".to_owned()),
            ..Default::default()
        };
        Self::place(&mut row, id);
        Ok(row)
    }

    fn renew(row: &mut documents::ActiveModel, novelty: Uuid) {
        row.title = Set(novelty.to_string());
    }

    fn place(row: &mut documents::ActiveModel, id: Uuid) {
        row.id = Set(id);
        row.document_type = Set(format!("type-{}", slot_of(id)));
    }
}

#[async_trait]
impl Subject for document_versions::Entity {
    const TABLE: &'static str = "document_versions";
    const SLOTS: u128 = 8;
    const NOVELTY: &'static str = "deletion_id = '{new}'";
    const REFUSED: Option<&'static str> = Some("content = 'revised'");
    const IS_LEAF: bool = true;

    async fn blank(
        round: &mut Round<'_>,
        id: Uuid,
    ) -> Result<document_versions::ActiveModel, Failure> {
        let mut row = document_versions::ActiveModel {
            account_id: Set(round.account),
            document_id: Set(round.present::<documents::Entity>().await?),
            content: Set("Four walls and a roof.".to_owned()),
            content_sha256: Set(vec![7; 32]),
            ..Default::default()
        };
        Self::place(&mut row, id);
        Ok(row)
    }

    fn renew(row: &mut document_versions::ActiveModel, novelty: Uuid) {
        row.deletion_id = Set(Some(novelty));
    }

    fn place(row: &mut document_versions::ActiveModel, id: Uuid) {
        row.id = Set(id);
        row.version = Set(slot_of(id).into());
    }
}

#[async_trait]
impl Subject for conversations::Entity {
    const TABLE: &'static str = "conversations";
    const SLOTS: u128 = 4;
    const NOVELTY: &'static str = "title = '{new}'";
    const COUNTER: Option<&'static str> =
        Some("message_count = message_count + 1, last_message_at = clock_timestamp()");
    const REFUSED: Option<&'static str> = Some("temperature = 3");
    const IS_LEAF: bool = false;
    const DELETED: f64 = 0.6;

    async fn blank(round: &mut Round<'_>, id: Uuid) -> Result<conversations::ActiveModel, Failure> {
        Ok(conversations::ActiveModel {
            account_id: Set(round.account),
            id: Set(id),
            user_id: Set(round.present::<users::Entity>().await?),
            title: Set("About walls".to_owned()),
            session_type: Set("chat".to_owned()),
            ..Default::default()
        })
    }

    fn renew(row: &mut conversations::ActiveModel, novelty: Uuid) {
        row.title = Set(novelty.to_string());
        row.message_count = Set(3);
    }
}

#[async_trait]
impl Subject for messages::Entity {
    const TABLE: &'static str = "messages";
    const SLOTS: u128 = 10;
    const NOVELTY: &'static str = "deletion_id = '{new}'";
    const REFUSED: Option<&'static str> = Some("user_feedback = 9");
    const IS_LEAF: bool = true;

    async fn blank(round: &mut Round<'_>, id: Uuid) -> Result<messages::ActiveModel, Failure> {
        let mut row = messages::ActiveModel {
            account_id: Set(round.account),
            conversation_id: Set(round.present::<conversations::Entity>().await?),
            role: Set("assistant".to_owned()),
            content: Set("A wall holds the roof.".to_owned()),
            token_usage: Set(Some(serde_json::json!({ "out": 5 }))),
            ..Default::default()
        };
        Self::place(&mut row, id);
        Ok(row)
    }

    fn renew(row: &mut messages::ActiveModel, novelty: Uuid) {
        row.deletion_id = Set(Some(novelty));
        row.user_feedback = Set(Some((novelty.as_u128() % 6) as i16));
    }

    fn place(row: &mut messages::ActiveModel, id: Uuid) {
        row.id = Set(id);
        row.position = Set(slot_of(id).into());
    }
}
