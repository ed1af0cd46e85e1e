//! A generic table by days with every kind of row that cannot be read, between rows that can. The last one has a
//! quote that is never closed and would swallow the lines below it.

use crate::catalogue::PRODUCTS;
use crate::expected::{Note, Sample, Sold, Tally};
use crate::files::day;
use crate::money::Money;
use crate::text_table::line;

const NAME: &str = "Cathedral Street Apothecary May 2025 with mistakes.csv";
const RESELLER: &str = "Cathedral Street Apothecary";
const HEADER: [&str; 8] =
    ["sold_on", "reseller", "store", "functional_name", "product_ean", "quantity", "amount", "currency"];

/// A table in the making: its text, the line that comes next, and what to expect.
struct Table {
    text: String,
    next: u32,
    tally: Tally,
}

/// What is wrong with a good row when one cell of it is replaced: column, the cell, why.
type Fault = (&'static str, &'static str, &'static str);

const FAULTS: [Fault; 11] = [
    ("quantity", "abc", "letters are no quantity"),
    ("quantity", "1.5", "half a piece cannot be sold"),
    ("amount", "12%", "a share is no amount"),
    ("amount", "#REF!", "the spreadsheet's own error, not a number"),
    ("amount", "99999999999999999", "more money than can be stored"),
    ("product_ean", "5.06092E+12", "the spreadsheet cut the digits off"),
    ("product_ean", "50609170O1012", "a letter O among the digits"),
    ("product_ean", "50609170010", "eleven digits"),
    ("sold_on", "2025-02-31", "February has no such day"),
    ("sold_on", "soon", "no date at all"),
    ("currency", "EURO", "four letters are no currency code"),
];

pub(super) fn table() -> Sample {
    let mut tally = Tally::of("generic");
    tally.expected.resellers.insert(RESELLER.to_owned());
    let mut table = Table { text: line(&HEADER, ','), next: 2, tally };
    for (index, fault) in FAULTS.into_iter().enumerate() {
        table.good(index, 1 + index as i64 % 3);
        table.broken(index, &[fault]);
    }
    table.broken(3, &[("quantity", "two", "letters are no quantity"), ("amount", "n/a", "letters are no amount")]);
    table.good(12, -1);
    table.bracketed_return(13);
    table.warned(4, "product_ean", "5060917001050", "the check digit is wrong");
    table.warned(5, "currency", "UAH", "no rate is published for this currency");
    table.skipped(&["2025-05-20", RESELLER, "Leeds", PRODUCTS[6].name, &PRODUCTS[6].ean(), "0", "0.00", "GBP"]);
    table.open_quote();
    table.tally.finish(NAME, table.text.into_bytes())
}

impl Table {
    fn put(&mut self, cells: &[String; 8]) {
        self.text += &line(cells, ',');
        self.next += 1;
    }

    fn good(&mut self, index: usize, units: i64) {
        self.put(&cells(index, units));
        self.loaded(index, units, "GBP");
    }

    fn loaded(&mut self, index: usize, units: i64, currency: &'static str) {
        let (sold_on, amount) = (sold_on(index), price(index).times(units));
        self.tally.sold(Sold { from: sold_on, to: sold_on, currency, units, amount });
    }

    fn broken(&mut self, index: usize, faults: &[Fault]) {
        let mut cells = cells(index, 1);
        for &(column, value, why) in faults {
            let note = Note { row: self.next, column: Some(column), value: value.to_owned(), why };
            self.tally.expected.errors.push(note);
            value.clone_into(&mut cells[position(column)]);
        }
        self.tally.expected.rows_failed += 1;
        self.put(&cells);
    }

    fn warned(&mut self, index: usize, column: &'static str, value: &'static str, why: &'static str) {
        let note = Note { row: self.next, column: Some(column), value: value.to_owned(), why };
        self.tally.expected.warnings.push(note);
        let mut cells = cells(index, 1);
        value.clone_into(&mut cells[position(column)]);
        self.put(&cells);
        self.loaded(index, 1, if column == "currency" { value } else { "GBP" });
    }

    fn bracketed_return(&mut self, index: usize) {
        let mut cells = cells(index, 1);
        "(1)".clone_into(&mut cells[position("quantity")]);
        cells[position("amount")] = format!("({})", price(index).text());
        self.put(&cells);
        self.loaded(index, -1, "GBP");
    }

    fn skipped(&mut self, cells: &[&str; 8]) {
        self.put(&cells.map(str::to_owned));
        self.tally.skipped(1);
    }

    /// The line that the quote opens in is lost; those that it seems to swallow are rows again.
    fn open_quote(&mut self) {
        let why = "the quote that opens here is never closed";
        let note = Note { row: self.next, column: Some("reseller"), value: format!("\"{RESELLER}"), why };
        self.tally.expected.errors.push(note);
        self.tally.expected.rows_failed += 1;
        self.text += &line(&cells(7, 1), ',').replacen(RESELLER, &format!("\"{RESELLER}"), 1);
        self.next += 1;
        for index in [9, 10] {
            self.good(index, 1);
        }
    }
}

fn position(column: &str) -> usize {
    HEADER.iter().position(|name| *name == column).unwrap_or_default()
}

fn sold_on(index: usize) -> chrono::NaiveDate {
    day(2025, 5, 2 + index as u32)
}

fn price(index: usize) -> Money {
    PRODUCTS[index].price("GBP")
}

fn cells(index: usize, units: i64) -> [String; 8] {
    let store = if index.is_multiple_of(3) { "Online" } else { "Leeds" };
    [
        sold_on(index).to_string(),
        RESELLER.to_owned(),
        store.to_owned(),
        PRODUCTS[index].name.to_owned(),
        PRODUCTS[index].ean(),
        units.to_string(),
        price(index).times(units).text(),
        "GBP".to_owned(),
    ]
}
