//! What all values of a column prove: its decimal sign, or day first or month first.

use sellout_model::Period;

use super::day_order::Orders;
use super::layout::SheetLayout;
use super::vat::VatColumns;
use super::vat_totals;
use crate::cells::{Cell, Row};
use crate::format::{Field, Format};
use crate::record::{RowWarning, Source};
use crate::value::text::tidy;
use crate::value::{DateOrder, DecimalSign, NumberHint, Said, cell, number, period};

/// A column whose values prove nothing, and of whose reading the format says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Undecided {
    /// Day first or month first.
    Dates(Source),
    /// Thousands or decimals.
    Decimal(Source),
}

/// What the scan of a table could and could not decide.
#[derive(Debug, Default)]
pub(crate) struct Decided {
    pub(crate) warnings: Vec<RowWarning>,
    pub(crate) undecided: Vec<Undecided>,
}

/// What has been seen in a column of figures.
#[derive(Debug, Default)]
struct Signs {
    point: bool,
    comma: bool,
    unsure_point: Option<Source>,
    unsure_comma: Option<Source>,
}

/// Watches the columns of one sheet while its rows go by.
#[derive(Debug)]
pub(crate) struct Scan {
    numbers: Vec<(u16, Signs)>,
    /// The columns of days, and whether they are looked at closely: the format does not say their order.
    dates: Vec<(u16, Orders, bool)>,
    vat: Option<VatColumns>,
    /// Whether a total says that it is with VAT or without.
    vat_total: bool,
    /// The columns that name a product, where nothing in the format finds totals or headings in rows that do.
    products: Vec<u16>,
    /// The month columns, until one shows a month without a year.
    months: Vec<u16>,
    bare_months: bool,
    /// The month columns, which speak for the dates beside them.
    beside: Vec<u16>,
    sheet: u16,
}

impl Scan {
    pub(crate) fn new(format: &Format, layout: &SheetLayout) -> Self {
        let numbers = layout.number_columns().into_iter().map(|c| (c, Signs::default())).collect();
        let closely = |field: Field| format.reading.dates_of(field).is_none();
        let of_field = |field: &Field| {
            let closely = closely(*field);
            layout.columns.of(*field).iter().map(move |c| (*c, Orders::default(), closely))
        };
        let dates = Field::DATES.iter().chain([&Field::Month]).flat_map(of_field).collect();
        let months = layout.columns.of(Field::Month).to_vec();
        let vat = VatColumns::of(layout);
        let by_words_alone = format.totals.is_empty()
            && format.checks.is_empty()
            && format.bands.is_none()
            && format.rows.heading.is_none();
        Self {
            numbers,
            dates,
            vat,
            vat_total: false,
            products: if by_words_alone { layout.product_columns.clone() } else { Vec::new() },
            beside: months.clone(),
            months,
            bare_months: false,
            sheet: layout.sheet,
        }
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
        for (column, seen, closely) in &mut self.dates {
            if let Cell::Text(text) = row.cell(usize::from(*column)) {
                seen.see(text, source(*column), row, &self.beside, *closely);
            }
        }
        if let Some(vat) = &mut self.vat {
            vat.row(row);
        }
        self.vat_total = self.vat_total || vat_totals::is_labelled(row, &self.products);
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

    /// Decides every column and writes it into the layout; `whole` is the period that the file as a whole speaks of.
    /// What had to be assumed is a warning, and is told as undecided.
    pub(crate) fn decide(self, format: &Format, layout: &mut SheetLayout, whole: Option<Period>) -> Decided {
        let mut decided = Decided::default();
        layout.bare_months = self.bare_months;
        layout.vat_total = self.vat_total;
        layout.signs = vec![format.reading.decimal.unwrap_or_default(); layout.width()];
        layout.orders = vec![format.reading.dates.unwrap_or_default(); layout.width()];
        let sheet_sign = self.sheet_sign();
        for (column, seen) in &self.numbers {
            let fields = fields_of(layout, *column);
            let whole = fields == [Field::Quantity] && !format.reading.fractions;
            let declared = fields.first().map_or(format.reading.decimal, |f| format.reading.decimal_of(*f));
            let (sign, assumed) = decimal_sign(seen, declared, sheet_sign, whole);
            if let Some(source) = assumed {
                decided.warnings.push(assumed_sign(layout, *column, source, sign));
                decided.undecided.push(Undecided::Decimal(source));
            }
            if let Some(slot) = layout.signs.get_mut(usize::from(*column)) {
                *slot = sign;
            }
        }
        let sheet_order = self.sheet_order(whole);
        for (column, seen, _) in &self.dates {
            let field = Field::DATES.into_iter().chain([Field::Month]).find(|f| layout.columns.of(*f).contains(column));
            let declared = field.map_or(format.reading.dates, |f| format.reading.dates_of(f));
            let order = seen.by_values().or(declared).or_else(|| seen.proven(whole)).or(sheet_order);
            if let (None, Some(source)) = (order, seen.unsure) {
                decided.warnings.push(assumed_order(layout, *column, source));
                decided.undecided.push(Undecided::Dates(source));
            }
            if let Some(slot) = layout.orders.get_mut(usize::from(*column)) {
                *slot = order.unwrap_or_default();
            }
        }
        if let Some(vat) = &self.vat {
            decided.warnings.extend(vat.decide(format, layout));
        }
        decided
    }

    /// The order that the table's other columns of days prove, if they agree.
    fn sheet_order(&self, whole: Option<Period>) -> Option<DateOrder> {
        let mut proven = self.dates.iter().filter_map(|(_, seen, _)| seen.proven(whole));
        let first = proven.next()?;
        (first != DateOrder::Mixed && proven.all(|other| other == first)).then_some(first)
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
