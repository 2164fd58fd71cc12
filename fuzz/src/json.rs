//! JSON that keeps its text.

use annals_entity::values::ExactJson;
use serde_json::Value;

/// What is accepted is shown as it came, and said to fit into a column only where it holds no U+0000.
pub(crate) fn exact(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    let Ok(json) = text.parse::<ExactJson>() else { return };
    assert_eq!(json.as_str(), text);
    let fits = json.check().is_ok();
    let Ok(value) = json.to_value() else { return };
    assert!(!(fits && has_nul(&value)), "U+0000 fits no column");
    let again = serde_json::to_string(&json).ok().and_then(|text| text.parse::<ExactJson>().ok());
    assert_eq!(again.and_then(|again| again.to_value().ok()), Some(value));
}

fn has_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(values) => values.iter().any(has_nul),
        Value::Object(fields) => {
            fields.iter().any(|(name, value)| name.contains('\0') || has_nul(value))
        }
        _ => false,
    }
}
