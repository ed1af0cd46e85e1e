//! What is said outside the table: by names, titles and cells.

use super::header::Header;
use super::layout::SheetLayout;
use super::scan::Undecided;
use super::{filename, period};
use crate::book::Book;
use crate::error::ReadError;
use crate::format::{Field, Format, Outside};
use crate::record::Source;
use crate::value::{self, DateHint};

/// The facts of one table. The first text that says a field counts.
pub(crate) fn find(
    book: &dyn Book,
    format: &Format,
    filename: &str,
    sheet: usize,
    header: &Header,
) -> Result<Vec<(Field, String)>, ReadError> {
    let mut found: Vec<(Field, String)> = Vec::new();
    for fact in &format.facts {
        let texts: Vec<String> = match (&fact.cell, fact.from) {
            (Some(cell), _) => period::cell_text(book, cell, sheet)?.into_iter().collect(),
            (None, Some(Outside::FileName)) => vec![filename::stem(filename).trim().to_owned()],
            (None, Some(Outside::SheetName)) => book.sheets().get(sheet).map(|s| s.name.clone()).into_iter().collect(),
            (None, Some(Outside::Title)) => header.titles_above.iter().map(|(_, text)| text.clone()).collect(),
            (None, Some(Outside::LastTitle)) => {
                header.titles_above.last().map(|(_, text)| text.clone()).into_iter().collect()
            }
            (None, None) => Vec::new(),
        };
        for (field, text) in texts.iter().find_map(|text| fact.read(text)).unwrap_or_default() {
            if found.iter().all(|(known, _)| *known != field) {
                found.push((field, text));
            }
        }
    }
    Ok(found)
}

/// A day outside the table that could be of two months, where the format does not say which comes first.
pub(super) fn undecided(format: &Format, layout: &SheetLayout) -> Option<Undecided> {
    let of_time = |field: &Field| Field::DATES.contains(field) || *field == Field::Month;
    let by_facts = layout.facts.iter().filter(|(field, _)| of_time(field)).map(|(_, text)| text.as_str());
    let by_name = (format.table.sheet_name == Some(Field::Period)).then_some(layout.name.as_str());
    let unsure = by_facts.chain(by_name).any(|text| value::period::hint(text) == DateHint::Unsure);
    let source = Source { sheet: layout.sheet, row: layout.header_row, column: None };
    (unsure && format.reading.dates.is_none()).then_some(Undecided::Dates(source))
}
