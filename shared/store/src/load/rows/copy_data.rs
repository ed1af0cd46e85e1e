//! Rows in COPY's binary format (`PostgreSQL` manual, COPY, "Binary Format"): neither side turns numbers into digits.

use chrono::{Datelike, NaiveDate};

/// What the data begins with: the signature, no flags, no extension.
const HEAD: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
/// What it ends with, in place of a count of fields.
const END: i16 = -1;
/// The length of a field that is NULL.
const NULL: i32 = -1;
/// 2000-01-01, from which `PostgreSQL` counts days, in days of the common era.
const DAY_ZERO: i32 = 730_120;

/// Rows that grow field by field, in the order of the columns.
#[derive(Debug)]
pub(super) struct CopyData {
    bytes: Vec<u8>,
    columns: i16,
}

impl CopyData {
    /// For rows of so many columns.
    pub(super) fn new(columns: usize, rows: usize) -> Self {
        let mut bytes = Vec::with_capacity(HEAD.len() + rows * (2 + columns * 10) + 2);
        bytes.extend_from_slice(HEAD);
        Self { bytes, columns: columns as i16 }
    }

    /// Begins a row.
    pub(super) fn row(&mut self) {
        self.bytes.extend_from_slice(&self.columns.to_be_bytes());
    }

    /// A BIGINT.
    pub(super) fn long(&mut self, value: Option<i64>) {
        self.number::<12>(value.map(i64::to_be_bytes));
    }

    /// An INTEGER.
    pub(super) fn int(&mut self, value: Option<i32>) {
        self.number::<8>(value.map(i32::to_be_bytes));
    }

    /// A SMALLINT.
    pub(super) fn short(&mut self, value: Option<i16>) {
        self.number::<6>(value.map(i16::to_be_bytes));
    }

    /// A DATE.
    pub(super) fn date(&mut self, value: Option<NaiveDate>) {
        self.int(value.map(|day| day.num_days_from_ce() - DAY_ZERO));
    }

    /// A text. `PostgreSQL` has no NUL in one.
    pub(super) fn text(&mut self, value: Option<&str>) {
        match value {
            Some(text) if text.contains('\0') => self.field(Some(text.replace('\0', "\u{fffd}"))),
            text => self.field(text),
        }
    }

    /// A number as a field of so many bytes, its length among them, in one piece: there are a dozen in each row.
    fn number<const FIELD: usize>(&mut self, value: Option<impl AsRef<[u8]>>) {
        match value {
            Some(value) => {
                let mut field = [0; FIELD];
                field[..4].copy_from_slice(&(FIELD as i32 - 4).to_be_bytes());
                field[4..].copy_from_slice(value.as_ref());
                self.bytes.extend_from_slice(&field);
            }
            None => self.field(None::<[u8; 0]>),
        }
    }

    fn field(&mut self, value: Option<impl AsRef<[u8]>>) {
        match value {
            Some(value) => {
                let value = value.as_ref();
                self.bytes.extend_from_slice(&(value.len() as i32).to_be_bytes());
                self.bytes.extend_from_slice(value);
            }
            None => self.bytes.extend_from_slice(&NULL.to_be_bytes()),
        }
    }

    /// The whole.
    pub(super) fn finish(mut self) -> Vec<u8> {
        self.bytes.extend_from_slice(&END.to_be_bytes());
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_have_their_length_in_front_and_days_count_from_2000() {
        let mut data = CopyData::new(3, 1);
        data.row();
        data.date(NaiveDate::from_ymd_opt(2000, 1, 2));
        data.text(Some("a\0"));
        data.long(None);
        let bytes = data.finish();
        let (head, rest) = bytes.split_at(19);
        assert_eq!(head, b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0");
        assert_eq!(rest, b"\0\x03\0\0\0\x04\0\0\0\x01\0\0\0\x04a\xef\xbf\xbd\xff\xff\xff\xff\xff\xff");
    }
}
