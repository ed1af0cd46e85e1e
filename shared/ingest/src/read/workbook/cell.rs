//! A cell of the spreadsheet library as a cell of ours.

use calamine::{Data, DataRef, ExcelDateTime};
use chrono::{NaiveDate, NaiveDateTime};

use crate::cells::Cell;

/// Days from the first date of either date system to the last one that spreadsheets know, 9999-12-31.
const DATES: std::ops::Range<f64> = 0.0..2_958_466.0;

/// Hands `value` to `take` as one of our cells.
pub(super) fn with_cell<T>(value: &DataRef<'_>, take: impl FnOnce(Cell<'_>) -> T) -> T {
    match value {
        DataRef::Empty => take(Cell::Empty),
        DataRef::Int(number) => take(Cell::Number(*number as f64)),
        DataRef::Float(number) => take(Cell::Number(*number)),
        DataRef::String(text) | DataRef::DurationIso(text) => take(text_cell(text)),
        DataRef::SharedString(text) => take(text_cell(text)),
        DataRef::Bool(value) => take(Cell::Bool(*value)),
        DataRef::DateTime(date) => take(date_cell(*date)),
        DataRef::DateTimeIso(text) => take(iso_date(text).map_or_else(|| text_cell(text), Cell::Date)),
        DataRef::Error(error) => take(Cell::Error(&error.to_string())),
    }
}

/// The owned form of a cell, as the readers of whole sheets give it, in its borrowed form.
pub(super) fn borrowed(value: &Data) -> DataRef<'_> {
    match value {
        Data::Empty => DataRef::Empty,
        Data::Int(number) => DataRef::Int(*number),
        Data::Float(number) => DataRef::Float(*number),
        Data::String(text) | Data::DurationIso(text) => DataRef::SharedString(text),
        Data::Bool(value) => DataRef::Bool(*value),
        Data::DateTime(date) => DataRef::DateTime(*date),
        Data::DateTimeIso(text) => DataRef::DateTimeIso(text.clone()),
        Data::Error(error) => DataRef::Error(error.clone()),
    }
}

pub(super) fn text_cell(text: &str) -> Cell<'_> {
    if crate::cells::is_blank(text) { Cell::Empty } else { Cell::Text(text) }
}

/// A duration, and a date beyond what a calendar of spreadsheets holds, stays the number that it is stored as.
fn date_cell(date: ExcelDateTime) -> Cell<'static> {
    let number = date.as_f64();
    if date.is_duration() || !DATES.contains(&number) {
        return Cell::Number(number);
    }
    date.as_datetime().map_or(Cell::Number(number), Cell::Date)
}

/// A date as XML writes it, with or without a time.
pub(super) fn iso_date(text: &str) -> Option<NaiveDateTime> {
    let text = text.trim().trim_end_matches('Z');
    NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f")
        .ok()
        .or_else(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?.and_hms_opt(0, 0, 0))
}
