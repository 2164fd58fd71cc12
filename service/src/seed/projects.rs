//! Projects with their documents, runs of agents and exports.

use annals_entity::{agent_executions, document_versions, documents, exports, projects};
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::ActiveValue::Set;
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{
    Demo,
    chance::Chance,
    people::People,
    phrases::paragraph,
    row::{at, maybe_at, minutes, seconds},
};
use crate::{database::Transaction, error::Result};

const TITLES: [&str; 6] =
    ["Garden planner", "Choir archive", "Night tram", "Repair café", "Tide tables", "Reading room"];

const DOCUMENTS: [(&str, &str); 4] = [
    ("about", "What it is for"),
    ("specification", "Specification"),
    ("architecture", "Architecture"),
    ("plan", "Plan of work"),
];

/// A project's rows, table by table.
#[derive(Default)]
struct Rows {
    projects: Vec<projects::ActiveModel>,
    documents: Vec<documents::ActiveModel>,
    versions: Vec<document_versions::ActiveModel>,
    runs: Vec<agent_executions::ActiveModel>,
    exports: Vec<exports::ActiveModel>,
}

pub(super) async fn write(tx: &Transaction<'_>, demo: &Demo, people: &People) -> Result<()> {
    let mut chance = demo.chance("projects");
    let mut rows = Rows::default();
    for place in 0..demo.size.projects {
        rows.project(demo, people, place, &mut chance);
    }
    tx.repository::<projects::Entity>().insert_many(rows.projects).await?;
    tx.repository::<documents::Entity>().insert_many(rows.documents).await?;
    tx.repository::<document_versions::Entity>().insert_many(rows.versions).await?;
    tx.repository::<agent_executions::Entity>().insert_many(rows.runs).await?;
    tx.repository::<exports::Entity>().insert_many(rows.exports).await.map(drop)
}

impl Rows {
    fn project(&mut self, demo: &Demo, people: &People, place: u32, chance: &mut Chance) {
        let days = i64::from(demo.size.days) * i64::from(place) / i64::from(demo.size.projects);
        let begun = demo.since() + TimeDelta::days(days) + minutes(9 * 60 + chance.below(480));
        let id = chance.id(begun);
        let (status, step) =
            chance.pick(&[("draft", 1), ("active", 2), ("active", 3), ("completed", 4)]);
        for (kind, title) in DOCUMENTS {
            self.document(id, people.owner, (kind, title), begun, chance);
        }
        for run in 0..20 {
            let started = begun + minutes(run * 90 + chance.below(60));
            self.runs.push(run_at(id, started, chance));
        }
        for day in 0..3 {
            let asked = begun + TimeDelta::days(day * 9 + 1);
            self.exports.push(export(id, asked, chance));
        }
        self.projects.push(projects::ActiveModel {
            id: Set(id),
            name: Set(chance.pick(&TITLES).to_owned()),
            status: Set(status.to_owned()),
            current_step: Set(step),
            metadata: Set(json!({ "colour": chance.pick(&["green", "blue", "ochre"]) })),
            created_by: Set(Some(people.owner)),
            created_at: at(begun),
            updated_at: at(begun),
            ..Default::default()
        });
    }

    fn document(
        &mut self,
        project: Uuid,
        by: Uuid,
        (kind, title): (&str, &str),
        begun: DateTime<Utc>,
        chance: &mut Chance,
    ) {
        let id = chance.id(begun);
        let mut content = format!("# {title}\n");
        let mut current = 0;
        for version in 1..=chance.pick(&[1, 2, 3, 4, 6]) {
            let time = begun + TimeDelta::hours(i64::from(version) * 5);
            content.push('\n');
            content.push_str(&paragraph(chance));
            content.push('\n');
            current = version;
            self.versions.push(document_versions::ActiveModel {
                id: Set(chance.id(time)),
                document_id: Set(id),
                version: Set(version),
                content: Set(content.clone()),
                content_sha256: Set(Sha256::digest(&content).to_vec()),
                created_by: Set(Some(by)),
                created_at: at(time),
                updated_at: at(time),
                ..Default::default()
            });
        }
        self.documents.push(documents::ActiveModel {
            id: Set(id),
            project_id: Set(project),
            document_type: Set(kind.to_owned()),
            title: Set(title.to_owned()),
            current_version: Set(current),
            created_by: Set(Some(by)),
            created_at: at(begun),
            updated_at: at(begun),
            ..Default::default()
        });
    }
}

fn run_at(
    project: Uuid,
    started: DateTime<Utc>,
    chance: &mut Chance,
) -> agent_executions::ActiveModel {
    let is_failed = chance.one_in(10);
    let completed = started + seconds(chance.between(2, 240));
    agent_executions::ActiveModel {
        id: Set(chance.id(started)),
        project_id: Set(project),
        agent_type: Set(chance.pick(&["analyst", "architect", "planner", "editor"]).to_owned()),
        correlation_id: Set(chance.id(started)),
        input_data: Set(Some(json!({ "step": chance.between(1, 4) }).into())),
        output_data: Set((!is_failed).then(|| json!({ "words": chance.between(80, 900) }).into())),
        status: Set(if is_failed { "failed" } else { "completed" }.to_owned()),
        error_message: Set(is_failed.then(|| "the model gave no answer within a minute".to_owned())),
        started_at: at(started),
        completed_at: maybe_at(Some(completed)),
        created_at: at(started),
        updated_at: at(completed),
        ..Default::default()
    }
}

fn export(project: Uuid, asked: DateTime<Utc>, chance: &mut Chance) -> exports::ActiveModel {
    let id = chance.id(asked);
    let done = asked + seconds(chance.between(3, 60));
    let format = chance.pick(&["markdown", "pdf", "html"]);
    exports::ActiveModel {
        id: Set(id),
        project_id: Set(project),
        format: Set(format.to_owned()),
        status: Set("completed".to_owned()),
        file_path: Set(Some(format!("exports/{id}.{format}"))),
        manifest: Set(json!({ "documents": DOCUMENTS.map(|(kind, _)| kind) })),
        attempts: Set(1),
        completed_at: maybe_at(Some(done)),
        expires_at: at(done + TimeDelta::days(1)),
        created_at: at(asked),
        updated_at: at(done),
        ..Default::default()
    }
}
