//! What is told of a proof: each finding with what to do.

use annals_service::audit::{Fault, Finding, Seal, Verified};
use console::style;
use serde_json::json;
use uuid::Uuid;

use super::seal::hex;
use crate::{
    failure::Failure,
    terminal::{Terminal, harmless, time},
};

/// As many findings as a person reads; a program gets all.
const SHOWN: usize = 100;

/// What was proven, and what was found.
pub(super) struct Proof {
    pub(super) accounts: u64,
    pub(super) verified: Verified,
    /// Of one account. `None`: it has none yet, or there are several accounts.
    pub(super) newest_seal: Option<Seal>,
    /// What is wrong with the seal that was kept elsewhere. `None`: nothing.
    pub(super) lost_seal: Option<String>,
}

impl Proof {
    pub(super) fn is_complete(&self) -> bool {
        self.verified.is_complete() && self.lost_seal.is_none()
    }
}

pub(super) fn tell(terminal: &Terminal, proof: &Proof) -> Result<(), Failure> {
    give(terminal, proof)?;
    let findings = &proof.verified.findings;
    for finding in findings.iter().take(SHOWN) {
        say(terminal, finding)?;
    }
    if let Some(more) = findings.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        terminal.say(format!("… and {more} more: --json tells all of them\n"))?;
    }
    if let Some(lost) = &proof.lost_seal {
        terminal.say(format!("{}\n", style(lost).red()))?;
    }
    summary(terminal, proof)
}

fn give(terminal: &Terminal, proof: &Proof) -> Result<(), Failure> {
    let Proof { accounts, verified, newest_seal, lost_seal } = proof;
    let seal = newest_seal.as_ref().map(|seal| {
        json!({ "number": seal.number, "digest": hex(&seal.digest), "sealed_through": seal.sealed_through })
    });
    let findings: Vec<_> = verified.findings.iter().map(finding).collect();
    terminal.give(&json!({
        "is_complete": proof.is_complete(), "accounts": accounts, "tables": verified.tables,
        "entries": verified.entries, "findings": findings, "newest_seal": seal, "lost_seal": lost_seal,
    }))
}

fn finding(finding: &Finding) -> serde_json::Value {
    json!({
        "account_id": finding.account_id, "table": finding.table, "row_id": finding.row_id,
        "row_version": finding.row_version, "fault": format!("{:?}", finding.fault),
        "meaning": finding.fault.to_string(), "detail": finding.detail, "cure": cure(finding),
    })
}

fn say(terminal: &Terminal, finding: &Finding) -> Result<(), Failure> {
    let id = finding.row_id.map_or(String::new(), |id| format!(" {id}"));
    let at = match (finding.row_version, is_of_seals(finding)) {
        (None, _) => String::new(),
        (Some(number), true) => format!(", seal {number}"),
        (Some(version), false) => format!(", version {version}"),
    };
    terminal.say(format!("{}{id}{at}", finding.table))?;
    terminal.say(format!("  {}", style(&finding.fault).red()))?;
    if let Some(detail) = &finding.detail {
        terminal.say(format!("  {}", harmless(detail)))?;
    }
    if !finding.account_id.is_nil() {
        terminal.say(format!("  of account {}", finding.account_id))?;
    }
    for line in cure(finding).lines() {
        terminal.say(format!("    {line}"))?;
    }
    terminal.say("")
}

fn is_of_seals(finding: &Finding) -> bool {
    finding.table == "audit_seals"
}

/// What a person does about it.
fn cure(finding: &Finding) -> String {
    let Finding { account_id, table, row_id, .. } = finding;
    match finding.fault {
        Fault::Trigger => of_trigger(table, finding.detail.as_deref().unwrap_or_default()),
        Fault::Miscounted | Fault::BrokenSeal | Fault::BrokenChain | Fault::Intruded => {
            "hold this stretch against a backup or an exported seal from before,\nand find out who could write to the log as its owner".to_owned()
        }
        Fault::UncertifiedErasure => {
            "look for the certificate in annals.audit_erasures, and for the entries in a\nbackup: they were emptied past `erase_user` and `erase_account`".to_owned()
        }
        _ => format!(
            "see what the log knows of it, and find out who wrote past the triggers:\nannals history {table} {}\n  --account {account_id}",
            row_id.unwrap_or(Uuid::nil())
        ),
    }
}

/// As the owner of the tables.
fn of_trigger(table: &str, detail: &str) -> String {
    let named = if table.contains('.') { table.to_owned() } else { format!("annals.{table}") };
    match detail.strip_suffix(" is off") {
        Some(trigger) => format!(
            "as annals_owner: ALTER TABLE {named} ENABLE TRIGGER {trigger};\nand verify again: what was written meanwhile has no entry"
        ),
        None => format!(
            "as annals_owner, make the protocol of {named} anew with\n`schema::track` in a migration, and verify again"
        ),
    }
}

fn summary(terminal: &Terminal, proof: &Proof) -> Result<(), Failure> {
    let Verified { tables, entries, findings } = &proof.verified;
    let looked_at = format!(
        "{}, {}, {}",
        counted(proof.accounts, "account"),
        counted(*tables as u64, "table"),
        if *entries == 1 { "1 entry".to_owned() } else { format!("{entries} entries") }
    );
    if proof.is_complete() {
        terminal.say(format!("{}: {looked_at}", style("The log is complete").green()))?;
    } else {
        let found =
            counted(findings.len() as u64 + u64::from(proof.lost_seal.is_some()), "finding");
        terminal.say(format!("{}, in {looked_at}", style(found).red()))?;
    }
    let Some(seal) = &proof.newest_seal else { return Ok(()) };
    terminal.say(format!(
        "Newest seal, to be kept elsewhere ({}):",
        time(&seal.sealed_through.to_utc())
    ))?;
    terminal.say(format!("  {}:{}", seal.number, hex(&seal.digest)))
}

fn counted(number: u64, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}
