//! All that was found, told to a person or to a program.

use chrono::Utc;
use console::{StyledObject, style};
use serde::Serialize;

use super::{
    finding::{Finding, Severity},
    log::Log,
    migrations::Migrations,
    pool::{self, Pool},
    roles::Roles,
    schema::Schema,
    server::Server,
    sessions::Sessions,
};
use crate::{
    failure::Failure,
    terminal::{Align, Table, Terminal, cut, harmless, size, span, time, wrap},
};

/// The columns of a mark and the space behind it.
const BESIDE: usize = 9;

/// As many tables as are told without being asked.
const BIGGEST: usize = 8;

#[derive(Serialize)]
pub(super) struct Report {
    pub(super) server: Server,
    pub(super) roles: Roles,
    /// `None`: no connection may see them.
    pub(super) migrations: Option<Migrations>,
    pub(super) schema: Schema,
    /// The table of each, and what is wrong with it.
    pub(super) triggers: Vec<(String, String)>,
    pub(super) log: Log,
    pub(super) sessions: Sessions,
    pub(super) pool: Pool,
    /// The worst first.
    pub(super) findings: Vec<Finding>,
    /// What could not be seen, and with what it could.
    pub(super) blind: Vec<String>,
}

impl Report {
    /// With its findings.
    pub(super) fn judged(mut self) -> Self {
        let free = pool::free(&self.server);
        let mut found = self.schema.findings(&self.server.database);
        found.extend(self.migrations.iter().flat_map(Migrations::findings));
        found.extend(self.roles.findings());
        found.extend(self.triggers.iter().map(|(table, detail)| of_trigger(table, detail)));
        if self.schema.is_there() {
            found.extend(self.log.findings(Utc::now()));
        }
        found.extend(self.server.findings());
        found.extend(self.pool.findings(&self.server, &self.roles.app));
        found.extend(self.sessions.findings(free));
        found.sort_by_key(|finding| finding.severity);
        self.findings = found;
        self
    }

    pub(super) fn tell(&self, terminal: &Terminal, all_tables: bool) -> Result<(), Failure> {
        terminal.give(self)?;
        if terminal.is_json() {
            return Ok(());
        }
        let width = terminal.width();
        terminal.say(style(cut(&self.title(), width)).bold().to_string())?;
        for (what, told) in self.facts() {
            let line = format!("  {what:<14}{}", harmless(&told));
            terminal.say(cut(line.trim_end(), width))?;
        }
        self.tell_tables(terminal, all_tables)?;
        self.tell_findings(terminal)
    }

    fn title(&self) -> String {
        let Server { version, database, bytes, .. } = &self.server;
        format!("PostgreSQL {version}, database {database}, {}", size(*bytes))
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        let mut facts = vec![
            ("address", format!("{}:{}", self.server.host, self.server.port)),
            ("running", format!("since {}", time(&self.server.started_at))),
            ("connected as", self.who()),
            ("encryption", self.encryption()),
            ("migrations", self.told_migrations()),
            ("tables", self.told_tables()),
            ("audit log", self.told_months()),
        ];
        facts.extend(self.told_seals().map(|told| ("seals", told)));
        facts.extend(self.told_retention().map(|told| ("retention", told)));
        facts.push(("connections", self.told_connections()));
        facts.push(("settings", self.told_settings()));
        facts.extend(self.roles.groups.iter().enumerate().map(|(place, group)| {
            let members = if group.members.is_empty() {
                "nobody".to_owned()
            } else {
                group.members.join(", ")
            };
            (if place == 0 { "members" } else { "" }, format!("{}: {members}", group.name))
        }));
        facts
    }

    fn who(&self) -> String {
        let app = &self.roles.app;
        let groups = if app.groups.is_empty() {
            "no group of Annals".to_owned()
        } else {
            app.groups.join(", ")
        };
        format!("{}, member of {groups}", app.login)
    }

    fn encryption(&self) -> String {
        let Server { encryption, ssl_mode, .. } = &self.server;
        format!("{} (sslmode {ssl_mode})", encryption.as_deref().unwrap_or("none"))
    }

    fn told_migrations(&self) -> String {
        let Some(migrations) = &self.migrations else { return "hidden from this role".to_owned() };
        let newest =
            migrations.newest.as_ref().map_or(String::new(), |name| format!(", up to {name}"));
        format!("{} applied, {} pending{newest}", migrations.applied, migrations.pending.len())
    }

    fn told_tables(&self) -> String {
        let tables = &self.schema.tables;
        let of_accounts = tables.iter().filter(|it| it.has_account).count();
        let tracked = tables.iter().filter(|it| it.is_tracked).count();
        format!("{}: {of_accounts} of accounts, {tracked} tracked by the audit log", tables.len())
    }

    fn told_months(&self) -> String {
        let Log { months, .. } = &self.log;
        let (Some(first), Some(last)) = (months.iter().min(), months.iter().max()) else {
            return "no months".to_owned();
        };
        let month = |day: &chrono::NaiveDate| day.format("%Y-%m").to_string();
        let ahead = self.log.months_ahead(Utc::now().date_naive());
        format!("{} months, {} to {}; {ahead} ahead", months.len(), month(first), month(last))
    }

    fn told_seals(&self) -> Option<String> {
        let entries = self.log.entries.as_ref()?;
        Some(match &entries.sealed_through {
            None => "none".to_owned(),
            Some(at) => {
                let ago = span(Utc::now() - *at);
                format!("{}, the newest of {}, {ago} ago", entries.seals, time(at))
            }
        })
    }

    fn told_retention(&self) -> Option<String> {
        let retention = self.log.retention.as_ref()?;
        let newest = retention.newest?;
        Some(format!("months dropped: {}, up to {}", retention.months, newest.format("%Y-%m")))
    }

    fn told_connections(&self) -> String {
        let most = pool::free(&self.server);
        format!(
            "{} of {most} in use; the pool takes up to {}",
            self.sessions.connected, self.pool.max_connections
        )
    }

    fn told_settings(&self) -> String {
        let shown = ["fsync", "synchronous_commit", "track_commit_timestamp", "jit"];
        let told = shown.map(|name| format!("{name} {}", self.server.setting(name)));
        told.join(", ")
    }

    fn tell_tables(&self, terminal: &Terminal, all: bool) -> Result<(), Failure> {
        let tables = &self.schema.tables;
        if tables.is_empty() {
            return Ok(());
        }
        let shown = if all { tables.len() } else { BIGGEST };
        let mut told = Table::new([
            ("table", Align::Left),
            ("rows, about", Align::Right),
            ("size", Align::Right),
        ]);
        for table in tables.iter().take(shown) {
            let rows = table.rows.map_or("?".to_owned(), |rows| rows.to_string());
            told.row([table.name.clone(), rows, size(table.bytes)]);
        }
        terminal.say("")?;
        for line in told.lines(terminal.width() - 2) {
            terminal.say(format!("  {line}"))?;
        }
        let rest = tables.iter().skip(shown);
        let (count, bytes) = rest.fold((0, 0), |(count, sum), it| (count + 1, sum + it.bytes));
        if count > 0 {
            terminal.say(format!("  and {count} smaller ones, {}", size(bytes)))?;
        }
        Ok(())
    }

    fn tell_findings(&self, terminal: &Terminal) -> Result<(), Failure> {
        let width = terminal.width();
        if !self.blind.is_empty() {
            terminal.say("\nNot seen:")?;
            for line in self.blind.iter().flat_map(|blind| wrap(blind, width - 2)) {
                terminal.say(format!("  {line}"))?;
            }
        }
        terminal.say("")?;
        if self.findings.is_empty() {
            return terminal.say(style("Nothing is wrong.").green().to_string());
        }
        self.findings.iter().try_for_each(|finding| tell(terminal, finding, width))
    }
}

/// What is wrong beside how bad it is, and the cure below. A statement may be broken between its words.
fn tell(terminal: &Terminal, finding: &Finding, width: usize) -> Result<(), Failure> {
    let what = wrap(&harmless(&finding.what), width - BESIDE);
    for (place, line) in what.iter().enumerate() {
        let mark = if place == 0 { marked(finding.severity) } else { style("") };
        terminal.say(format!("{mark:<BESIDE$}{line}"))?;
    }
    for line in finding.cure.lines().flat_map(|line| wrap(&harmless(line), width - BESIDE - 2)) {
        terminal.say(format!("{:BESIDE$}  {line}", ""))?;
    }
    Ok(())
}

fn marked(severity: Severity) -> StyledObject<&'static str> {
    match severity {
        Severity::Danger => style("DANGER").red().bold(),
        Severity::Warning => style("WARNING").yellow(),
        Severity::Advice => style("ADVICE"),
    }
}

/// As `annals verify` tells it of each table.
fn of_trigger(table: &str, detail: &str) -> Finding {
    let named = if table.contains('.') { table.to_owned() } else { format!("annals.{table}") };
    let cure = match detail.strip_suffix(" is off") {
        Some(trigger) => format!("as annals_owner: ALTER TABLE {named} ENABLE TRIGGER {trigger};"),
        None => format!(
            "as annals_owner, make the protocol of {named} anew with `schema::track` in a migration"
        ),
    };
    let cure = format!("{cure}\nthen see with `annals verify --all` what went unrecorded");
    Finding::danger(format!("changes of {named} may go unaudited: the trigger {detail}"), cure)
}
