//! Writes the cells of a workbook's sheets as rows, and refuses what no table has: too much, too far, out of order.

use std::io::{self, Write};

use crate::cells::Cell;
use crate::error::{FileError, ReadError};
use crate::read::limits::setting;
use crate::read::workbook::marks::Marks;
use crate::read::{Limits, faults, frames};

/// A workbook's sheets and rows on their way out. Cells come row by row; within a row in any order.
pub(super) struct BookWriter<'a> {
    out: &'a mut dyn Write,
    limits: &'a Limits,
    /// Sheets so far.
    sheets: usize,
    /// Cells of the workbook so far.
    cells: u64,
    /// The sheet's name.
    name: String,
    /// What is hidden in the sheet, and what else its cells do not show.
    marks: Marks,
    /// The row that is gathered, 0-based; none before the first cell.
    row: Option<u32>,
    /// How many columns the widest row has had.
    width: u32,
    encoded: Vec<u8>,
    /// Column and place in `encoded` of each cell of the row.
    places: Vec<(u16, usize, usize)>,
    body: Vec<u8>,
}

impl<'a> BookWriter<'a> {
    pub(super) fn new(out: &'a mut dyn Write, limits: &'a Limits) -> Self {
        Self {
            out,
            limits,
            sheets: 0,
            cells: 0,
            name: String::new(),
            marks: Marks::default(),
            row: None,
            width: 0,
            encoded: Vec::new(),
            places: Vec::new(),
            body: Vec::new(),
        }
    }

    /// Begins the sheet `name`.
    pub(super) fn begin(&mut self, name: &str, hidden: bool, marks: Marks) -> Result<(), ReadError> {
        self.sheets += 1;
        if self.sheets > self.limits.sheets {
            return Err(faults::too_many_sheets(self.sheets, self.limits.sheets).into());
        }
        frames::write_sheet(self.out, name, hidden)?;
        name.clone_into(&mut self.name);
        (self.marks, self.row, self.width) = (marks, None, 0);
        Ok(())
    }

    /// What is known of the sheet beside its cells; it may still be added to.
    pub(super) fn marks(&mut self) -> &mut Marks {
        &mut self.marks
    }

    /// Says, after its cells, that people do not see the sheet.
    pub(super) fn hide_sheet(&mut self) -> io::Result<()> {
        frames::write(self.out, frames::HIDE, &[])
    }

    /// Adds the cell in `row` and `column`, both 0-based; an empty one is passed over.
    pub(super) fn add(&mut self, (row, column): (u32, u32), cell: Cell<'_>) -> Result<(), ReadError> {
        if cell == Cell::Empty {
            return Ok(());
        }
        self.check_place(row, column)?;
        if self.row != Some(row) {
            self.end_row()?;
            self.row = Some(row);
        }
        self.width = self.width.max(column + 1);
        self.cells += 1;
        if self.cells > self.limits.cells {
            let (limit, named) = (self.limits.cells, setting::CELLS);
            let message = format!("the workbook has more than {limit} cells ({named}); split it and send the parts");
            return Err(FileError::new("too_many_cells", message).into());
        }
        if let Cell::Text(text) = cell
            && text.len() > self.limits.cell_bytes
        {
            let (limit, named) = (self.limits.cell_bytes, setting::CELL_BYTES);
            let what = format!("more than {limit} bytes of text ({named}); shorten it");
            return Err(self.refuse("cell_too_long", row, column, &what).into());
        }
        self.marks.note_cell(column);
        let start = self.encoded.len();
        frames::put_cell(&mut self.encoded, column as u16, cell);
        self.places.push((column as u16, start, self.encoded.len()));
        Ok(())
    }

    /// Ends the sheet; `claimed` is the last row and column that the sheet says it has, 0-based.
    pub(super) fn end(&mut self, claimed: Option<(u32, u32)>) -> Result<(), ReadError> {
        self.end_row()?;
        for note in std::mem::take(&mut self.marks).notes(&self.name) {
            frames::write_note(self.out, &note)?;
        }
        let Some((row, column)) = claimed else { return Ok(()) };
        let area = |rows: u32, columns: u32| u64::from(rows) * u64::from(columns);
        let claim = area(row.saturating_add(1), column.saturating_add(1));
        let held = area(self.row.map_or(0, |row| row + 1), self.width);
        if claim > self.limits.claimed_cells && held < claim / 100 {
            let message = format!(
                "sheet {:?} says that it reaches to {} but its figures end in row {}; copy the table into a new \
                 workbook and send that",
                self.name,
                cell_name(row, column),
                self.row.map_or(0, |row| row + 1)
            );
            return Err(FileError::new("huge_dimension", message).at(Some(&self.name), None).into());
        }
        Ok(())
    }

    fn check_place(&self, row: u32, column: u32) -> Result<(), ReadError> {
        if row >= self.limits.rows {
            let what = format!("a value below row {} ({}); split the table", self.limits.rows, setting::ROWS);
            return Err(self.refuse("too_many_rows", row, column, &what).into());
        }
        if column >= self.limits.columns {
            let (limit, named) = (self.limits.columns, setting::COLUMNS);
            let what = format!("a value right of column {limit} ({named}); split the table");
            return Err(self.refuse("too_many_columns", row, column, &what).into());
        }
        if self.row.is_some_and(|last| row < last) {
            let place = cell_name(row, column);
            return Err(faults::unreadable(format_args!("its rows are out of order at {place}")).into());
        }
        let below = row - self.row.unwrap_or(0);
        if below > self.limits.row_gap || column.saturating_sub(self.width) > self.limits.column_gap {
            let what = "a value far away from everything else; delete it";
            return Err(self.refuse("cell_out_of_range", row, column, what).into());
        }
        Ok(())
    }

    fn refuse(&self, code: &'static str, row: u32, column: u32, what: &str) -> FileError {
        let message = format!("cell {} of sheet {:?} has {what}, and send it again", cell_name(row, column), self.name);
        FileError::new(code, message).at(Some(&self.name), Some(row.saturating_add(1)))
    }

    fn end_row(&mut self) -> io::Result<()> {
        let Some(row) = self.row.filter(|_| !self.places.is_empty()) else { return Ok(()) };
        frames::put_row(&mut self.body, row + 1);
        if self.places.is_sorted_by(|a, b| a.0 < b.0) {
            self.body.extend_from_slice(&self.encoded);
        } else {
            // The same cell twice: the later one holds, as in spreadsheet programs.
            self.places.sort_by_key(|place| place.0);
            for (at, (column, start, end)) in self.places.iter().enumerate() {
                if self.places.get(at + 1).is_none_or(|next| next.0 != *column) {
                    self.body.extend_from_slice(&self.encoded[*start..*end]);
                }
            }
        }
        self.encoded.clear();
        self.places.clear();
        let tag = if self.marks.note_row(row) { frames::HIDDEN_ROW } else { frames::ROW };
        frames::write(self.out, tag, &self.body)
    }
}

/// The name that people see, such as `XFD1048576`, of a place given 0-based.
pub(super) fn cell_name(row: u32, column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = u64::from(column) + 1;
    while rest > 0 {
        letters.push((b'A' + ((rest - 1) % 26) as u8) as char);
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect::<String>() + &(u64::from(row) + 1).to_string()
}

#[cfg(test)]
mod tests {
    use super::cell_name;

    #[test]
    fn cells_are_named_as_people_see_them() {
        assert_eq!(cell_name(0, 0), "A1");
        assert_eq!(cell_name(9, 26), "AA10");
        assert_eq!(cell_name(1_048_575, 16_383), "XFD1048576");
    }
}
