//! The second pass: rows to sales, row errors, warnings, skipped rows and control totals, in the order of the file
//! and in constant memory.
//!
//! How to count: an [`Item::Sale`] or [`Item::Alias`] is loaded; an [`Item::Named`] or [`Item::Skipped`] is skipped; a row with at
//! least one [`Item::Error`] (by `source.sheet` and `source.row`) is one failed row, however many errors it has.
//! Rows of stores or months side by side give a sale for each; a figure that cannot be read loses its own sale only.

mod check;
mod coherence;
mod control;
mod fault;
mod figures;
mod fill_down;
mod held;
mod key;
mod kind;
mod lines;
mod locate;
mod order;
mod order_lines;
mod outlet;
mod place;
mod plain;
mod product;
mod remembered;
mod returned;
mod row;
mod row_sums;
mod time;
mod together;
mod total_words;
mod view;
mod week;

use std::collections::VecDeque;

use chrono::NaiveDate;
use sellout_model::{Period, Vat};

use crate::book::{Book, Rows};
use crate::cells::Row;
use crate::error::{FileError, ReadError};
use crate::format::{Field, Format};
use crate::profile::ending::Ending;
use crate::profile::vat::said_of_total;
use crate::profile::{Context, Profile, SheetLayout};
use crate::question::Contradiction;
use crate::record::{Control, Item, Measure, RowError, Sale, Source};
use crate::value::Number;

pub use outlet::vendor_code;
pub(crate) use total_words::{is_total, is_total_word};

/// The items of a book, one after the other. The profile's warnings come first.
pub struct Parser<'a> {
    book: &'a dyn Book,
    format: &'a Format,
    profile: &'a Profile,
    ctx: &'a Context,
    /// Index into the profile's sheets.
    sheet: usize,
    rows: Option<Box<dyn Rows + 'a>>,
    row: Row,
    /// The row's cells that are of the table, where others stand beside it.
    own_cells: Row,
    queue: VecDeque<Item>,
    done: bool,
    fill: fill_down::FillDown,
    located: locate::Located,
    products: product::Products,
    /// How the table's plain rows are read, if it can have any.
    plain: Option<plain::Plain>,
    /// Whether plain rows may be read as such; else as all others, which comes to the same.
    may_be_plain: bool,
    controls: control::Controls,
    order: Option<order::OpenOrder>,
    heading: String,
    checks: check::Checks,
    /// Sales whose figures stand in rows below one another; none where each row is a sale.
    together: Option<together::Together>,
    /// Prices of the row above, lane by lane.
    prices: Vec<Option<Number>>,
    /// Whether amounts include VAT, by the column that they stand in: one before the first where they stand in none.
    vats: Vec<Option<Vat>>,
    /// Where the table that is read may end before the next one.
    ending: Ending,
    /// Whether the first header of the sheet has been passed.
    in_tables: bool,
    coherence: coherence::Coherence,
    /// Totals of money that the rows come to, and those that they do not.
    money: (u32, u32),
    /// First and last day that the rows themselves say.
    range: Option<(NaiveDate, NaiveDate)>,
}

/// Parses a book with the profile that [`crate::profile::profile`] found for the same format and context.
pub fn parse<'a>(book: &'a dyn Book, format: &'a Format, profile: &'a Profile, ctx: &'a Context) -> Parser<'a> {
    let warnings = profile.warnings.iter().cloned().map(|w| Item::Warning(Box::new(w)));
    Parser {
        book,
        format,
        profile,
        ctx,
        sheet: 0,
        rows: None,
        row: Row::new(),
        own_cells: Row::new(),
        queue: warnings.collect(),
        done: false,
        fill: fill_down::FillDown::default(),
        located: locate::Located::default(),
        products: product::Products::default(),
        plain: None,
        may_be_plain: true,
        controls: control::Controls::default(),
        order: None,
        heading: String::new(),
        checks: check::Checks::default(),
        together: format.has_measures_down().then(together::Together::default),
        prices: Vec::new(),
        vats: Vec::new(),
        ending: Ending::below(0),
        in_tables: false,
        coherence: coherence::Coherence::default(),
        money: (0, 0),
        range: None,
    }
}

/// The refusal of a file none of whose rows could be loaded, with the first of its errors.
pub fn no_valid_rows(failed: u64, first: &RowError) -> FileError {
    let message = format!("none of the {failed} rows could be loaded; the first: {}", first.message);
    FileError::new("no_valid_rows", message).at(None, Some(first.source.row))
}

impl<'a> Parser<'a> {
    /// What speaks against what the format says of its money, once all rows are read.
    pub fn contradiction(&self) -> Option<Contradiction> {
        if self.format.reading.amounts.is_some() {
            None
        } else if self.coherence.are_prices() {
            Some(Contradiction::Prices)
        } else {
            let (agree, differ) = self.money;
            (agree == 0 && differ > 0).then_some(Contradiction::Totals)
        }
    }

    /// What rows with a price beside their amount said.
    pub(crate) fn coherence(&self) -> coherence::Coherence {
        self.coherence
    }

    /// Tells totals of the file beside their rows.
    fn control(&mut self, found: Vec<Control>) {
        for control in found.into_iter().filter(|control| !self.is_other_tax(control)).collect::<Vec<_>>() {
            if control.measure == Measure::Amount {
                *if control.file == control.rows { &mut self.money.0 } else { &mut self.money.1 } += 1;
            }
            self.queue.push_back(Item::Control(Box::new(control)));
        }
    }

    /// Whether a total of money is with VAT and the amounts are without, or the other way round: they never agree.
    fn is_other_tax(&self, control: &Control) -> bool {
        if control.measure != Measure::Amount || control.file == control.rows {
            return false;
        }
        let Some(layout) = self.profile.sheets.get(self.sheet) else { return false };
        let column = layout.columns.of(Field::Amount).first().copied();
        let included = layout.vat_of(self.format, column).included();
        let said = said_of_total(&control.label);
        said.is_some() && included.is_some() && said != included
    }

    /// Reads one row, or passes to the next sheet, or ends. What is not returned waits in the queue.
    fn step(&mut self) -> Result<Option<Sale>, ReadError> {
        let Some(layout) = self.profile.sheets.get(self.sheet) else {
            self.finish();
            return Ok(None);
        };
        let Some(rows) = &mut self.rows else {
            self.rows = Some(self.book.open(usize::from(layout.sheet))?);
            self.in_tables = false;
            self.begin(layout);
            return Ok(None);
        };
        if !rows.next(&mut self.row)? {
            self.end_table();
            self.rows = None;
            self.sheet += 1;
            return Ok(None);
        }
        let layout = self.table_of(layout, self.row.number());
        let sale = self.plain_sale(layout);
        if sale.is_none() {
            let row = std::mem::take(&mut self.row);
            self.pass(layout, &row);
            self.row = row;
        }
        Ok(sale)
    }

    /// The table that a row belongs to: the next one of the sheet, where that has begun.
    fn table_of(&mut self, mut layout: &'a SheetLayout, row: u32) -> &'a SheetLayout {
        while row >= layout.end_row {
            match self.profile.sheets.get(self.sheet + 1).filter(|next| next.sheet == layout.sheet) {
                Some(next) => {
                    self.end_table();
                    self.sheet += 1;
                    layout = next;
                    self.begin(layout);
                }
                None => break,
            }
        }
        layout
    }

    fn begin(&mut self, layout: &SheetLayout) {
        self.controls.begin(layout.lanes.len(), self.format.totals.len());
        self.checks.begin(layout.checks.len());
        self.fill.reset();
        self.located.forget();
        self.products.forget();
        self.heading.clear();
        self.prices.clear();
        self.vats.clear();
        self.ending = Ending::below(layout.header_row);
        self.plain = if self.may_be_plain { plain::Plain::of(self.format, layout) } else { None };
    }

    fn end_table(&mut self) {
        if let Some(together) = &mut self.together {
            self.queue.extend(together.close());
        }
        self.close_order();
        let found = self.controls.end();
        self.control(found);
        let found = self.checks.close();
        self.queue.extend(found.into_iter().map(|control| Item::Control(Box::new(control))));
    }

    /// Whether the amounts of a column include VAT; its header's words are read once a table.
    fn vat_of(&mut self, layout: &SheetLayout, column: Option<u16>) -> Vat {
        let at = column.map_or(0, |column| usize::from(column) + 1);
        if self.vats.len() <= at {
            self.vats.resize(at + 1, None);
        }
        *self.vats[at].get_or_insert_with(|| layout.vat_of(self.format, column))
    }

    /// One row of the sheet. Between tables and behind them nothing is a sale; above the first nothing is counted.
    fn pass(&mut self, layout: &SheetLayout, row: &Row) {
        if row.number() > layout.header_row {
            self.in_tables = true;
            if row.number() < layout.end_row && !self.ending.reached(self.format, row) {
                self.read_row(layout, row);
                return;
            }
        }
        if self.in_tables {
            let source = Source { sheet: layout.sheet, row: row.number(), column: None };
            self.queue.push_back(Item::Skipped(source));
        }
    }

    /// After the last row: do the rows' own dates agree with what is said of the file?
    fn finish(&mut self) {
        self.done = true;
        if let Some(Ok(rows)) = self.range.map(|(from, to)| Period::between(from, to)) {
            let warnings = self.profile.period.against_rows(self.format, &rows);
            self.queue.extend(warnings.into_iter().map(|w| Item::Warning(Box::new(w))));
        }
    }

    fn close_order(&mut self) {
        if let Some(order) = self.order.take() {
            self.queue.extend(order.close());
        }
    }
}

impl std::fmt::Debug for Parser<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Parser").field("format", &self.format.code).field("sheet", &self.sheet).finish_non_exhaustive()
    }
}
