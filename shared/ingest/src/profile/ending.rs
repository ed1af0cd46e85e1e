//! Where a table ends before its sheet does.

use crate::cells::Row;
use crate::format::Format;
use crate::value::cell;

/// Watches the rows of one table for its end.
#[derive(Debug)]
pub(crate) struct Ending {
    last: u32,
    over: bool,
}

impl Ending {
    /// Below a header.
    pub(crate) fn below(header_row: u32) -> Self {
        Self { last: header_row, over: false }
    }

    /// Whether this row and all below it are no more of the table. A row that the reader left out is blank.
    pub(crate) fn reached(&mut self, format: &Format, row: &Row) -> bool {
        let table = &format.table;
        if self.over || (!table.ends_at_blank && table.ends_at.is_empty()) {
            return self.over;
        }
        let mut filled = row.cells().filter(|c| !cell::is_empty(*c));
        let first = filled.next();
        let blank = first.is_none() || row.number() > self.last + 1;
        self.last = row.number();
        self.over = (table.ends_at_blank && blank) || first.is_some_and(|c| table.ends_at.matches(&cell::text(c)));
        self.over
    }
}
