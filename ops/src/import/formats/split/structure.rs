//! The outline of a JSON value: where it ends, or where it can't go on.
//!
//! What stands inside a string or a number is not looked at: whoever reads the record does that.

use super::window::is_space;

/// What may come next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    Value,
    /// After a `[`.
    ValueOrEnd,
    /// After a `{`, or a comma in an object.
    Key,
    Colon,
    CommaOrEnd,
}

/// What the bytes at hand came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Progress {
    /// The value goes on behind them.
    Open,
    /// It ends before the byte with this number.
    Ended(usize),
    /// The byte with this number can't stand where it does.
    Fault(usize),
}

/// What is known of a value so far. It may come in any number of parts.
pub(super) struct Structure {
    /// The open containers: whether each is an object.
    open: Vec<bool>,
    next: Next,
    within: Within,
    /// Bytes before the part at hand.
    before: usize,
    /// Where the last string began, and how many containers were open there: a quote that is missing
    /// makes a string of what is none.
    last_string: (usize, usize),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Nothing,
    String,
    /// Behind a backslash.
    Escape,
    /// A number, or a word.
    Scalar,
}

impl Structure {
    pub(super) fn new() -> Self {
        Self {
            open: Vec::new(),
            next: Next::Value,
            within: Within::Nothing,
            before: 0,
            last_string: (0, 0),
        }
    }

    /// Where the last string began, from the value's first byte, and how many containers were open.
    pub(super) const fn last_string(&self) -> (usize, usize) {
        self.last_string
    }

    /// Whether the value may end where the file does: a number has no end of its own.
    pub(super) fn may_end(&self) -> bool {
        self.within == Within::Scalar && self.open.is_empty()
    }

    /// Takes the next part.
    pub(super) fn feed(&mut self, bytes: &[u8]) -> Progress {
        let mut at = 0;
        while let Some(byte) = bytes.get(at).copied() {
            match self.within {
                Within::String => {
                    let Some(length) = quote_or_backslash(&bytes[at..]) else { break };
                    at += length + 1;
                    if bytes[at - 1] == b'\\' {
                        self.within = Within::Escape;
                    } else if self.end_string() {
                        return Progress::Ended(at);
                    }
                    continue;
                }
                Within::Escape => self.within = Within::String,
                Within::Scalar if is_scalar(byte) => {}
                Within::Scalar => {
                    self.within = Within::Nothing;
                    if self.open.is_empty() {
                        return Progress::Ended(at);
                    }
                    continue;
                }
                Within::Nothing if is_space(byte) => {}
                Within::Nothing => match self.token(byte, at) {
                    Some(true) => return Progress::Ended(at + 1),
                    Some(false) => {}
                    None => return Progress::Fault(at),
                },
            }
            at += 1;
        }
        self.before += bytes.len();
        Progress::Open
    }

    /// A byte outside of strings and scalars. `Some(true)`: the value ends with it. `None`: it can't be.
    fn token(&mut self, byte: u8, at: usize) -> Option<bool> {
        match (byte, self.next) {
            (b'{', Next::Value | Next::ValueOrEnd) => self.enter(true, Next::Key),
            (b'[', Next::Value | Next::ValueOrEnd) => self.enter(false, Next::ValueOrEnd),
            (b'}', Next::Key | Next::CommaOrEnd) => return self.leave(true),
            (b']', Next::ValueOrEnd | Next::CommaOrEnd) => return self.leave(false),
            (b':', Next::Colon) => self.next = Next::Value,
            (b',', Next::CommaOrEnd) => {
                self.next = if self.open.last() == Some(&true) { Next::Key } else { Next::Value };
            }
            (b'"', Next::Value | Next::ValueOrEnd | Next::Key) => {
                self.next = if self.next == Next::Key { Next::Colon } else { Next::CommaOrEnd };
                self.within = Within::String;
                self.last_string = (self.before + at, self.open.len());
            }
            (_, Next::Value | Next::ValueOrEnd) if is_scalar(byte) => {
                self.within = Within::Scalar;
                self.next = Next::CommaOrEnd;
            }
            _ => return None,
        }
        Some(false)
    }

    fn enter(&mut self, is_object: bool, next: Next) {
        self.open.push(is_object);
        self.next = next;
    }

    fn leave(&mut self, is_object: bool) -> Option<bool> {
        if self.open.pop() != Some(is_object) {
            return None;
        }
        self.next = Next::CommaOrEnd;
        Some(self.open.is_empty())
    }

    /// Whether the value ends with the string.
    fn end_string(&mut self) -> bool {
        self.within = Within::Nothing;
        self.open.is_empty()
    }
}

/// Whether a byte may be in a number or a word.
const fn is_scalar(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.' | b'_')
}

fn quote_or_backslash(bytes: &[u8]) -> Option<usize> {
    bytes.iter().position(|byte| matches!(byte, b'"' | b'\\'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_ends_where_its_brackets_do() {
        for (text, progress) in [
            (r#"{"a": [1, {"b": "]}\""}]} , {"#, Progress::Ended(25)),
            (r#""text", "#, Progress::Ended(6)),
            ("-1.5e3, ", Progress::Ended(6)),
            ("{} ", Progress::Ended(2)),
            (r#"{"a": [1, 2"#, Progress::Open),
            (r#"{"a": 1, {"#, Progress::Fault(9)),
            (r#"{"a": "b" "c"}"#, Progress::Fault(10)),
            (r#"{"a": [1}"#, Progress::Fault(8)),
            ("]", Progress::Fault(0)),
        ] {
            assert_eq!(Structure::new().feed(text.as_bytes()), progress, "{text}");
        }
    }

    #[test]
    fn a_value_may_come_byte_by_byte() {
        let text = br#"{"a\"": [true, "x\\"], "b": {}}"#;
        let mut structure = Structure::new();
        for (at, byte) in text.iter().enumerate() {
            let is_last = at + 1 == text.len();
            let expected = if is_last { Progress::Ended(1) } else { Progress::Open };
            assert_eq!(structure.feed(&[*byte]), expected, "byte {at}");
        }
    }
}
