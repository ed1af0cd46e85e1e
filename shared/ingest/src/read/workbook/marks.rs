//! What a sheet's cells do not show: hidden rows and columns, merged cells, formulas without values. Nothing of it
//! changes what is read; it is said.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use crate::read::workbook::sheet::cell_name;
use crate::record::{RowWarning, Source};

/// How many rows, columns or areas a warning names.
const NAMED: usize = 10;

/// What is known of one sheet beside its cells. Rows and columns are 0-based.
#[derive(Debug, Default)]
pub(super) struct Marks {
    hidden_rows: Vec<RangeInclusive<u32>>,
    hidden_columns: Vec<RangeInclusive<u32>>,
    /// Hidden rows with cells: how many, and the first of them.
    rows: (u64, Vec<u32>),
    /// Hidden columns with cells.
    columns: Vec<u32>,
    /// How many areas over several rows are merged in each column.
    merged: BTreeMap<u32, u64>,
    areas: Vec<String>,
    /// Formulas that the file holds no value of, and the row of the first.
    unvalued: (u64, u32),
}

impl Marks {
    /// Hides a row. Rows come in order.
    pub(super) fn hide_row(&mut self, row: u32) {
        self.hide_rows(row..=row);
    }

    /// Hides rows, none of them above those that came before.
    pub(super) fn hide_rows(&mut self, rows: RangeInclusive<u32>) {
        match self.hidden_rows.last_mut() {
            Some(last) if last.end().saturating_add(1) >= *rows.start() => {
                *last = *last.start()..=*rows.end().max(last.end());
            }
            _ => self.hidden_rows.push(rows),
        }
    }

    /// Hides columns.
    pub(super) fn hide_columns(&mut self, columns: RangeInclusive<u32>) {
        self.hidden_columns.push(columns);
    }

    /// Notes merged cells.
    pub(super) fn merge(&mut self, (top, left): (u32, u32), (bottom, right): (u32, u32)) {
        if bottom > top {
            *self.merged.entry(left).or_default() += 1;
            if self.areas.len() < NAMED {
                self.areas.push(format!("{}:{}", cell_name(top, left), cell_name(bottom, right)));
            }
        }
    }

    /// Notes a formula without a value.
    pub(super) fn add_unvalued(&mut self, row: u32) {
        if self.unvalued.0 == 0 {
            self.unvalued.1 = row;
        }
        self.unvalued.0 += 1;
    }

    /// Notes that a column has a cell with a value.
    #[inline]
    pub(super) fn note_cell(&mut self, column: u32) {
        if !self.hidden_columns.is_empty()
            && self.hidden_columns.iter().any(|range| range.contains(&column))
            && !self.columns.contains(&column)
        {
            self.columns.push(column);
        }
    }

    /// Notes that a row has cells; whether it is hidden.
    pub(super) fn note_row(&mut self, row: u32) -> bool {
        let at = self.hidden_rows.partition_point(|range| *range.end() < row);
        let hidden = self.hidden_rows.get(at).is_some_and(|range| range.contains(&row));
        if hidden {
            self.rows.0 += 1;
            if self.rows.1.len() < NAMED {
                self.rows.1.push(row + 1);
            }
        }
        hidden
    }

    /// What is to be said once the sheet is read.
    pub(super) fn notes(self, sheet: &str) -> Vec<RowWarning> {
        let mut notes = Vec::new();
        let mut say = |code, row: Option<u32>, message| {
            let source = row.map(|row| Source { sheet: 0, row, column: None });
            notes.push(RowWarning { code, message, source, value: None });
        };
        let (count, rows) = &self.rows;
        if let Some(first) = rows.first() {
            let list: Vec<String> = rows.iter().map(u32::to_string).collect();
            let message = format!(
                "sheet {sheet:?} has {count} hidden rows with values ({}), as a filter leaves them; they were read like the \
                 others: delete them and send the file again if they are not meant",
                listed(&list, *count)
            );
            say("hidden_rows", Some(*first), message);
        }
        if !self.columns.is_empty() {
            let names: Vec<String> = self.columns.iter().take(NAMED).map(|column| column_name(*column)).collect();
            let message = format!(
                "sheet {sheet:?} has hidden columns with values ({}); they were read like the others",
                listed(&names, self.columns.len() as u64)
            );
            say("hidden_columns", None, message);
        }
        // Once a column is a header of two rows; again and again it is a fact that was merged over its rows.
        if self.merged.values().any(|areas| *areas > 1) {
            let count = self.merged.values().sum();
            let message = format!(
                "sheet {sheet:?} has cells merged over several rows ({}); only the first row of each was read with the value",
                listed(&self.areas, count)
            );
            say("merged_cells", None, message);
        }
        let (count, row) = self.unvalued;
        if count > 0 {
            let message = format!(
                "sheet {sheet:?} has {count} formulas without a value (the first in row {}), read as empty; open the file \
                 in a spreadsheet program, save it there and send it again",
                row + 1
            );
            say("formulas_without_values", Some(row + 1), message);
        }
        notes
    }
}

fn listed(names: &[String], count: u64) -> String {
    let more = if count > names.len() as u64 { ", ..." } else { "" };
    names.join(", ") + more
}

fn column_name(column: u32) -> String {
    cell_name(0, column).trim_end_matches('1').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_holds_values_is_said() {
        let mut marks = Marks::default();
        for row in [1, 2, 3, 7] {
            marks.hide_row(row);
        }
        marks.hide_columns(1..=3);
        marks.merge((0, 0), (1, 0));
        let told: Vec<u32> = (0..10).filter(|row| marks.note_row(*row)).collect();
        assert_eq!(told, [1, 2, 3, 7]);
        marks.note_cell(2);
        marks.note_cell(26);
        let notes = marks.notes("Sales");
        assert_eq!(notes.iter().map(|note| note.code).collect::<Vec<_>>(), ["hidden_rows", "hidden_columns"]);
        assert!(notes[0].message.contains("4 hidden rows with values (2, 3, 4, 8)"), "{}", notes[0].message);
        assert!(notes[1].message.contains("(C)"), "{}", notes[1].message);
        assert!(Marks::default().notes("Sales").is_empty());
    }
}
