//! Splits a record that has quotes into its cells, line by line as the record grows.
//!
//! A quote opens a cell only as its first character; inside, two quotes stand for one (RFC 4180), and in texts that
//! escape, a backslash before a quote or a backslash makes it an ordinary letter. Text between a
//! closing quote and the next delimiter is kept as it stands, as spreadsheet programs do, if the cell lies on one
//! line; in a cell that runs over lines it shows that the quote was never meant to open it.

use crate::bytes;

/// A cell's place in its record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    /// Byte where the cell's text begins.
    pub(super) start: usize,
    /// Byte where it ends.
    pub(super) end: usize,
    /// Quotes in it are still to be resolved: the text is what followed the opening quote.
    pub(super) raw: bool,
}

/// A cell whose quote is not closed yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct OpenCell {
    /// Byte after the opening quote.
    pub(super) start: usize,
    searched: usize,
    doubled: bool,
}

/// What became of a record.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// All cells are in the spans.
    Done,
    /// The last cell goes on in the next line; the cells before it are in the spans.
    Open(OpenCell),
    /// The cell that was open is not closed by its quote; the cells before it are in the spans.
    Broken,
}

/// The characters that matter.
#[derive(Clone, Copy, Debug)]
pub(super) struct Splitter {
    pub(super) delimiter: u8,
    pub(super) quote: u8,
    /// A backslash takes its meaning from a quote.
    pub(super) escaped: bool,
    /// Blanks may stand before an opening quote.
    pub(super) padded: bool,
}

impl Splitter {
    /// Appends the cells of `record` to `spans`. `open` is the cell that an earlier call left open, with the
    /// record now longer by a line.
    pub(super) fn split(self, record: &[u8], spans: &mut Vec<Span>, open: Option<OpenCell>) -> Outcome {
        let mut open = open;
        let mut at = 0;
        loop {
            let resumed = open.is_some();
            let cell = match open.take() {
                Some(cell) => cell,
                None if record.get(self.begin(record, at)) == Some(&self.quote) => {
                    let start = self.begin(record, at) + 1;
                    OpenCell { start, searched: start, doubled: false }
                }
                None => {
                    let start = self.begin(record, at);
                    let end = self.next_delimiter(record, start);
                    spans.push(Span { start, end, raw: false });
                    if end == record.len() {
                        return Outcome::Done;
                    }
                    at = end + 1;
                    continue;
                }
            };
            let (closing, doubled) = match self.find_close(record, cell) {
                Ok(found) => found,
                Err(open) => return Outcome::Open(open),
            };
            let after = closing + 1;
            let end =
                if record.get(after) == Some(&self.delimiter) { after } else { self.next_delimiter(record, after) };
            let clean = record[after..end].iter().all(|byte| *byte == b' ');
            if !clean && resumed {
                return Outcome::Broken;
            }
            let raw = doubled || !clean || (self.escaped && record[cell.start..closing].contains(&b'\\'));
            spans.push(Span { start: cell.start, end: if clean { closing } else { end }, raw });
            if end == record.len() {
                return Outcome::Done;
            }
            at = end + 1;
        }
    }

    /// Splits at every delimiter from byte `at` on, whatever quotes there are.
    pub(super) fn split_plain(self, record: &[u8], mut at: usize, spans: &mut Vec<Span>) {
        loop {
            let end = self.next_delimiter(record, at);
            spans.push(Span { start: at, end, raw: false });
            if end == record.len() {
                return;
            }
            at = end + 1;
        }
    }

    /// The text of a raw span with its quotes resolved.
    pub(super) fn resolve(self, text: &str, out: &mut String) {
        let quote = self.quote as char;
        out.clear();
        let mut rest = text;
        while let Some(at) = rest.find(|letter| letter == quote || (self.escaped && letter == '\\')) {
            out.push_str(&rest[..at]);
            if let Some(beyond) = rest[at..].strip_prefix('\\') {
                // Before any other letter a backslash is one.
                let kept = beyond.chars().next().filter(|letter| *letter == quote || *letter == '\\');
                out.push(kept.unwrap_or('\\'));
                rest = kept.map_or(beyond, |letter| &beyond[letter.len_utf8()..]);
                continue;
            }
            let after = &rest[at + 1..];
            let Some(beyond) = after.strip_prefix(quote) else {
                out.push_str(after);
                return;
            };
            out.push(quote);
            rest = beyond;
        }
        out.push_str(rest);
    }

    /// Where the cell from byte `at` on begins, without the blanks before it.
    #[inline]
    fn begin(self, record: &[u8], at: usize) -> usize {
        if !self.padded {
            return at;
        }
        at + record[at..].iter().take_while(|byte| **byte == b' ').count()
    }

    fn next_delimiter(self, record: &[u8], from: usize) -> usize {
        bytes::find(record, self.delimiter, from).unwrap_or(record.len())
    }

    fn find_close(self, record: &[u8], mut cell: OpenCell) -> Result<(usize, bool), OpenCell> {
        loop {
            let Some(quote) = bytes::find(record, self.quote, cell.searched) else {
                cell.searched = record.len();
                return Err(cell);
            };
            if self.escaped && is_escaped(&record[cell.start..quote]) {
                cell.doubled = true;
                cell.searched = quote + 1;
                continue;
            }
            if record.get(quote + 1) != Some(&self.quote) {
                return Ok((quote, cell.doubled));
            }
            cell.doubled = true;
            cell.searched = quote + 2;
        }
    }
}

/// Whether what follows this text is escaped: an odd number of backslashes stands at its end.
fn is_escaped(before: &[u8]) -> bool {
    before.iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMA: Splitter = Splitter { delimiter: b',', quote: b'"', escaped: false, padded: false };

    fn cells(record: &str) -> Vec<String> {
        split(COMMA, record)
    }

    fn split(splitter: Splitter, record: &str) -> Vec<String> {
        let mut spans = Vec::new();
        assert_eq!(splitter.split(record.as_bytes(), &mut spans, None), Outcome::Done, "{record}");
        let mut out = String::new();
        spans
            .iter()
            .map(|span| {
                record[span.start..span.end].clone_into(&mut out);
                if span.raw {
                    splitter.resolve(&record[span.start..span.end], &mut out);
                }
                out.clone()
            })
            .collect()
    }

    #[test]
    fn quotes_open_only_at_the_start_and_double_to_one() {
        assert_eq!(cells(r#"a,"b,c",d"#), ["a", "b,c", "d"]);
        assert_eq!(cells(r#""say ""hi""","",5" pipe"#), ["say \"hi\"", "", "5\" pipe"]);
        assert_eq!(cells(r#""5" pipe,x"#), ["5 pipe", "x"]);
        assert_eq!(cells(r#""a" ,b,"#), ["a", "b", ""]);
    }

    #[test]
    fn a_backslash_escapes_quotes_and_itself_where_the_text_does_so() {
        let escaped = Splitter { escaped: true, ..COMMA };
        assert_eq!(split(escaped, r#""a \"b, c\"","d\\","e ""f""",g\h"#), ["a \"b, c\"", "d\\", "e \"f\"", "g\\h"]);
        assert_eq!(cells(r#""C:\","b""#), ["C:\\", "b"]);
        let padded = Splitter { padded: true, ..COMMA };
        assert_eq!(split(padded, r#"1, "b, c", d"#), ["1", "b, c", "d"]);
    }

    #[test]
    fn text_after_the_quote_of_a_cell_over_lines_shows_a_broken_quote() {
        let text = "a,\"foo,1\nb,\"bar\",2";
        let mut spans = Vec::new();
        let Outcome::Open(open) = COMMA.split(&text.as_bytes()[..8], &mut spans, None) else { panic!("not open") };
        assert_eq!(COMMA.split(text.as_bytes(), &mut spans, Some(open)), Outcome::Broken);
        assert_eq!(spans.len(), 1);
    }
}
