//! Lanes: the columns that a row is read through. A plain table has one; stores, products or months side by side
//! have one each.

use std::sync::Arc;

use sellout_model::{Currency, Period};

use super::columns::{Columns, find};
use super::header::Header;
use super::label_order;
use crate::format::{Bands, Field, Format, Gives};
use crate::value::{DateOrder, Said, currency, period};

/// One set of columns to read a row through.
#[derive(Clone, Debug)]
pub struct Lane {
    /// Its place among the lanes of its table.
    pub(crate) number: u16,
    /// The label above its columns, where there is one.
    pub label: Option<Arc<str>>,
    /// The period that the label says.
    pub said: Option<Said>,
    /// What else the label says.
    pub facts: Vec<(Field, String)>,
    /// Its columns, with those of the whole row.
    pub columns: Columns,
    /// Its first own column, where it is one of several lanes.
    pub own_column: Option<u16>,
    /// The currency that the header of its amount names.
    pub currency: Option<Currency>,
}

/// The lanes of a header, and the columns that stand under a label whose figures are taken already.
#[derive(Debug)]
pub(crate) struct Labelled {
    pub(crate) lanes: Vec<Lane>,
    pub(crate) repeated: Vec<u16>,
    /// Columns of periods that other columns are parts of: a quarter between its months.
    pub(crate) sums: Vec<u16>,
    /// Days among the labels could be of two months, and nothing tells which.
    pub(crate) unsure: bool,
}

/// The lanes of a header; none where the format has bands and the header has none of them.
pub(crate) fn lanes(format: &Format, header: &Header, columns: &Columns) -> Labelled {
    let mut found = Labelled { lanes: Vec::new(), repeated: Vec::new(), sums: Vec::new(), unsure: false };
    if let Some(bands) = &format.bands {
        let shared = columns.without_figures();
        let order = label_order::of(format, bands, header);
        found.unsure = order.is_none();
        for column in 0..header.keys.len() {
            if let Some(label) = label_of(bands, header, column, order.unwrap_or_default()) {
                found.add(format, bands, label, header, &shared, column);
            }
        }
    }
    found.leave_out_sums();
    let plain = format.bands.as_ref().is_none_or(|bands| bands.optional);
    if found.lanes.is_empty() && plain {
        let columns = columns.clone();
        found.lanes.push(Lane {
            number: 0,
            label: None,
            said: None,
            facts: Vec::new(),
            columns,
            own_column: None,
            currency: None,
        });
    }
    for (number, lane) in (0..).zip(&mut found.lanes) {
        lane.number = number;
        lane.currency = currency_of(lane, header);
    }
    found
}

impl Labelled {
    fn add(&mut self, format: &Format, bands: &Bands, label: Label, header: &Header, shared: &Columns, column: usize) {
        let fields = fields_of(bands, &label, header, column);
        if fields.is_empty() {
            return;
        }
        let at = self.lanes.iter().position(|l| l.label.as_deref() == Some(&label.text)).unwrap_or_else(|| {
            self.lanes.push(Lane {
                number: 0,
                label: Some(Arc::from(label.text.as_str())),
                said: label.said,
                facts: label.facts,
                columns: shared.clone(),
                own_column: Some(column as u16),
                currency: None,
            });
            self.lanes.len() - 1
        });
        let own = &mut self.lanes[at].columns;
        let is_free = |own: &Columns, field: Field| own.of(field) == shared.of(field);
        // Where the rows say which figure they have, a single column is all of them.
        if bands.measure.as_slice().len() > 1 && fields.iter().all(|field| format.when.contains_key(field)) {
            if fields.iter().all(|field| is_free(own, *field)) {
                for field in fields {
                    own.set(field, vec![column as u16]);
                }
            } else {
                self.repeated.push(column as u16);
            }
            return;
        }
        match fields.into_iter().find(|field| is_free(own, *field)) {
            Some(free) => own.set(free, vec![column as u16]),
            None => self.repeated.push(column as u16),
        }
    }

    /// Leaves out what would count twice: a period of which other columns are parts.
    fn leave_out_sums(&mut self) {
        let period = |lane: &Lane| match lane.said {
            Some(Said::Period(period)) => Some(period),
            Some(Said::Month(_) | Said::Year(_)) | None => None,
        };
        let bare_months = self.lanes.iter().any(|lane| matches!(lane.said, Some(Said::Month(_))));
        let is_sum = |lane: &Lane| {
            let Some(whole) = period(lane) else { return false };
            let part = |other: &Lane| {
                other.facts == lane.facts && period(other).is_some_and(|part| part != whole && whole.contains(&part))
            };
            (bare_months && whole.days() > 31) || self.lanes.iter().any(part)
        };
        let (sums, lanes): (Vec<Lane>, Vec<Lane>) = self.lanes.iter().cloned().partition(is_sum);
        self.sums = sums.iter().filter_map(|lane| lane.own_column).collect();
        self.lanes = lanes;
    }

    /// A label that has fewer columns than the format says: which of its figures they are cannot be told.
    pub(crate) fn uneven(&self, bands: &Bands) -> Option<String> {
        let measures = bands.measure.as_slice();
        let lacks = |lane: &&Lane| lane.own_column.is_some() && measures.iter().any(|m| !lane.columns.has(*m));
        let lane = self.lanes.iter().find(lacks).filter(|_| measures.len() > 1)?;
        let words: Vec<&str> = measures.iter().map(|m| m.as_str()).collect();
        Some(format!("{:?} once for each of {}", lane.label.as_deref().unwrap_or_default(), words.join(" and ")))
    }
}

/// What the header should have, in words.
pub(crate) fn describe(format: &Format) -> String {
    let Some(bands) = &format.bands else { return String::new() };
    let what = match bands.gives {
        Some(Gives::Store) => "stores",
        Some(Gives::Period) => "months",
        Some(Gives::Product) => "products",
        None => "labels of the pattern",
    };
    let words: Vec<String> =
        bands.columns.values().filter_map(|words| words.as_slice().first()).map(|word| format!("{word:?}")).collect();
    if words.is_empty() || bands.pattern.is_some() {
        format!("{what} as headers")
    } else {
        format!("{} under {what}", words.join(" and "))
    }
}

/// What stands above a column.
struct Label {
    text: String,
    said: Option<Said>,
    facts: Vec<(Field, String)>,
    /// The figure's word, where the label has it.
    measure: Option<String>,
}

/// The text of a column's label; empty where it has none.
pub(super) fn label_text(bands: &Bands, header: &Header, column: usize) -> String {
    let last = [header.rows.len()];
    let rows = if bands.rows.is_empty() { &last } else { bands.rows.as_slice() };
    let parts: Vec<&str> = rows.iter().map(|row| header.label(*row, column)).filter(|t| !t.is_empty()).collect();
    sellout_model::squeeze(&parts.join(" "))
}

fn label_of(bands: &Bands, header: &Header, column: usize, order: DateOrder) -> Option<Label> {
    let text = label_text(bands, header, column);
    let allowed = bands.only.iter().all(|only| only.is.matches(header.label(only.row, column)));
    let is_total = || bands.total.values().any(|words| words.matches(header.label(header.rows.len(), column)));
    if text.is_empty() || !allowed || bands.except.matches(&text) || is_total() {
        return None;
    }
    let one = |field| Some(Label { text: text.clone(), said: None, facts: vec![(field, text.clone())], measure: None });
    match bands.gives {
        Some(Gives::Store) => one(Field::Store),
        Some(Gives::Product) => one(Field::Product),
        Some(Gives::Period) => {
            let said = time_of(bands, &text, order)?;
            Some(Label { text, said: Some(said), facts: Vec::new(), measure: None })
        }
        None => by_pattern(bands, &text, order),
    }
}

/// A label that holds several facts.
fn by_pattern(bands: &Bands, text: &str, order: DateOrder) -> Option<Label> {
    let pattern = bands.pattern.as_ref()?;
    let measure = pattern.regex().captures(text)?.name("measure").map(|m| m.as_str().trim().to_owned());
    let (times, facts): (Vec<_>, Vec<_>) = pattern
        .named(text)?
        .into_iter()
        .partition(|(field, _)| matches!(field, Field::Month | Field::Year | Field::Period | Field::Date));
    let time: Vec<&str> = times.iter().map(|(_, text)| text.as_str()).collect();
    let said = if time.is_empty() { None } else { Some(time_of(bands, &time.join(" "), order)?) };
    let words: Vec<&str> = facts.iter().map(|(_, text)| text.as_str()).chain(time).collect();
    Some(Label { text: words.join(" · "), said, facts, measure })
}

/// The time that a label says; a year alone is none.
pub(super) fn time_of(bands: &Bands, text: &str, order: DateOrder) -> Option<Said> {
    match period::parse(&text.replace('_', " "), order)? {
        Said::Year(_) => None,
        Said::Period(day) if day.from == day.to => {
            let whole = bands.days_mean.and_then(|grain| Period::of_grain(grain, day.from));
            Some(Said::Period(whole.unwrap_or(day)))
        }
        said => Some(said),
    }
}

/// The figures that a column may be; the first that its label does not have yet counts.
fn fields_of(bands: &Bands, label: &Label, header: &Header, column: usize) -> Vec<Field> {
    if !bands.measure.as_slice().is_empty() {
        return bands.measure.as_slice().to_vec();
    }
    if !bands.under.is_empty() {
        let titled = |(_, title): &(_, &crate::format::OnlyUnder)| title.is.matches(header.label(title.row, column));
        return bands.under.iter().find(titled).map(|(field, _)| *field).into_iter().collect();
    }
    let named = |words: &crate::format::Words| match &label.measure {
        Some(measure) => words.matches(measure),
        None => find(words, std::slice::from_ref(&header.keys[column])).is_some(),
    };
    bands.columns.iter().find(|(_, words)| named(words)).map(|(field, _)| *field).into_iter().collect()
}

fn currency_of(lane: &Lane, header: &Header) -> Option<Currency> {
    let columns = || [Field::Amount, Field::Price].into_iter().flat_map(|field| lane.columns.of(field));
    // The words of the columns first; the titles above them where they say nothing.
    (1..=header.rows.len())
        .rev()
        .find_map(|row| columns().find_map(|column| currency::in_header(header.label(row, usize::from(*column)))))
}
