//! The period of the whole file, from outside its rows: a cell, the uploader, the file's name, in this order.

use chrono::Datelike;
use sellout_model::Period;

use super::{Context, filename};
use crate::book::Book;
use crate::cells::Row;
use crate::error::ReadError;
use crate::format::{Field, FileNameMeans, Format, InfoCell, Reports};
use crate::record::RowWarning;
use crate::value::{DateHint, Said, cell, period};

/// What is said outside the rows.
#[derive(Clone, Debug, Default)]
pub struct FilePeriod {
    /// By a cell of the file.
    pub cell: Option<Period>,
    /// By the uploader.
    pub upload: Option<Period>,
    /// By the file's name.
    pub name: Option<Period>,
}

impl FilePeriod {
    /// Looks everywhere that the format says.
    pub(crate) fn find(book: &dyn Book, format: &Format, ctx: &Context, table_sheet: usize) -> Result<Self, ReadError> {
        let cell = by_cells(book, format, table_sheet)?;
        Ok(Self { cell, upload: ctx.period, name: filename::period(format, &ctx.filename) })
    }

    /// The one that counts.
    pub fn chosen(&self) -> Option<Period> {
        self.cell.or(self.upload).or(self.name)
    }

    /// The period that every day of the rows has to lie in; none where older periods may be in the file too, or where
    /// a file's name says when orders were exported.
    pub(crate) fn of_rows(&self, format: &Format) -> Option<Period> {
        if format.policy.living {
            return None;
        }
        let by_name = matches!(format.policy.reports, Reports::Periods | Reports::Parts);
        self.cell.or(self.upload).or(self.name.filter(|_| by_name))
    }

    /// The year that counts for a month without one.
    pub(crate) fn year(&self) -> Option<i32> {
        self.chosen().filter(|p| p.from.year() == p.to.year()).map(|p| p.from.year())
    }

    /// Warnings where two of them say different things.
    pub(crate) fn disagreements(&self) -> Vec<RowWarning> {
        let said = [("a cell of the file", self.cell), ("the uploader", self.upload), ("the file name", self.name)];
        let said: Vec<(&str, Period)> = said.into_iter().filter_map(|(who, p)| p.map(|p| (who, p))).collect();
        let Some(((first, chosen), others)) = said.split_first() else { return Vec::new() };
        let differ = others.iter().filter(|(_, p)| (p.from, p.to) != (chosen.from, chosen.to));
        differ
            .map(|(who, p)| disagrees(&format!("{first} says {chosen}, {who} says {p}; {chosen} was taken")))
            .collect()
    }

    /// A warning for each of them that the rows' own dates, from the first to the last, contradict.
    pub(crate) fn against_rows(&self, format: &Format, rows: &Period) -> Vec<RowWarning> {
        let name = self.name.filter(|_| matches!(format.policy.reports, Reports::Periods | Reports::Parts));
        let said =
            [("a cell of the file says", self.cell), ("the uploader said", self.upload), ("the file name says", name)];
        let contradicts = |p: &Period| {
            if format.policy.living { !p.overlaps(rows) } else { !p.contains(rows) }
        };
        let (first, last) = (rows.from, rows.to);
        said.into_iter()
            .filter_map(|(who, p)| p.filter(contradicts).map(|p| (who, p)))
            .map(|(who, p)| {
                disagrees(&format!("the rows run from {first} to {last}, {who} {p}; the rows' own dates were taken"))
            })
            .collect()
    }
}

fn disagrees(message: &str) -> RowWarning {
    RowWarning { code: "period_disagrees", message: message.to_owned(), source: None, value: None }
}

/// Whether the rows (or the labels above them, or the sheet's name) say their own period, without help for the year.
pub(crate) fn rows_say(format: &Format, layout: &super::SheetLayout) -> bool {
    let has = |f| layout.columns.has(f) || format.constant.contains_key(&f) || layout.fact(f).is_some();
    has(Field::Date)
        || has(Field::Period)
        || has(Field::PeriodFrom)
        || (has(Field::Month) && (has(Field::Year) || !layout.bare_months))
        || (has(Field::Week) && has(Field::Year))
        || format.table.sheet_name == Some(Field::Period)
        || bands_say(format, layout)
}

fn bands_say(format: &Format, layout: &super::SheetLayout) -> bool {
    let year = layout.columns.has(Field::Year) || layout.fact(Field::Year).is_some();
    let says = |said: &Option<Said>| matches!(said, Some(Said::Period(_))) || (said.is_some() && year);
    format.bands.is_some() && layout.lanes.iter().all(|lane| says(&lane.said))
}

/// What the format takes the file's name for, in words for the refusal.
pub(crate) fn cure(format: &Format) -> &'static str {
    match format.period.file_name {
        FileNameMeans::WeekBefore => {
            "give the period (such as 2025-W14), or send the file under a name with its date (DD-MM-YYYY)"
        }
        FileNameMeans::Period => "give the period (such as 2025-04), or send the file under a name with it",
        FileNameMeans::Nothing => "give the period, such as 2025-04",
    }
}

/// The period that cells say together, such as a month and its year, else the first of them alone.
///
/// A day that could be of two months says nothing where the format does not tell which comes first.
fn by_cells(book: &dyn Book, format: &Format, table_sheet: usize) -> Result<Option<Period>, ReadError> {
    let order = format.reading.dates;
    let mut texts = Vec::new();
    for info in format.period.cell.as_slice() {
        texts.extend(cell_text(book, info, table_sheet)?);
    }
    let said = |text: &str| match period::parse(text, order.unwrap_or_default()) {
        _ if order.is_none() && period::hint(text) == DateHint::Unsure => None,
        Some(Said::Period(period)) => Some(period),
        Some(Said::Month(_) | Said::Year(_)) | None => None,
    };
    Ok(said(&texts.join(" ")).or_else(|| texts.first().and_then(|text| said(text))))
}

/// The text of a cell outside the table; `None` where it is not there or empty.
pub(super) fn cell_text(book: &dyn Book, info: &InfoCell, table_sheet: usize) -> Result<Option<String>, ReadError> {
    let sheet = match &info.sheet {
        None => Some(table_sheet),
        Some(name) => book.sheets().iter().position(|s| super::sheets::is_named(std::slice::from_ref(name), &s.name)),
    };
    let Some(sheet) = sheet else { return Ok(None) };
    let target = info.at.as_deref().and_then(address);
    let mut rows = book.open(sheet)?;
    let mut row = Row::new();
    while rows.next(&mut row)? && row.number() <= 200 {
        let text = match (target, &info.beside) {
            (Some((number, column)), _) if number == row.number() => Some(cell::text(row.cell(column)).into_owned()),
            (None, Some(labels)) => labels.as_slice().iter().find_map(|label| beside(&row, label)),
            _ => None,
        };
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            return Ok(Some(text));
        }
    }
    Ok(None)
}

/// The text to the right of a label: the next cell of the row that is not empty.
fn beside(row: &Row, label: &str) -> Option<String> {
    let key = crate::value::text::header_key(label);
    let mut texts = row.cells().map(|c| cell::text(c).into_owned());
    texts.find(|t| crate::value::text::header_key(t).trim_end_matches(':') == key.trim_end_matches(':'))?;
    texts.find(|t| !t.is_empty())
}

/// `B2` as row 2 and column 1 (0-based).
fn address(text: &str) -> Option<(u32, usize)> {
    let letters = text.find(|c: char| c.is_ascii_digit())?;
    let (column, row) = text.split_at(letters);
    let column = column.bytes().try_fold(0_usize, |n, b| {
        b.is_ascii_alphabetic().then(|| n * 26 + usize::from(b.to_ascii_uppercase() - b'A') + 1)
    })?;
    Some((row.parse().ok()?, column.checked_sub(1)?))
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn a_cell_is_named_as_spreadsheets_name_it() {
        assert_eq!(address("B2"), Some((2, 1)));
        assert_eq!(address("AA10"), Some((10, 26)));
        assert_eq!(address("12"), None);
    }
}
