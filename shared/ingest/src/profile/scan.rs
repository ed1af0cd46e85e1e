//! What all values of a column prove: its decimal sign, or day first or month first.

use super::layout::SheetLayout;
use crate::cells::{Cell, Row};
use crate::format::{Field, Format};
use crate::record::{RowWarning, Source};
use crate::value::text::tidy;
use crate::value::{DateHint, DateOrder, DecimalSign, NumberHint, Said, cell, date, number, period};

/// What has been seen in a column of figures.
#[derive(Debug, Default)]
struct Signs {
    point: bool,
    comma: bool,
    unsure_point: Option<Source>,
    unsure_comma: Option<Source>,
}

/// What has been seen in a column of days.
#[derive(Debug, Default)]
struct Orders {
    day_first: bool,
    month_first: bool,
    unsure: Option<Source>,
}

/// Watches the columns of one sheet while its rows go by.
#[derive(Debug)]
pub(crate) struct Scan {
    numbers: Vec<(u16, Signs)>,
    dates: Vec<(u16, Orders)>,
    /// The month columns, until one shows a month without a year.
    months: Vec<u16>,
    bare_months: bool,
    sheet: u16,
}

impl Scan {
    pub(crate) fn new(layout: &SheetLayout) -> Self {
        let numbers = layout.number_columns().into_iter().map(|c| (c, Signs::default())).collect();
        let dates = Field::DATES.iter().flat_map(|f| layout.columns.of(*f));
        let dates = dates.map(|c| (*c, Orders::default())).collect();
        let months = layout.columns.of(Field::Month).to_vec();
        Self { numbers, dates, months, bare_months: false, sheet: layout.sheet }
    }

    /// Looks at one row of the table.
    pub(crate) fn row(&mut self, row: &Row) {
        if !self.months.is_empty() {
            self.month(row);
        }
        let source = |column: u16| Source { sheet: self.sheet, row: row.number(), column: Some(column) };
        for (column, seen) in &mut self.numbers {
            if let Cell::Text(text) = row.cell(usize::from(*column)) {
                match number::hint(tidy(text)) {
                    NumberHint::Nothing => {}
                    NumberHint::Proof(DecimalSign::Comma) => seen.comma = true,
                    NumberHint::Proof(_) => seen.point = true,
                    NumberHint::UnsurePoint => _ = seen.unsure_point.get_or_insert(source(*column)),
                    NumberHint::UnsureComma => _ = seen.unsure_comma.get_or_insert(source(*column)),
                }
            }
        }
        for (column, seen) in &mut self.dates {
            if let Cell::Text(text) = row.cell(usize::from(*column)) {
                match date::hint(text) {
                    DateHint::Nothing => {}
                    DateHint::Proof(DateOrder::MonthFirst) => seen.month_first = true,
                    DateHint::Proof(_) => seen.day_first = true,
                    DateHint::Unsure => _ = seen.unsure.get_or_insert(source(*column)),
                }
            }
        }
    }

    fn month(&mut self, row: &Row) {
        let bare = |column: &u16| {
            let text = cell::text(row.cell(usize::from(*column)));
            matches!(period::parse(&text, DateOrder::DayFirst), Some(Said::Month(_)))
        };
        if self.months.iter().any(bare) {
            self.bare_months = true;
            self.months.clear();
        }
    }

    /// Decides every column and writes it into the layout. What had to be assumed is a warning.
    pub(crate) fn decide(self, format: &Format, layout: &mut SheetLayout) -> Vec<RowWarning> {
        let mut warnings = Vec::new();
        layout.bare_months = self.bare_months;
        layout.signs = vec![format.reading.decimal.unwrap_or_default(); layout.width()];
        layout.orders = vec![format.reading.dates.unwrap_or_default(); layout.width()];
        let sheet_sign = self.sheet_sign();
        for (column, seen) in &self.numbers {
            let fields = fields_of(layout, *column);
            let whole = fields == [Field::Quantity] && !format.reading.fractions;
            let declared = fields.first().map_or(format.reading.decimal, |f| format.reading.decimal_of(*f));
            let (sign, assumed) = decimal_sign(seen, declared, sheet_sign, whole);
            if let Some(source) = assumed {
                warnings.push(assumed_sign(layout, *column, source, sign));
            }
            if let Some(slot) = layout.signs.get_mut(usize::from(*column)) {
                *slot = sign;
            }
        }
        for (column, seen) in &self.dates {
            let field = Field::DATES.into_iter().find(|f| layout.columns.of(*f).contains(column));
            let declared = field.map_or(format.reading.dates, |f| format.reading.dates_of(f));
            let order = match (seen.day_first, seen.month_first, declared) {
                (true, true, _) => DateOrder::Mixed,
                (true, false, _) => DateOrder::DayFirst,
                (false, true, _) => DateOrder::MonthFirst,
                (false, false, Some(order)) => order,
                (false, false, None) => {
                    warnings.extend(seen.unsure.map(|source| assumed_order(layout, *column, source)));
                    DateOrder::DayFirst
                }
            };
            if let Some(slot) = layout.orders.get_mut(usize::from(*column)) {
                *slot = order;
            }
        }
        warnings
    }

    /// The sign that the sheet's other columns agree on.
    fn sheet_sign(&self) -> Option<DecimalSign> {
        let point = self.numbers.iter().any(|(_, seen)| seen.point);
        let comma = self.numbers.iter().any(|(_, seen)| seen.comma);
        match (point, comma) {
            (true, false) => Some(DecimalSign::Point),
            (false, true) => Some(DecimalSign::Comma),
            _ => None,
        }
    }
}

/// The figures that a column may hold.
fn fields_of(layout: &SheetLayout, column: u16) -> Vec<Field> {
    let holds = |f: &Field| layout.lanes.iter().any(|l| l.columns.of(*f).contains(&column));
    Field::NUMBERS.into_iter().filter(holds).collect()
}

/// The column's sign, and where it was seen if nothing proves it.
fn decimal_sign(
    seen: &Signs,
    declared: Option<DecimalSign>,
    sheet: Option<DecimalSign>,
    whole: bool,
) -> (DecimalSign, Option<Source>) {
    match (seen.point, seen.comma) {
        (true, true) => return (DecimalSign::Mixed, None),
        (true, false) => return (DecimalSign::Point, None),
        (false, true) => return (DecimalSign::Comma, None),
        (false, false) => {}
    }
    if let Some(declared) = declared {
        return (declared, None);
    }
    match (seen.unsure_point, seen.unsure_comma) {
        (None, None) => (sheet.unwrap_or_default(), None),
        (Some(_), Some(_)) if whole => (DecimalSign::Mixed, None),
        // Pieces are whole, so three digits behind a sign are thousands.
        (Some(_), None) if whole => (DecimalSign::Comma, None),
        (None, Some(_)) if whole => (DecimalSign::Point, None),
        (point, comma) => (sheet.unwrap_or_default(), if sheet.is_none() { point.or(comma) } else { None }),
    }
}

fn assumed_sign(layout: &SheetLayout, column: u16, source: Source, sign: DecimalSign) -> RowWarning {
    let (decimals, thousands) = if sign == DecimalSign::Comma { ("comma", "point") } else { ("point", "comma") };
    RowWarning {
        code: "decimal_sign_assumed",
        message: format!(
            "no value of column {:?} shows which sign stands before the decimals; the {decimals} was taken for it and \
             the {thousands} for thousands; if that is wrong, give decimal under [reading] in the format",
            layout.header(column)
        ),
        source: Some(source),
        value: None,
    }
}

fn assumed_order(layout: &SheetLayout, column: u16, source: Source) -> RowWarning {
    RowWarning {
        code: "ambiguous_dates",
        message: format!(
            "no date of column {:?} shows whether the day or the month stands first; the day was taken to be first; if \
             that is wrong, give dates = \"month_first\" under [reading] in the format",
            layout.header(column)
        ),
        source: Some(source),
        value: None,
    }
}
