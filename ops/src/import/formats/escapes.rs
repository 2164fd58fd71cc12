//! Escapes that JSON allows and no text of `PostgreSQL` can hold: U+0000, and half of a surrogate pair.

/// Places that are remembered.
const MOST_PLACES: usize = 1000;

/// What was replaced in a record.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Replaced {
    /// Where, in bytes from the record's first: the first thousand.
    pub(super) places: Vec<usize>,
    pub(super) count: usize,
}

/// Puts `\ufffd` in the place of each. It has as many bytes, so that what follows stays where it is.
pub(super) fn replace(json: &mut [u8]) -> Replaced {
    let mut replaced = Replaced::default();
    let mut at = 0;
    while let Some(backslash) = json[at..].iter().position(|byte| *byte == b'\\') {
        at += backslash;
        let Some(unit) = code_unit(&json[at..]) else {
            at += 2;
            if at >= json.len() {
                break;
            }
            continue;
        };
        let is_pair = (0xD800..0xDC00).contains(&unit)
            && code_unit(&json[at + 6..]).is_some_and(|low| (0xDC00..0xE000).contains(&low));
        if is_pair {
            at += 12;
        } else {
            if unit == 0 || (0xD800..0xE000).contains(&unit) {
                json[at + 2..at + 6].copy_from_slice(b"fffd");
                replaced.count += 1;
                if replaced.places.len() < MOST_PLACES {
                    replaced.places.push(at);
                }
            }
            at += 6;
        }
    }
    replaced
}

/// The code unit of an escape such as `\u00e9`.
fn code_unit(bytes: &[u8]) -> Option<u16> {
    let digits = bytes.strip_prefix(b"\\u")?.get(..4)?;
    digits.iter().try_fold(0, |unit, digit| {
        let value = char::from(*digit).to_digit(16)?;
        u16::try_from(value).ok().map(|value| unit << 4 | value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_text_can_hold_is_replaced_and_counted() {
        for (json, becomes, places) in [
            (r#""a\u0000b""#, r#""a\ufffdb""#, vec![2]),
            (r#""\uD83D\uDE00 \u00e9""#, r#""\uD83D\uDE00 \u00e9""#, vec![]),
            (r#""\ud83d""#, r#""\ufffd""#, vec![1]),
            (r#""\ud83d\ud83d\ude00""#, r#""\ufffd\ud83d\ude00""#, vec![1]),
            (r#""\ude00 \ud800x""#, r#""\ufffd \ufffdx""#, vec![1, 8]),
            (r#""\\u0000 \\\u0000""#, r#""\\u0000 \\\ufffd""#, vec![11]),
            (r#""\u00"#, r#""\u00"#, vec![]),
            (r#""\"#, r#""\"#, vec![]),
        ] {
            let mut bytes = json.as_bytes().to_vec();
            let replaced = replace(&mut bytes);
            assert_eq!(String::from_utf8(bytes).as_deref(), Ok(becomes), "{json}");
            assert_eq!(replaced, Replaced { count: places.len(), places }, "{json}");
        }
    }
}
