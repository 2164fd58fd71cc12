//! The reads of projects, documents and agent runs.

use std::time::Duration;

use annals::prelude::*;
use chrono::{TimeDelta, Utc};
use uuid::Uuid;

use super::{seed::Seeded, watched::Watched};
use crate::support::TestResult;

pub(super) async fn reads(watched: &Watched, account: &Seeded) -> TestResult {
    projects(watched, account).await?;
    documents(watched, account).await?;
    runs(watched, account).await
}

async fn projects(watched: &Watched, account: &Seeded) -> TestResult {
    let read = watched.db.read(&account.context);
    let projects = read.projects();
    let all = ProjectFilter::default;
    watched.uses_at_most(1, "pk_projects", account, projects.find(account.user)).await?;
    let by_user = "idx_projects_created_by_status_updated_at";
    let of_user = || ProjectFilter { created_by: Some(account.user), ..all() };
    let active = || ProjectFilter { statuses: vec![ProjectStatus::Active], ..of_user() };
    let page = || PageRequest::of(20);
    let latest = || page().ordered(Order::by("updated_at").descending());
    for (most, index, filter, page) in [
        (21, "idx_projects_created_at", all(), page()),
        (u32::MAX, "*", of_user(), page()),
        (21, by_user, active(), latest()),
        (u32::MAX, "*", ProjectFilter { language: Some("en".into()), ..all() }, page()),
        (u32::MAX, "*", ProjectFilter { step: Some(1), ..all() }, page()),
    ] {
        watched.uses_at_most(most, index, account, projects.list(filter.clone(), page)).await?;
        let numbered = projects.list_by_offset(filter.clone(), OffsetRequest::page(1));
        watched.uses("*", account, numbered).await?;
        watched.uses("*", account, projects.count(filter)).await?;
    }
    Ok(())
}

async fn documents(watched: &Watched, account: &Seeded) -> TestResult {
    let read = watched.db.read(&account.context);
    let documents = read.documents();
    let all = DocumentFilter::default;
    let of_project = || DocumentFilter { project_id: Some(account.user), ..all() };
    let page = || PageRequest::of(20);
    let by_type = documents.find_by_type(account.user, "type-1");
    let found = watched.uses("idx_documents_project_id_*", account, by_type).await?;
    let found = found.ok_or("each account has one")?;
    watched.uses_at_most(1, "pk_documents", account, documents.find(found.id)).await?;
    let with_content = documents.find_with_content(found.id);
    let by_version = "idx_document_versions_document_id_version*";
    watched.uses_at_most(1, by_version, account, with_content).await?;

    let by_project = "idx_documents_project_id_created_at";
    watched
        .uses_at_most(21, "idx_documents_created_at", account, documents.list(all(), page()))
        .await?;
    watched.uses_at_most(21, by_project, account, documents.list(of_project(), page())).await?;
    let typed = DocumentFilter { document_type: Some("type-1".into()), ..of_project() };
    watched.uses("*", account, documents.list(typed, page())).await?;
    let by_user = DocumentFilter { created_by: Some(account.user), ..all() };
    watched.uses("*", account, documents.list(by_user, page())).await?;
    watched.uses("*", account, documents.count(all())).await?;

    let version = documents.find_version(found.id, 2);
    watched.uses_at_most(1, by_version, account, version).await?;
    watched.uses_at_most(2, by_version, account, documents.diff(found.id, 1, 3)).await?;
    let newest = documents.list_versions(found.id, PageRequest::of(1));
    let newest = watched.uses_at_most(2, by_version, account, newest).await?;
    let next = PageRequest::of(1).after(newest.next.ok_or("there are three versions")?);
    let next = documents.list_versions(found.id, next);
    watched.uses_at_most(3, by_version, account, next).await?;
    Ok(())
}

async fn runs(watched: &Watched, account: &Seeded) -> TestResult {
    let read = watched.db.read(&account.context);
    let agents = read.agents();
    let all = AgentFilter::default;
    let page = || PageRequest::of(20);
    let by_start = "idx_agent_executions_started_at";
    let by_project = "idx_agent_executions_project_id_started_at";
    let by_status = "idx_agent_executions_status_started_at";
    let of_project = || AgentFilter { project_id: Some(account.user), ..all() };
    let running = || AgentFilter { statuses: vec![ExecutionStatus::Running], ..all() };
    let since = Some(Utc::now() - TimeDelta::hours(1));
    let latest = agents.list(all(), PageRequest::of(1));
    let latest = watched.uses_at_most(2, by_start, account, latest).await?;
    let run = latest.items.first().ok_or("each account has some")?;
    watched.uses_at_most(1, "pk_agent_executions", account, agents.find(run.id)).await?;
    for (most, index, filter) in [
        (21, by_start, all()),
        (21, by_project, of_project()),
        (21, by_status, running()),
        (u32::MAX, "*", AgentFilter { agent_type: Some("agent-1".into()), ..all() }),
        (1, "idx_agent_executions_correlation_id", of_correlation(run.correlation_id)),
        (61, by_start, AgentFilter { started_from: since, ..all() }),
        (21, by_start, AgentFilter { started_before: since, ..all() }),
    ] {
        watched.uses_at_most(most, index, account, agents.list(filter.clone(), page())).await?;
        watched.uses("*", account, agents.count(filter)).await?;
    }
    let correlated = agents.list_by_correlation(run.correlation_id, page());
    watched.uses_at_most(1, "idx_agent_executions_correlation_id", account, correlated).await?;
    let stuck = agents.list_stuck(Duration::from_mins(30), page());
    watched.uses_at_most(22, by_status, account, stuck).await?;
    let hour = Utc::now() - TimeDelta::hours(1)..Utc::now();
    watched.uses_at_most(61, by_start, account, agents.statistics(hour)).await?;
    Ok(())
}

fn of_correlation(id: Uuid) -> AgentFilter {
    AgentFilter { correlation_id: Some(id), ..AgentFilter::default() }
}
