//! The text of a cell as a browser shows it: white space run together, line breaks where tags make them.

use crate::read::workbook::markup::entities;

/// A cell's text while it is gathered.
#[derive(Debug, Default)]
pub(super) struct CellText {
    bytes: Vec<u8>,
    blank: bool,
}

impl CellText {
    /// How many bytes it has so far.
    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Adds text as it stands between tags.
    pub(super) fn add(&mut self, text: &[u8]) {
        for byte in text {
            if byte.is_ascii_whitespace() {
                self.blank = true;
                continue;
            }
            if self.blank && !matches!(self.bytes.last(), None | Some(b'\n')) {
                self.bytes.push(b' ');
            }
            self.blank = false;
            self.bytes.push(*byte);
        }
    }

    /// Begins a new line, unless nothing stands in this one.
    pub(super) fn add_break(&mut self) {
        if !matches!(self.bytes.last(), None | Some(b'\n')) {
            self.bytes.push(b'\n');
        }
        self.blank = false;
    }

    /// The text with its entities resolved.
    pub(super) fn finish(&self) -> String {
        let text = String::from_utf8_lossy(&self.bytes);
        entities::resolve(text.trim_end_matches('\n')).into_owned()
    }
}
