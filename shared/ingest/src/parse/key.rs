//! Cells and texts as the key of what is made of them.

use chrono::{Datelike, Timelike};

use crate::cells::{Cell, Delimited, PIECE, Row};

/// The last byte of what ends a part of a key: bytes that no UTF-8 text has, so that a part never reads as another one.
mod end {
    pub(super) const RUN: u8 = 0xff;
    pub(super) const TEXT: u8 = 0xfe;
    pub(super) const SIZE: u8 = 0xfd;
    pub(super) const EMPTY: u8 = 0xfc;
    pub(super) const NUMBER: u8 = 0xfb;
    pub(super) const DATE: u8 = 0xfa;
    pub(super) const BOOL: u8 = 0xf9;
    pub(super) const ERROR: u8 = 0xf8;
    pub(super) const SCOPE: u8 = 0xf7;
}

/// Masks of the first bytes of a piece, by how many they are.
const FIRST: [u128; PIECE] = {
    let mut masks = [0; PIECE];
    let mut bytes = 1;
    while bytes < PIECE {
        masks[bytes] = masks[bytes - 1] << 8 | 0xff;
        bytes += 1;
    }
    masks
};

/// Cells and texts one after the other, in pieces of sixteen bytes: two keys are equal only if all of their parts are.
///
/// Each part is made of whole pieces, the last one filled up with zeros and closed by what kind of part it is. A key is made
/// and compared in the processor's registers that way.
#[derive(Debug, Default)]
pub(super) struct Key(Vec<u128>);

impl Key {
    /// Begins anew.
    #[inline]
    pub(super) fn begin(&mut self) {
        self.0.clear();
    }

    #[inline]
    pub(super) fn pieces(&self) -> &[u128] {
        &self.0
    }

    /// Appends a number by which keys of the same cells differ; none where it is 0. It comes first.
    #[inline]
    pub(super) fn scope(&mut self, number: u16) {
        if number != 0 {
            self.end(u128::from(number), end::SCOPE);
        }
    }

    /// Appends what keys of the same cells may have behind them; nothing where it is empty.
    #[inline]
    pub(super) fn heading(&mut self, text: &str) {
        if !text.is_empty() {
            self.text(text);
        }
    }

    /// Appends a text.
    pub(super) fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes(), end::TEXT);
    }

    /// Appends a row's cells in these columns, from the first to the last of each run.
    #[inline]
    pub(super) fn cells(&mut self, row: &Row, runs: &[(u16, u16)]) {
        for (first, last) in runs {
            match row.delimited(*first, *last) {
                Some(text) => self.run(text),
                None => self.each_cell(row, *first, *last),
            }
        }
    }

    /// Appends text without zeros.
    #[inline]
    fn run(&mut self, text: Delimited<'_>) {
        self.0.reserve(text.whole.len() + 1);
        for piece in text.whole {
            self.0.push(u128::from_le_bytes(*piece));
        }
        self.end(u128::from_le_bytes(*text.last) & FIRST[text.counting], end::RUN);
    }

    #[cold]
    fn each_cell(&mut self, row: &Row, first: u16, last: u16) {
        for column in first..=last {
            self.cell(row.cell(usize::from(column)));
        }
    }

    fn cell(&mut self, cell: Cell<'_>) {
        match cell {
            Cell::Empty => self.end(0, end::EMPTY),
            Cell::Text(text) => self.text(text),
            Cell::Number(number) => self.end(u128::from(number.to_bits()), end::NUMBER),
            Cell::Date(at) => {
                let (day, second) = (at.date().num_days_from_ce(), at.time().num_seconds_from_midnight());
                self.end(u128::from(day.cast_unsigned()) << 32 | u128::from(second), end::DATE);
            }
            Cell::Bool(value) => self.end(u128::from(value), end::BOOL),
            Cell::Error(sign) => self.bytes(sign.as_bytes(), end::ERROR),
        }
    }

    /// Appends any bytes, zeros among them too.
    fn bytes(&mut self, bytes: &[u8], kind: u8) {
        self.end(bytes.len() as u128, end::SIZE);
        let (pieces, rest) = bytes.as_chunks::<PIECE>();
        self.0.extend(pieces.iter().map(|piece| u128::from_le_bytes(*piece)));
        let last = rest.iter().rev().fold(0, |last, byte| last << 8 | u128::from(*byte));
        self.end(last, kind);
    }

    #[inline]
    fn end(&mut self, last: u128, kind: u8) {
        self.0.push(last | u128::from(kind) << (u128::BITS - 8));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;
    use crate::cells::PADDING;

    fn key_of(row: &Row, runs: &[(u16, u16)]) -> Vec<u128> {
        let mut key = Key::default();
        key.cells(row, runs);
        key.pieces().to_vec()
    }

    #[test]
    fn cells_are_the_same_only_with_the_same_value_of_the_same_kind() {
        let cells = [
            Cell::Empty,
            Cell::Text("1"),
            Cell::Text("1\0"),
            Cell::Number(1.0),
            Cell::Number(f64::from_bits(0xffff_0000_0000_00ff)),
            Cell::Bool(true),
            Cell::Error("1"),
        ];
        let pairs: Vec<[Cell<'_>; 2]> = cells.iter().flat_map(|a| cells.iter().map(move |b| [*a, *b])).collect();
        let keys: Vec<_> = pairs
            .iter()
            .map(|pair| {
                let mut row = Row::new();
                for cell in pair {
                    row.push(*cell);
                }
                key_of(&row, &[(0, 1)])
            })
            .collect();
        for (at, key) in keys.iter().enumerate() {
            assert_eq!(keys.iter().position(|other| other == key), Some(at), "{:?}", pairs[at]);
        }
    }

    #[test]
    fn what_stands_before_and_behind_the_cells_counts() {
        let mut row = Row::new();
        row.push_text("soap");
        let key = |scope: u16, heading: &str| {
            let mut key = Key::default();
            key.scope(scope);
            key.cells(&row, &[(0, 0)]);
            key.heading(heading);
            key.pieces().to_vec()
        };
        let all = [key(0, ""), key(1, ""), key(0, "soap"), key(1, "soap"), key(2, "")];
        for (at, one) in all.iter().enumerate() {
            assert_eq!(all.iter().position(|other| other == one), Some(at));
        }
    }

    /// Texts of all lengths around a piece's, that begin alike.
    fn text() -> impl Strategy<Value = String> {
        prop_oneof![
            Just(String::new()),
            Just(" ".to_owned()),
            (0..40_usize, "[ab\u{e9} ]").prop_map(|(size, end)| "a".repeat(size) + &end),
        ]
    }

    proptest! {
        /// Rows that were read from a text and rows that were put together: no two different ones are taken for the same,
        /// and equal ones that were read alike are.
        #[test]
        fn keys_are_equal_only_if_all_cells_are(
            one in prop::collection::vec(text(), 5),
            other in prop::collection::vec(text(), 5),
            same in prop::collection::vec(any::<bool>(), 5),
            quotes in prop::collection::vec(0..3_u8, 5),
        ) {
            let other: Vec<String> =
                one.iter().zip(&other).zip(&same).map(|((a, b), same)| if *same { a } else { b }.clone()).collect();
            let runs = [(0, 1), (3, 3), (4, 4)];
            let read = |cells: &[String]| {
                let mut row = Row::new();
                row.begin_line(1, (&Arc::new(cells.join(",") + "\n" + PADDING), 0), b',', b'\n');
                row
            };
            let put = |cells: &[String]| {
                let mut row = Row::new();
                for cell in cells {
                    row.push_text(cell);
                }
                row
            };
            // As a reader of quoted cells cuts it: some of them with a delimiter inside, or with quotes, which are put behind.
            let quoted = |cells: &[String]| {
                let (mut text, mut row, mut pushed) = (String::new(), Row::new(), Vec::new());
                for (at, cell) in cells.iter().enumerate() {
                    text += if at > 0 { "," } else { "" };
                    let start = text.len();
                    match quotes[at] {
                        0 => {
                            text += cell;
                            pushed.push((start, text.len(), None));
                        }
                        1 => {
                            text.extend(["\"", cell, ",\""]);
                            pushed.push((start + 1, text.len() - 1, None));
                        }
                        _ => {
                            text.extend(["\"\"\"", cell, "\""]);
                            pushed.push((start + 1, text.len() - 1, Some(format!("\"{cell}"))));
                        }
                    }
                }
                row.begin(1);
                row.set_quoted(&text);
                for (start, end, resolved) in pushed {
                    match resolved {
                        Some(resolved) => row.push_text(&resolved),
                        None => row.push_span(start, end),
                    }
                }
                row
            };
            let seen = |row: &Row| [0, 1, 3, 4].map(|column| format!("{:?}", row.cell(column)));
            let rows = |cells: &[String]| [read(cells), put(cells), quoted(cells)];
            for (a, b) in rows(&one).iter().flat_map(|a| rows(&other).into_iter().map(move |b| (a, b))) {
                if key_of(a, &runs) == key_of(&b, &runs) {
                    prop_assert_eq!(seen(a), seen(&b));
                }
            }
            prop_assert!(one != other || key_of(&read(&one), &runs) == key_of(&read(&other), &runs));
            // A quoted cell elsewhere in the row makes no difference.
            if quotes[..2] == [0, 0] && one[..2].iter().all(|cell| !cell.trim().is_empty()) {
                prop_assert_eq!(key_of(&quoted(&one), &runs[..1]), key_of(&read(&one), &runs[..1]));
            }
        }
    }
}
