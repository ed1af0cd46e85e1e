//! The top of the table that a format would read: its header, also one that has changed, and a sample of its cells.

use super::roles::Roles;
use crate::book::Book;
use crate::cells::Row;
use crate::error::ReadError;
use crate::format::Format;
use crate::profile::header::{Header, Watch};
use crate::profile::{needs, sheets};
use crate::suggest::Known;
use crate::suggest::content::Content;
use crate::value::cell;

/// How many sheets are looked at, and how many rows below a header.
const SHEETS: usize = 10;
const ROWS: usize = 100;
/// The fewest headers that a changed header still shares with its format.
const SHARED: usize = 2;

/// The header of the format's table and the cells below it.
pub(super) struct Top {
    /// The sheet's place in the book.
    pub(super) sheet: usize,
    /// The header.
    pub(super) header: Header,
    /// What the cells of each column look like.
    pub(super) contents: Vec<Content>,
    /// What the format misses, in words.
    pub(super) lacks: usize,
}

/// The table of the first sheet that has all columns, else of the one that has most of them.
pub(super) fn find(book: &dyn Book, format: &Format, roles: &Roles<'_>) -> Result<Option<Top>, ReadError> {
    let mut best: Option<(usize, Top)> = None;
    for &sheet in sheets::choose(format, book.sheets()).iter().take(SHEETS) {
        let Some((shared, top)) = of_sheet(book, sheet, format, roles)? else { continue };
        if top.lacks == 0 {
            return Ok(Some(top));
        }
        if best.as_ref().is_none_or(|(most, _)| shared > *most) {
            best = Some((shared, top));
        }
    }
    Ok(best.map(|(_, top)| top))
}

fn of_sheet(
    book: &dyn Book,
    sheet: usize,
    format: &Format,
    roles: &Roles<'_>,
) -> Result<Option<(usize, Top)>, ReadError> {
    if format.table.header_rows == 0 {
        return Ok(None);
    }
    let mut rows = book.open(sheet)?;
    let mut row = Row::new();
    let mut watch = Watch::new(format);
    let mut best: Option<(usize, Top)> = None;
    let mut cells: Vec<Vec<String>> = Vec::new();
    let mut below = 0;
    while below < ROWS && rows.next(&mut row)? {
        let header = if row.number() <= format.table.header_within { Some(watch.stack(&row)) } else { None };
        let found = header.and_then(|header| {
            let known = |key: &&String| !key.is_empty() && roles.know(key);
            let shared = header.keys.iter().filter(known).count();
            if shared < SHARED || best.as_ref().is_some_and(|(_, top)| top.lacks == 0) {
                return None;
            }
            let lacks = needs::lacking(format, &header).len();
            let better = best.as_ref().is_none_or(|(most, _)| lacks == 0 || shared > *most);
            better.then_some((shared, header, lacks))
        });
        if let Some((shared, header, lacks)) = found {
            cells = vec![Vec::new(); header.keys.len()];
            best = Some((shared, Top { sheet, header, contents: Vec::new(), lacks }));
            below = 0;
        } else if best.is_some() {
            below += 1;
            for (texts, cell) in cells.iter_mut().zip(row.cells()) {
                texts.push(cell::text(cell).into_owned());
            }
        } else if row.number() > format.table.header_within {
            break;
        }
        watch.pass(&row);
    }
    if let Some((_, top)) = &mut best {
        let known = Known::default();
        top.contents = cells.iter().map(|texts| Content::of(texts.iter().map(String::as_str), &known)).collect();
    }
    Ok(best)
}
