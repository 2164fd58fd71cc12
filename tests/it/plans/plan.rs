//! What `auto_explain` says of a statement.

use serde_json::Value;

/// A step that reads a table or an index.
#[derive(Debug)]
pub(super) struct Scan {
    pub(super) node: String,
    /// `None`: it reads an index alone.
    pub(super) table: Option<String>,
    /// `None`: it reads the table alone.
    pub(super) index: Option<String>,
    /// Rows that it looked at, those that it threw away included.
    pub(super) read: f64,
}

/// A statement, as it was run.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) statement: String,
    pub(super) scans: Vec<Scan>,
    pub(super) text: String,
}

impl Plan {
    /// Reads a notice of `auto_explain`. `None`: it is another one.
    pub(super) fn of(notice: &str) -> Option<Self> {
        let (_, json) = notice.split_once("plan:\n")?;
        let told: Value = serde_json::from_str(json).ok()?;
        let mut scans = Vec::new();
        collect(&told["Plan"], &mut scans);
        let statement = told["Query Text"].as_str().unwrap_or_default().to_owned();
        Some(Self { statement, scans, text: json.to_owned() })
    }
}

fn collect(node: &Value, scans: &mut Vec<Scan>) {
    let text = |name: &str| node[name].as_str().map(str::to_owned);
    let number = |name: &str| node[name].as_f64().unwrap_or_default();
    let (table, index) = (text("Relation Name"), text("Index Name"));
    if table.is_some() || index.is_some() {
        let thrown_away = number("Rows Removed by Filter")
            + number("Rows Removed by Index Recheck")
            + number("Rows Removed by Join Filter");
        // The number of a loop, as their mean, rounded: 3 in 4 loops that threw one away would read as 4.
        let rounded_up = if number("Actual Loops") > 1.0 { 0.5 } else { 0.0 };
        let thrown_away = (thrown_away - rounded_up).max(0.0);
        scans.push(Scan {
            node: text("Node Type").unwrap_or_default(),
            table,
            index,
            read: (number("Actual Rows") + thrown_away) * number("Actual Loops"),
        });
    }
    for below in node["Plans"].as_array().into_iter().flatten() {
        collect(below, scans);
    }
}
