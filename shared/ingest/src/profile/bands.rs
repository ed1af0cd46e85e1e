//! Lanes: the columns that a row is read through. A plain table has one; stores or months side by side
//! have one each.

use std::sync::Arc;

use sellout_model::Currency;

use super::columns::{Columns, find};
use super::header::Header;
use crate::format::{Bands, Field, Format, Gives};
use crate::value::{DateOrder, Said, currency, period};

/// One set of columns to read a row through.
#[derive(Clone, Debug)]
pub struct Lane {
    /// The label above its columns, where there is one.
    pub label: Option<Arc<str>>,
    /// The period that the label says.
    pub said: Option<Said>,
    /// Its columns, with those of the whole row.
    pub columns: Columns,
    /// Its first own column, where it is one of several lanes.
    pub own_column: Option<u16>,
    /// The currency that the header of its amount names.
    pub currency: Option<Currency>,
}

/// The lanes of a header; none where the format has bands and the header has none of them.
pub(crate) fn lanes(format: &Format, header: &Header, columns: &Columns) -> Vec<Lane> {
    let Some(bands) = &format.bands else {
        let lane = Lane { label: None, said: None, columns: columns.clone(), own_column: None, currency: None };
        return vec![with_currency(lane, header)];
    };
    let mut lanes: Vec<Lane> = Vec::new();
    for column in 0..header.keys.len() {
        let Some((label, said)) = label_of(bands, header, column) else { continue };
        let Some(field) = field_of(bands, header, column) else { continue };
        let at = lanes.iter().position(|l| l.label.as_deref() == Some(&label)).unwrap_or_else(|| {
            lanes.push(Lane {
                label: Some(Arc::from(label.as_str())),
                said,
                columns: columns.clone(),
                own_column: Some(column as u16),
                currency: None,
            });
            lanes.len() - 1
        });
        let own = &mut lanes[at].columns;
        let mut found = own.of(field).to_vec();
        found.retain(|c| !columns.of(field).contains(c));
        // The first column of a figure under a label counts; a second one is told by `repeated`.
        if found.is_empty() {
            own.set(field, vec![column as u16]);
        }
    }
    lanes.into_iter().map(|lane| with_currency(lane, header)).collect()
}

/// Labels that stand over the same figure twice: the second column is not read.
pub(crate) fn repeated(format: &Format, header: &Header, lanes: &[Lane]) -> Vec<String> {
    let Some(bands) = &format.bands else { return Vec::new() };
    let again = |column: &usize| {
        let Some((label, _)) = label_of(bands, header, *column) else { return false };
        let Some(field) = field_of(bands, header, *column) else { return false };
        let lane = lanes.iter().find(|l| l.label.as_deref() == Some(&label));
        lane.is_some_and(|l| !l.columns.of(field).contains(&(*column as u16)))
    };
    (0..header.keys.len()).filter(again).map(|c| header.titles().get(c).cloned().unwrap_or_default()).collect()
}

/// What the header should have, in words.
pub(crate) fn describe(format: &Format) -> String {
    let Some(bands) = &format.bands else { return String::new() };
    let what = match bands.gives {
        Gives::Store => "stores",
        Gives::Period => "months",
    };
    let mut words: Vec<String> = Vec::new();
    for spellings in bands.columns.values() {
        words.extend(spellings.as_slice().first().map(|s| format!("{s:?}")));
    }
    if words.is_empty() { format!("{what} as headers") } else { format!("{} under {what}", words.join(" and ")) }
}

fn label_of(bands: &Bands, header: &Header, column: usize) -> Option<(String, Option<Said>)> {
    let last = [header.rows.len()];
    let rows = if bands.rows.is_empty() { &last } else { bands.rows.as_slice() };
    let parts: Vec<&str> = rows.iter().map(|row| header.label(*row, column)).filter(|t| !t.is_empty()).collect();
    let label = sellout_model::squeeze(&parts.join(" "));
    let allowed = bands.only.iter().all(|only| only.is.matches(header.label(only.row, column)));
    if label.is_empty() || !allowed || bands.except.matches(&label) {
        return None;
    }
    match bands.gives {
        Gives::Store => Some((label, None)),
        Gives::Period => match period::parse(&label, DateOrder::DayFirst)? {
            Said::Year(_) => None,
            said => Some((label, Some(said))),
        },
    }
}

fn field_of(bands: &Bands, header: &Header, column: usize) -> Option<Field> {
    if let Some(measure) = bands.measure {
        return Some(measure);
    }
    let own_key = std::slice::from_ref(&header.keys[column]);
    bands.columns.iter().find(|(_, words)| find(words, own_key).is_some()).map(|(field, _)| *field)
}

fn with_currency(mut lane: Lane, header: &Header) -> Lane {
    let headers = [Field::Amount, Field::Price].into_iter().flat_map(|field| lane.columns.of(field));
    lane.currency = headers
        .filter_map(|column| header.titles().get(usize::from(*column)))
        .find_map(|title| currency::in_header(title));
    lane
}
