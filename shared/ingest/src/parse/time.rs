//! Which day and reporting period a row is of.

use chrono::{Datelike, NaiveDate};
use sellout_model::Period;

use super::fault::Fault;
use super::view::View;
use super::week;
use crate::cells::Cell;
use crate::format::Field;
use crate::profile::{FilePeriod, Lane};
use crate::value::{DateError, DateOrder, Said, cell, date, period};

/// The time of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RowTime {
    /// Its own day, if it has one.
    pub sold_on: Option<NaiveDate>,
    /// The reporting period that it belongs to.
    pub period: Period,
    /// Whether the row itself said so, not the file as a whole.
    pub own: bool,
}

impl RowTime {
    /// What its row speaks for: its day, else the reporting period.
    pub(super) fn speaks_for(&self) -> Period {
        self.sold_on.map_or(self.period, Period::day)
    }
}

/// Reads the time by the row's day, its first and last day, its period, its month or week and year, the label above, the
/// sheet's name, and last what is said of the whole file.
pub(super) fn read(view: &View<'_>, lane: &Lane, file: &FilePeriod) -> Result<RowTime, Fault> {
    let day = day(view)?;
    let span = span(view)?;
    if let (Some(Said::Period(p)), Some(span)) = (day, span)
        && p.days() == 1
        && span.days() > 1
    {
        return Ok(RowTime { sold_on: Some(p.from), period: span, own: true });
    }
    let said = match day.or(span.map(Said::Period)) {
        Some(said) => Some(said),
        None => match said_in(view, Field::Period)? {
            Some(said) => Some(said),
            None => match week::read(view, file)? {
                Some(week) => Some(Said::Period(week)),
                None => month_or_label(view, lane)?,
            },
        },
    };
    match said {
        Some(said) => of(view, said, file),
        None => file.chosen().map(|period| RowTime { sold_on: None, period, own: false }).ok_or_else(|| {
            let column =
                [Field::Date, Field::Period, Field::Month].iter().find_map(|f| view.layout.columns.of(*f).first());
            Fault::missing(
                column.copied(),
                "missing_date",
                "the row has no date; give it, or the period of the whole file",
            )
        }),
    }
}

fn of(view: &View<'_>, said: Said, file: &FilePeriod) -> Result<RowTime, Fault> {
    let column = || view.layout.columns.of(Field::Month).first().copied();
    let period = match said {
        Said::Period(period) => period,
        Said::Month(month) => {
            let year = written_year(view)?.or_else(|| file.year());
            let message = "the month has no year; give a column with the year, or the period of the whole file";
            let year = year.ok_or_else(|| Fault::missing(column(), "missing_year", message))?;
            Period::month(year, month).ok_or_else(|| {
                Fault::new(column(), "bad_date", &year.to_string(), "such a year has no sales; correct it")
            })?
        }
        Said::Year(year) => {
            let (from, to) = (Period::month(year, 1), Period::month(year, 12));
            from.zip(to).and_then(|(from, to)| Period::between(from.from, to.to).ok()).ok_or_else(|| {
                Fault::new(None, "bad_date", &year.to_string(), "such a year has no sales; correct it")
            })?
        }
    };
    let is_day = period.from == period.to;
    let reporting = if is_day { Period::of_grain(view.format.policy.grain, period.from) } else { None };
    Ok(RowTime { sold_on: is_day.then_some(period.from), period: reporting.unwrap_or(period), own: true })
}

/// The date column: a day, or a month or other period where it holds that.
fn day(view: &View<'_>) -> Result<Option<Said>, Fault> {
    let Some((column, cell)) = view.first(view.layout.columns.of(Field::Date)) else {
        return match view.given(Field::Date) {
            Some(text) => Ok(period::parse(text, view.layout.outside)),
            None => Ok(None),
        };
    };
    let order = view.layout.order(column);
    match cell {
        Cell::Date(at) => Ok(Some(Said::Period(Period::day(at.date())))),
        Cell::Error(sign) => Err(Fault::cell_error(column, sign)),
        Cell::Text(_) | Cell::Number(_) | Cell::Bool(_) | Cell::Empty => {
            let text = view.text(Field::Date);
            match date::parse(&text, order) {
                Ok(day) => Ok(Some(Said::Period(Period::day(day)))),
                Err(DateError::NotDate) => match period::parse(&text, order) {
                    Some(Said::Period(period)) => Ok(Some(Said::Period(period))),
                    Some(Said::Month(_) | Said::Year(_)) | None => Err(bad_date(column, &text, DateError::NotDate)),
                },
                Err(error) => Err(bad_date(column, &text, error)),
            }
        }
    }
}

/// First and last day.
fn span(view: &View<'_>) -> Result<Option<Period>, Fault> {
    let Some(Said::Period(from)) = said_in(view, Field::PeriodFrom)? else { return Ok(None) };
    let to = match said_in(view, Field::PeriodTo)? {
        Some(Said::Period(to)) => to,
        _ => from,
    };
    let column = view.layout.columns.of(Field::PeriodTo).first().copied();
    Period::between(from.from, to.to).map(Some).map_err(|_| {
        let message = format!("the period ends on {} before it starts on {}; correct one of them", to.to, from.from);
        Fault::new(column, "bad_date", &to.to.to_string(), message)
    })
}

fn said_in(view: &View<'_>, field: Field) -> Result<Option<Said>, Fault> {
    if !view.layout.columns.has(field) && view.given(field).is_none() {
        return Ok(None);
    }
    let text = view.sound_text(field)?;
    if text.is_empty() {
        return Ok(None);
    }
    let column = view.first(view.layout.columns.of(field)).map(|(column, _)| column);
    let order = column.map_or(view.layout.outside, |column| view.layout.order(column));
    let column = column.unwrap_or_default();
    let said = period::parse(&text, order);
    if said.is_none() {
        let error = date::parse(&text, order).err().unwrap_or(DateError::NotDate);
        return Err(bad_date(column, &text, error));
    }
    Ok(said)
}

/// The row's month, else what the label above or the sheet's name says; a year alone only helps them.
fn month_or_label(view: &View<'_>, lane: &Lane) -> Result<Option<Said>, Fault> {
    let own = month_and_year(view)?;
    let label = lane.said.or_else(|| sheet_name(view));
    Ok(match (own, label) {
        (Some(Said::Year(_)) | None, Some(label)) => Some(label),
        (own, _) => own,
    })
}

fn month_and_year(view: &View<'_>) -> Result<Option<Said>, Fault> {
    match said_in(view, Field::Month)? {
        // A date in the month column stands for its month.
        Some(Said::Period(p)) if p.from == p.to => Ok(Some(Said::Period(Period::month_of(p.from)))),
        Some(Said::Year(_)) => {
            let text = view.text(Field::Month);
            let column = view.layout.columns.of(Field::Month).first().copied().unwrap_or_default();
            Err(bad_date(column, &text, DateError::NotDate))
        }
        Some(said) => Ok(Some(said)),
        // A year from outside the table is of a month that stands elsewhere, never the period itself.
        None if view.layout.columns.has(Field::Year) => Ok(written_year(view)?.map(Said::Year)),
        None => Ok(None),
    }
}

/// The year column: `2024`, `24`.
pub(super) fn written_year(view: &View<'_>) -> Result<Option<i32>, Fault> {
    let text = view.sound_text(Field::Year)?;
    if text.is_empty() {
        return Ok(None);
    }
    let digits = text.strip_suffix(".0").unwrap_or(&text);
    let year = digits.parse::<u32>().ok().filter(|_| matches!(digits.len(), 2 | 4));
    let year = year.map(|y| date::full_year(y, digits.len())).filter(|y| (1900..2200).contains(y));
    if year.is_some() {
        return Ok(year);
    }
    // A date in the year column stands for its year.
    if let Some(Said::Period(p)) = period::parse(&text, DateOrder::DayFirst) {
        return Ok(Some(p.from.year()));
    }
    let column = view.layout.columns.of(Field::Year).first().copied();
    let message = format!("{text:?} is not a year; write it with four digits, such as 2025");
    Err(Fault::new(column, "bad_date", &text, message))
}

fn sheet_name(view: &View<'_>) -> Option<Said> {
    if view.format.table.sheet_name != Some(Field::Period) {
        return None;
    }
    period::parse(&view.layout.name, view.layout.outside)
}

fn bad_date(column: u16, text: &str, error: DateError) -> Fault {
    let (code, message) = match error {
        DateError::NoSuchDay => ("bad_date", format!("{text:?}: {error} in the calendar; correct the date")),
        DateError::Ambiguous => ("ambiguous_date", format!("{text:?} {error}; write the dates as 2025-04-03")),
        DateError::NotDate => ("bad_date", format!("{text:?} is not a date; write it as 2025-04-03")),
    };
    Fault::new(Some(column), code, text, message)
}

/// The text of the time in a row, for places of rows that are not loaded.
pub(super) fn is_written(view: &View<'_>) -> bool {
    let fields = [Field::Date, Field::Period, Field::PeriodFrom, Field::Month, Field::Week];
    fields.iter().any(|f| view.first(view.layout.columns.of(*f)).is_some_and(|(_, c)| !cell::is_empty(c)))
}
