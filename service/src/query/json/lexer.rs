//! The words and signs of a jsonpath: those that all supported servers read alike.

use annals_entity::values::ExactJson;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// An unquoted key or a keyword.
    Word(String),
    Text(String),
    /// A number, as `i64` where it is a whole one without an exponent.
    Number(Option<i64>),
    Sign(&'static str),
}

/// The longest first.
const SIGNS: [&str; 27] = [
    "**", "==", "!=", "<=", ">=", "&&", "||", "$", "@", ".", "*", "[", "]", "(", ")", "{", "}",
    "?", ",", "<", ">", "!", "+", "-", "/", "%", "<>",
];

/// The tokens, each with the position of its first character.
///
/// # Errors
/// What is no token, and where.
pub(super) fn tokens(text: &str) -> Result<Vec<(usize, Token)>, String> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        if matches!(c, ' ' | '\t' | '\n' | '\r') {
            at += 1;
            continue;
        }
        let (length, token) = token(&text[at..], c)
            .map_err(|rule| format!("at character {}: {rule}", text[..at].chars().count() + 1))?;
        tokens.push((text[..at].chars().count() + 1, token));
        at += length;
    }
    Ok(tokens)
}

fn token(rest: &str, first: char) -> Result<(usize, Token), String> {
    if first == '"' {
        return quoted(rest);
    }
    if first.is_ascii_digit() {
        return number(rest);
    }
    if is_word(first) {
        let length = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        return Ok((length, Token::Word(rest[..length].to_owned())));
    }
    if first == '$' && rest[1..].starts_with(is_word) {
        return Err("variables are not offered, for nothing binds them".into());
    }
    match SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
        Some(sign) => Ok((sign.len(), Token::Sign(sign))),
        None => Err(format!("{first:?} begins nothing of a jsonpath: quote keys and texts")),
    }
}

fn quoted(rest: &str) -> Result<(usize, Token), String> {
    let mut is_escaped = false;
    let end = rest[1..]
        .find(|c| {
            let ends = c == '"' && !is_escaped;
            is_escaped = c == '\\' && !is_escaped;
            ends
        })
        .ok_or("the text has no closing quote")?;
    let literal = &rest[..end + 2];
    let text = serde_json::from_str(literal)
        .map_err(|_| "the text is no JSON string: escape control characters".to_owned())?;
    storable(literal)?;
    Ok((literal.len(), Token::Text(text)))
}

fn number(rest: &str) -> Result<(usize, Token), String> {
    let mut length = digits(rest);
    let integer = &rest[..length];
    if integer.len() > 1 && integer.starts_with('0') {
        return Err("a number does not begin with 0".into());
    }
    if rest[length..].starts_with('.') && digits(&rest[length + 1..]) > 0 {
        length += 1 + digits(&rest[length + 1..]);
    }
    if rest[length..].starts_with(['e', 'E']) {
        let after = &rest[length + 1..];
        let sign = usize::from(after.starts_with(['+', '-']));
        let exponent = digits(&after[sign..]);
        if exponent == 0 {
            return Err("the exponent has no digits".into());
        }
        length += 1 + sign + exponent;
    }
    if rest[length..].starts_with(|c: char| is_word(c) || c == '.' || c == '"') {
        return Err("a number ends with a digit: write (1).type()".into());
    }
    storable(&rest[..length])?;
    Ok((length, Token::Number(rest[..length].parse().ok())))
}

fn digits(text: &str) -> usize {
    text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len())
}

fn storable(literal: &str) -> Result<(), String> {
    let json: ExactJson = literal.parse().map_err(|_| "this is no JSON value".to_owned())?;
    json.check().map_err(|refusal| format!("PostgreSQL can't hold {}", refusal.reason))
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}
