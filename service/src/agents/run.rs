//! What an agent is asked.

use annals_entity::{
    agent_executions,
    values::{ExactJson, ExecutionStatus},
};
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use crate::rules::Rules;

/// A new run. `NewAgentRun::of(project, "writer")` has the defaults.
#[derive(Clone, Debug, PartialEq)]
pub struct NewAgentRun {
    /// Its id. `None`: a new `UUIDv7`.
    pub id: Option<Uuid>,
    /// The project; a living one.
    pub project_id: Uuid,
    /// Which agent, at most 50 characters.
    pub agent_type: String,
    /// What it belongs to, such as the request that made several agents run. `None`: a new `UUIDv7`.
    pub correlation_id: Option<Uuid>,
    /// What it is given; any JSON, kept value for value. `None`: nothing.
    pub input: Option<ExactJson>,
}

impl NewAgentRun {
    /// A run that is given nothing.
    #[must_use]
    pub fn of(project_id: Uuid, agent_type: impl Into<String>) -> Self {
        Self {
            id: None,
            project_id,
            agent_type: agent_type.into(),
            correlation_id: None,
            input: None,
        }
    }

    pub(super) fn check(&self, rules: &mut Rules) {
        rules.required("agent_type", &self.agent_type, 50);
        if let Some(input) = &self.input {
            rules.json("input", input);
        }
    }

    /// The time at which it started is left to the database.
    pub(super) fn into_row(
        self,
        account_id: Uuid,
        status: ExecutionStatus,
    ) -> agent_executions::ActiveModel {
        agent_executions::ActiveModel {
            account_id: Set(account_id),
            id: Set(self.id.unwrap_or_else(Uuid::now_v7)),
            project_id: Set(self.project_id),
            agent_type: Set(self.agent_type),
            correlation_id: Set(self.correlation_id.unwrap_or_else(Uuid::now_v7)),
            input_data: Set(self.input),
            status: Set(status.into()),
            ..Default::default()
        }
    }
}
