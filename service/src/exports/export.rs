//! What goes into an export, what changes one, and what completes it.

use std::time::Duration;

use annals_entity::exports;
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::ActiveValue::Set;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::{error::Result, rules::Rules};

const DAY: Duration = Duration::from_hours(24);

/// An export that is asked for. `NewExport::of(project, format)` has the defaults.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewExport {
    /// Its id. `None`: a new `UUIDv7`.
    pub id: Option<Uuid>,
    /// The project.
    pub project_id: Uuid,
    /// Into what, in the application's own words: 1 to 20 characters, `markdown`, `pdf` …
    pub format: String,
    /// How long it is kept, from now on: a minute to 365 days; by default a day.
    pub lifetime: Duration,
}

impl NewExport {
    /// An export of a project, kept for a day.
    #[must_use]
    pub fn of(project_id: Uuid, format: impl Into<String>) -> Self {
        Self { id: None, project_id, format: format.into(), lifetime: DAY }
    }

    pub(super) fn into_row(self, account_id: Uuid) -> Result<exports::ActiveModel> {
        let mut rules = Rules::default();
        rules.required("format", &self.format, 20);
        let (least, most) = (Duration::from_mins(1), 365 * DAY);
        let lifetime = TimeDelta::from_std(self.lifetime).unwrap_or(TimeDelta::MAX);
        if !(least..=most).contains(&self.lifetime) {
            let rule =
                format!("is {:?}: an export is kept for a minute to 365 days", self.lifetime);
            rules.fault("lifetime", rule);
        }
        rules.finish()?;
        let now = Utc::now();
        Ok(exports::ActiveModel {
            account_id: Set(account_id),
            created_at: Set(now.fixed_offset()),
            id: Set(self.id.unwrap_or_else(Uuid::now_v7)),
            project_id: Set(self.project_id),
            format: Set(self.format),
            expires_at: Set((now + lifetime).fixed_offset()),
            ..Default::default()
        })
    }
}

/// What to change of an export. `None` leaves a field as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExportUpdate {
    /// Until when it is kept.
    pub expires_at: Option<DateTime<Utc>>,
}

impl ExportUpdate {
    /// Kept until a time.
    #[must_use]
    pub const fn until(expires_at: DateTime<Utc>) -> Self {
        Self { expires_at: Some(expires_at) }
    }

    pub(super) fn into_row(self, account_id: Uuid, id: Uuid) -> exports::ActiveModel {
        let expires_at = self.expires_at.map(|time| time.fixed_offset());
        exports::ActiveModel {
            account_id: Set(account_id),
            id: Set(id),
            expires_at: expires_at.map_or_else(Default::default, Set),
            ..Default::default()
        }
    }
}

/// The file that an export became. `ExportedFile::at(path)` has the defaults.
#[derive(Clone, Debug, PartialEq)]
pub struct ExportedFile {
    /// Where the application finds it: 1 to 4,096 characters.
    pub file_path: String,
    /// What is in it, for the application's own use; by default nothing is said.
    pub manifest: Map<String, Value>,
}

impl ExportedFile {
    /// A file of which no more is said.
    #[must_use]
    pub fn at(file_path: impl Into<String>) -> Self {
        Self { file_path: file_path.into(), manifest: Map::new() }
    }

    pub(super) fn into_row(self) -> Result<exports::ActiveModel> {
        let manifest = Value::Object(self.manifest);
        let mut rules = Rules::default();
        rules.required("file_path", &self.file_path, 4_096);
        rules.json("manifest", &manifest.clone().into());
        rules.finish()?;
        Ok(exports::ActiveModel {
            file_path: Set(Some(self.file_path)),
            manifest: Set(manifest),
            error_message: Set(None),
            completed_at: Set(Some(Utc::now().fixed_offset())),
            ..Default::default()
        })
    }
}
