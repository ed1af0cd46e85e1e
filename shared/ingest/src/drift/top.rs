//! The top of the table that a format would read: its header, also one that has changed, and a sample of its cells.

use std::cell::OnceCell;

use super::roles::Roles;
use crate::book::Book;
use crate::cells::Row;
use crate::error::ReadError;
use crate::format::{Format, SheetChoice};
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
    /// How many columns the format misses.
    pub(super) lacks: usize,
    /// The cells below it by column, and what they look like: most columns are never asked about.
    cells: Vec<(Vec<String>, OnceCell<Content>)>,
}

impl Top {
    /// The texts of a column's cells.
    pub(super) fn texts(&self, column: usize) -> &[String] {
        self.cells.get(column).map_or(&[], |(texts, _)| texts)
    }

    /// What the cells of a column look like.
    pub(super) fn content(&self, column: usize) -> Option<&Content> {
        let (texts, content) = self.cells.get(column)?;
        Some(content.get_or_init(|| Content::of(texts.iter().map(String::as_str), &Known::default())))
    }
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

/// The tables of the other sheets that the format reads.
pub(super) fn others(book: &dyn Book, format: &Format, roles: &Roles<'_>, but: usize) -> Result<Vec<Top>, ReadError> {
    let mut found = Vec::new();
    if matches!(format.table.sheets, SheetChoice::All | SheetChoice::Named(_)) {
        let chosen = sheets::choose(format, book.sheets());
        for sheet in chosen.into_iter().take(SHEETS).filter(|sheet| *sheet != but) {
            found.extend(of_sheet(book, sheet, format, roles)?.map(|(_, top)| top));
        }
    }
    Ok(found)
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
            let cells = vec![<(Vec<String>, OnceCell<Content>)>::default(); header.keys.len()];
            best = Some((shared, Top { sheet, header, lacks, cells }));
            below = 0;
        } else if let Some((_, top)) = &mut best {
            below += 1;
            for ((texts, _), cell) in top.cells.iter_mut().zip(row.cells()) {
                texts.push(cell::text(cell).into_owned());
            }
        } else if row.number() > format.table.header_within {
            break;
        }
        watch.pass(&row);
    }
    Ok(best)
}
