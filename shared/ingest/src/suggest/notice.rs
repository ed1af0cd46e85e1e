//! What a proposal notices beside the columns: sheets that are alike, the period above the table, what the dates are
//! of, and how figures are written.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use sellout_model::Grain;

use super::assign;
use super::column::{self, Column};
use super::content::is_edge_of_month;
use super::header::Head;
use super::headings;
use super::known::Known;
use super::proposal::{Alike, Noticed, Proposal};
use super::sample::Sample;
use super::stacked::Stacked;
use super::titles;
use super::words::{dictionary, key};
use crate::book::SheetInfo;
use crate::format::Field;
use crate::value::text::header_key;
use crate::value::{DateOrder, DecimalSign, Said, number, period};

/// A sheet that was looked at.
pub(super) struct Looked {
    pub(super) sample: Sample,
    pub(super) head: Head,
    pub(super) stacked: Stacked,
}

impl Looked {
    /// Its header for comparison.
    fn keys(&self) -> Vec<String> {
        let texts = self.head.at.and_then(|at| self.sample.rows.get(at)).map(|(_, texts)| texts.as_slice());
        texts.unwrap_or_default().iter().map(|text| header_key(text)).collect()
    }
}

/// Everything beside the columns.
pub(super) fn notice(proposal: &Proposal, best: &Looked, columns: &[Column]) -> Noticed {
    let column_of = |field: Field| {
        let header = proposal.header_of(field)?;
        columns.iter().find(|column| column.name == header)
    };
    Noticed {
        period_beside: period_above(best),
        grain: column_of(Field::Date).and_then(|column| grain(&column.content.days)),
        bare_months: column_of(Field::Month).is_some_and(|c| !c.content.are_periods() && !c.content.are_dates()),
        currency_in_cells: currency_in_cells(best, columns),
        fractions: columns.iter().filter(|c| c.content.have_fractions()).map(|c| c.name.clone()).collect(),
        ..Noticed::default()
    }
}

/// Tables below one another, and what the titles above them say.
pub(super) fn stacked(proposal: &mut Proposal, table: &Looked, known: &Known) {
    let mut stacked = table.stacked.clone();
    let read: Vec<String> = proposal.columns.iter().filter(|c| c.field.is_some()).map(|c| c.header.clone()).collect();
    if proposal.wide.is_none()
        && let Some(rows) = stacked.one_more(read.iter().map(String::as_str))
    {
        further_columns(proposal, table, rows, known);
    }
    let titled = titles::find(&table.sample, &stacked, proposal, known);
    let headings = headings::find(&table.sample, table.head, proposal, known);
    let own = table.head.at.and_then(|at| table.sample.rows[at].1.iter().find(|text| !text.is_empty()));
    let noticed = &mut proposal.noticed;
    noticed.headings = headings.filter(|headings| !(headings.stores && titled.is_some()));
    noticed.titled = titled;
    noticed.tables = stacked.titles.len();
    if let Some(other) = stacked.other {
        noticed.other_table = Some(other.row);
        // The first text of the header may be that of this table's too.
        let several = other.begins.len() > 1;
        let is_own = |text: &String| several && Some(text) == own;
        let begins = other.begins.into_iter().filter(|text| !text.contains('*') && !is_own(text));
        noticed.ends_at = begins.collect();
    }
}

/// The columns that only a further table has.
fn further_columns(proposal: &mut Proposal, table: &Looked, rows: Vec<(u32, Vec<String>)>, known: &Known) {
    let sample = Sample { sheet: table.sample.sheet, name: table.sample.name.clone(), rows };
    let head = Head { at: Some(0), score: table.head.score };
    let columns = column::columns(&sample, head, known);
    for (_, mut column) in assign::assign(&sample, head, &columns, &[]) {
        let is_known = proposal.columns.iter().any(|known| header_key(&known.header) == header_key(&column.header));
        if !is_known {
            if column.field.is_some_and(|field| proposal.header_of(field).is_some()) {
                (column.field, column.confidence) = (None, 0.0);
            }
            column.reason = format!("only in a table further below: {}", column.reason);
            proposal.noticed.further.push(column.header.clone());
            proposal.columns.push(column);
        }
    }
}

/// Sheets with the same header whose names are all periods, or mostly known stores, are read together.
pub(super) fn sheets(proposal: &mut Proposal, best: &Looked, all: &[Looked], infos: &[SheetInfo], known: &Known) {
    let first = infos.iter().position(|info| !info.hidden);
    let keys = best.keys();
    let alike: Vec<&str> = all.iter().filter(|l| l.keys() == keys).map(|l| l.sample.name.as_str()).collect();
    let is_period = |name: &str| matches!(period::parse(name, DateOrder::DayFirst), Some(Said::Period(_)));
    let stores = alike.iter().filter(|name| known.has_store(name)).count();
    let names_store = proposal.header_of(Field::Store).is_some();
    let noticed = &mut proposal.noticed;
    if proposal.header_row > 0 && alike.len() > 1 && !proposal.sheet.is_empty() {
        if alike.iter().all(|name| is_period(name)) {
            (noticed.sheets, noticed.sheet_name) = (Alike::All, Some(Field::Period));
            return;
        }
        if stores * 2 >= alike.len() && !names_store {
            (noticed.sheets, noticed.sheet_name) = (Alike::All, Some(Field::Store));
            return;
        }
    }
    if first != Some(best.sample.sheet) {
        noticed.sheets = Alike::Named;
    }
    if is_period(&proposal.sheet) && !proposal.says_period() {
        proposal.noticed.sheet_name = Some(Field::Period);
    }
}

/// A label above the table with the period beside it: `Zeitraum: | 2025-04`.
fn period_above(best: &Looked) -> Option<String> {
    let above = best.head.at.unwrap_or(0);
    best.sample.rows[..above].iter().find_map(|(_, texts)| {
        let mut filled = texts.iter().filter(|text| !text.is_empty());
        let (label, value) = (filled.next()?, filled.next()?);
        let meanings = dictionary().meanings(&key(label));
        let said = [Field::Period, Field::Month, Field::Date].iter().any(|field| meanings.says(*field));
        let is_period = matches!(period::parse(value, DateOrder::DayFirst), Some(Said::Period(_)));
        (said && is_period).then(|| label.trim_end_matches(':').to_owned())
    })
}

/// What days stand for: months, if all are the first or last of one; weeks, if all are the same day of several.
fn grain(days: &[NaiveDate]) -> Option<Grain> {
    let different: BTreeSet<NaiveDate> = days.iter().copied().collect();
    let first = different.first()?;
    let weekly = different.len() > 1 && different.iter().all(|day| day.weekday() == first.weekday());
    Some(if different.iter().copied().all(is_edge_of_month) {
        Grain::Month
    } else if weekly {
        Grain::Week
    } else {
        Grain::Day
    })
}

/// `£5` and `5 zł` name their currency.
fn currency_in_cells(best: &Looked, columns: &[Column]) -> bool {
    let named = |text: &str| {
        let number = number::parse(text, DecimalSign::Point).ok().flatten();
        number.is_some_and(|number| number.currency.is_some())
    };
    let first = |column: &Column| {
        let rows = best.head.below()..best.sample.rows.len();
        rows.map(|row| best.sample.text(row, column.at)).find(|text| !text.is_empty()).map(str::to_owned)
    };
    let mut numbers = columns.iter().filter(|column| column.content.are_numbers());
    numbers.any(|column| first(column).is_some_and(|text| named(&text)))
}
