//! The rows of a table on their way: out of the source by COPY, masked, and into the target by COPY. One
//! row at a time is in memory, and a little more.

use std::borrow::Cow;

use futures_util::TryStreamExt;
use sqlx::PgConnection;

use super::{
    catalogue::quoted,
    failed,
    plan::{Plan, Planned},
    value::{Mask, Masker},
};
use crate::{failure::Failure, terminal::Progress};

/// So much goes to the target at once.
const CHUNK: usize = 1 << 16;

/// Copies the rows of a table, and counts them.
pub(super) async fn copy(
    plan: &Plan,
    masker: &Masker,
    source: &mut PgConnection,
    target: &mut PgConnection,
    progress: &Progress,
) -> Result<u64, Failure> {
    let (select, insert) = statements(plan);
    let unread = failed("the source");
    let refused = |error| told(plan, error);
    let mut sent = 0;
    let mut rows = source.copy_out_raw(&select).await.map_err(&unread)?;
    let mut sink = target.copy_in_raw(&insert).await.map_err(refused)?;
    let (mut waiting, mut out) = (Vec::new(), Vec::with_capacity(2 * CHUNK));
    while let Some(chunk) = rows.try_next().await.map_err(&unread)? {
        waiting.extend_from_slice(&chunk);
        let mut begin = 0;
        while let Some(length) = waiting[begin..].iter().position(|byte| *byte == b'\n') {
            row(plan, masker, &waiting[begin..begin + length], &mut out)?;
            begin += length + 1;
            sent += 1;
            progress.advance(1);
        }
        waiting.drain(..begin);
        if out.len() >= CHUNK {
            sink.send(&out[..]).await.map_err(refused)?;
            out.clear();
        }
    }
    sink.send(&out[..]).await.map_err(refused)?;
    let written = sink.finish().await.map_err(refused)?;
    if written != sent {
        return Err(Failure::Other(format!(
            "{}: {sent} rows were read and {written} written",
            plan.table.called()
        )));
    }
    Ok(written)
}

/// COPY takes no parameters: the accounts stand in a setting of the source's session.
fn statements(plan: &Plan) -> (String, String) {
    let names: Vec<String> = plan.columns.iter().map(|it| quoted(&it.name)).collect();
    let (columns, table) = (names.join(", "), &plan.table);
    let only = if table.is_partitioned { "" } else { "ONLY " };
    let read = format!("COPY (SELECT {columns} FROM {only}{table}{}) TO STDOUT", condition(plan));
    (read, format!("COPY {table} ({columns}) FROM STDIN"))
}

/// Which rows of a table are asked for.
pub(super) fn condition(plan: &Plan) -> &'static str {
    if plan.table.has_account {
        " WHERE coalesce(account_id = ANY (nullif(current_setting('annals_mask.accounts'), '')::uuid[]), \
         current_setting('annals_mask.accounts') = '')"
    } else {
        ""
    }
}

/// Masks a row of COPY's text form.
fn row(plan: &Plan, masker: &Masker, line: &[u8], out: &mut Vec<u8>) -> Result<(), Failure> {
    let mut written: Vec<Option<String>> = Vec::with_capacity(plan.columns.len());
    for (place, (field, column)) in line.split(|byte| *byte == b'\t').zip(&plan.columns).enumerate()
    {
        if place > 0 {
            out.push(b'\t');
        }
        let needed = plan.columns.iter().any(|it| it.mask == Mask::DigestOf(place));
        if field == b"\\N" || (column.mask == Mask::Keep && !needed) {
            out.extend_from_slice(field);
            written.push(None);
            continue;
        }
        let digested = match column.mask {
            Mask::DigestOf(other) => written.get(other).cloned().flatten(),
            _ => None,
        };
        let value = digested.unwrap_or_else(|| unescaped(field).into_owned());
        let mask = value_of(masker, column, &value)?;
        escape(&mask, out);
        written.push(needed.then_some(mask));
    }
    out.push(b'\n');
    Ok(())
}

fn value_of(masker: &Masker, column: &Planned, value: &str) -> Result<String, Failure> {
    masker.mask(&column.mask, &column.domain, value).ok_or_else(|| {
        Failure::Other(format!(
            "{} holds more different short values than there are masks of their length: say of what \
             class it is with --classes",
            column.domain.name
        ))
    })
}

/// A field as COPY's text form writes it, read.
fn unescaped(field: &[u8]) -> Cow<'_, str> {
    if !field.contains(&b'\\') {
        return String::from_utf8_lossy(field);
    }
    let mut plain = Vec::with_capacity(field.len());
    let mut bytes = field.iter().copied();
    while let Some(byte) = bytes.next() {
        if byte != b'\\' {
            plain.push(byte);
            continue;
        }
        plain.push(match bytes.next().unwrap_or(b'\\') {
            b'b' => 0x08,
            b'f' => 0x0c,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'v' => 0x0b,
            other => other,
        });
    }
    String::from_utf8_lossy(&plain).into_owned().into()
}

/// Writes a field as COPY's text form has it.
fn escape(text: &str, out: &mut Vec<u8>) {
    for byte in text.bytes() {
        match byte {
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            byte => out.push(byte),
        }
    }
}

/// What the target refuses, and where: masked values, so nothing that may not be told.
fn told(plan: &Plan, error: sqlx::Error) -> Failure {
    let about = format!("writing {}", plan.table.called());
    let hint = matches!(&error, sqlx::Error::Database(it) if it.code().is_some_and(|code| code == "23514"));
    let hint = if hint {
        "; a rule of the table refuses the masks: say of what class the column is with --classes"
    } else {
        ""
    };
    match failed(&about)(error) {
        Failure::Other(text) => Failure::Other(format!("{text}{hint}")),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::{escape, unescaped};

    #[test]
    fn a_field_is_read_as_it_is_written() {
        for text in ["", "plain", "a\tb\nc\rd\\e", "\\N", "\\\\x00", "Ω\\"] {
            let mut field = Vec::new();
            escape(text, &mut field);
            assert!(!field.contains(&b'\t') && !field.contains(&b'\n'));
            assert_eq!(unescaped(&field), text);
        }
        assert_eq!(unescaped(b"a\\bb\\fc\\vd"), "a\x08b\x0cc\x0bd");
    }
}
