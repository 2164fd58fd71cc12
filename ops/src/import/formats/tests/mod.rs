//! What each record becomes.

#[path = "../../../../tests/cli/faults.rs"]
mod faults;
mod kinds;
mod robust;
mod sources;
mod told;

use super::{
    super::record::{Adjustment, Reading, Row},
    fuzz,
    reading::Form,
};

/// What the one record of a file becomes: its rows, and what was adjusted.
fn rows(form: Form, json: &str) -> (Vec<Row>, Vec<Adjustment>) {
    let mut records = fuzz::of(format!("[{json}]").into_bytes(), form);
    let record = records.next().unwrap().unwrap();
    assert!(records.next().is_none(), "more than one record: {json}");
    match record.reading {
        Reading::Rows { rows, adjustments } => (rows, adjustments),
        Reading::Refused { reason, .. } => panic!("{json}: {reason}"),
    }
}

/// Why the one record of a file is refused.
fn refusal(form: Form, json: &str) -> String {
    let mut records = fuzz::of(format!("[{json}]").into_bytes(), form);
    match records.next().unwrap().unwrap().reading {
        Reading::Rows { rows, .. } => panic!("{json}: {rows:?}"),
        Reading::Refused { reason, .. } => reason,
    }
}
