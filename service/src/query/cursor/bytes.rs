//! A cursor as bytes: version, flags, fingerprint, values, checksum.
//!
//! The checksum finds damage. It keeps nobody from making a cursor of their own, so whatever is read
//! is a value that `PostgreSQL` takes: no NUL in a text, no time before its first.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use rust_decimal::Decimal;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{Cursor, Fingerprint, SortValue};

const VERSION: u8 = 1;
const CHECKSUM: usize = 8;
/// Five fields and the id.
const MOST_VALUES: usize = 6;

impl Cursor {
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![VERSION, self.is_inclusive.into()];
        bytes.extend(self.query.0);
        for value in &self.values {
            write(value, &mut bytes);
        }
        bytes.extend(checksum(&bytes));
        bytes
    }

    /// `None`: they are not those of a cursor.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (held, sum) = bytes.split_at_checked(bytes.len().checked_sub(CHECKSUM)?)?;
        if checksum(held) != sum {
            return None;
        }
        let mut reader = Reader(held);
        if reader.byte()? != VERSION {
            return None;
        }
        let is_inclusive = reader.truth()?;
        let query = Fingerprint(reader.array()?);
        let mut values = Vec::new();
        while !reader.0.is_empty() {
            values.push(reader.value()?);
        }
        (values.len() <= MOST_VALUES).then_some(Self { query, is_inclusive, values })
    }
}

pub(super) fn checksum(bytes: &[u8]) -> [u8; CHECKSUM] {
    let mut sum = [0; CHECKSUM];
    sum.copy_from_slice(&Sha256::digest(bytes)[..CHECKSUM]);
    sum
}

fn write(value: &SortValue, bytes: &mut Vec<u8>) {
    match value {
        SortValue::Null => tagged(0, &[], bytes),
        SortValue::Uuid(id) => tagged(1, id.as_bytes(), bytes),
        SortValue::Text(text) => long(2, text, bytes),
        SortValue::LongText(digest) => tagged(3, digest, bytes),
        SortValue::Integer(number) => tagged(4, &number.to_be_bytes(), bytes),
        // Its text keeps the digits: 1.50 stays what it was.
        SortValue::Decimal(number) => long(5, &number.to_string(), bytes),
        SortValue::Float(bits) => tagged(6, &bits.to_be_bytes(), bytes),
        SortValue::Boolean(truth) => tagged(7, &[(*truth).into()], bytes),
        SortValue::Date(date) => tagged(8, &date.num_days_from_ce().to_be_bytes(), bytes),
        SortValue::Time(time) => tagged(9, &time.timestamp_micros().to_be_bytes(), bytes),
    }
}

fn tagged(tag: u8, held: &[u8], bytes: &mut Vec<u8>) {
    bytes.push(tag);
    bytes.extend(held);
}

fn long(tag: u8, text: &str, bytes: &mut Vec<u8>) {
    let length = u16::try_from(text.len()).unwrap_or(u16::MAX); // at most 2,000
    tagged(tag, &length.to_be_bytes(), bytes);
    bytes.extend(text.as_bytes());
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    /// As `bytes` writes it, and in no other way.
    fn decimal(&mut self) -> Option<Decimal> {
        let text = self.text()?;
        Decimal::from_str_exact(text).ok().filter(|number| number.to_string() == text)
    }

    fn value(&mut self) -> Option<SortValue> {
        Some(match self.byte()? {
            0 => SortValue::Null,
            1 => SortValue::Uuid(Uuid::from_bytes(self.array()?)),
            2 => SortValue::Text(self.text().filter(|text| !text.contains('\0'))?.to_owned()),
            3 => SortValue::LongText(self.array()?),
            4 => SortValue::Integer(i64::from_be_bytes(self.array()?)),
            5 => SortValue::Decimal(self.decimal()?),
            6 => SortValue::Float(u64::from_be_bytes(self.array()?)),
            7 => SortValue::Boolean(self.truth()?),
            8 => SortValue::Date(self.date()?),
            9 => SortValue::Time(self.time()?),
            _ => return None,
        })
    }

    fn bytes(&mut self, count: usize) -> Option<&'a [u8]> {
        let (bytes, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(bytes)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.bytes(N)?.try_into().ok()
    }

    fn byte(&mut self) -> Option<u8> {
        self.array().map(|[byte]| byte)
    }

    fn truth(&mut self) -> Option<bool> {
        match self.byte()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }

    fn text(&mut self) -> Option<&'a str> {
        let length = u16::from_be_bytes(self.array()?);
        std::str::from_utf8(self.bytes(length.into())?).ok()
    }

    fn date(&mut self) -> Option<NaiveDate> {
        let days = i32::from_be_bytes(self.array()?);
        NaiveDate::from_num_days_from_ce_opt(days).filter(|date| is_known(*date))
    }

    fn time(&mut self) -> Option<DateTime<Utc>> {
        let micros = i64::from_be_bytes(self.array()?);
        DateTime::from_timestamp_micros(micros).filter(|time| is_known(time.date_naive()))
    }
}

/// `PostgreSQL` counts from day 0 of the Julian calendar, and further on than `chrono` does.
fn is_known(date: NaiveDate) -> bool {
    NaiveDate::from_ymd_opt(-4713, 11, 24).is_some_and(|first| date >= first)
}
