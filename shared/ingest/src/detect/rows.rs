//! Whether the rows of a file say whose it is.

use crate::book::Book;
use crate::cells::Row;
use crate::error::ReadError;
use crate::format::Format;
use crate::profile::find_column;
use crate::profile::header::{self, Search};
use crate::value::cell;

/// Whether all rows of a sheet that say anything in the columns asked say what the format's rows say; `None` where it has
/// none of the columns, or nothing in them. All of them are read: a list of several vendors may begin with this one's.
pub(super) fn say(book: &dyn Book, sheet: usize, format: &Format) -> Result<Option<bool>, ReadError> {
    let asked = format.recognise.rows.as_slice();
    if asked.is_empty() {
        return Ok(None);
    }
    let mut rows = book.open(sheet)?;
    let Search::Found(header) = header::find(rows.as_mut(), format)? else { return Ok(None) };
    let asked: Vec<_> = asked.iter().filter_map(|c| Some((c, find_column(&c.column, &header.keys)?))).collect();
    let mut row = Row::new();
    let mut any = false;
    while !asked.is_empty() && rows.next(&mut row)? {
        for (condition, column) in &asked {
            let text = cell::text(row.cell(usize::from(*column)));
            if text.is_empty() || condition.column.matches(&text) {
                continue;
            }
            if !condition.holds(&text) {
                return Ok(Some(false));
            }
            any = true;
        }
    }
    Ok(any.then_some(true))
}
