//! Sample files of the vendors and platforms that the program knows, one module a sender, each in the shape in which
//! such files are sent. They are not part of the demonstration.

mod amazon;
mod aromateque;
mod catalogue_demo;
mod cdlc;
mod continuity;
mod etsy;
mod galilu;
mod liberty_items;
mod selfridges;
mod skins;
mod square;
mod stripe;
mod stripe_balance;
mod ukraine;
mod woocommerce;

use chrono::NaiveDate;

use crate::catalogue::PRODUCTS;
use crate::catalogue::Product;
use crate::dice::Dice;
use crate::expected::{Sample, Sold, Tally};
use crate::files::month_days;
use crate::money::Money;
use crate::sheet::{Cell, Sheet, workbook};
use crate::text_table::line;

/// Every one of them, in alphabetical order of their formats.
pub fn vendors() -> Vec<Sample> {
    vec![
        amazon::orders(),
        amazon::settlement(),
        aromateque::table(),
        aromateque::list(),
        catalogue_demo::table(),
        cdlc::months_across(),
        cdlc::table(),
        continuity::periods(),
        etsy::items(),
        galilu::sheets(),
        galilu::year(),
        liberty_items::items(),
        selfridges::weeks(),
        skins::by_article(),
        skins::by_location(),
        skins::south_africa(),
        square::items(),
        stripe::payments(),
        stripe_balance::activity(),
        ukraine::export(),
        ukraine::months_across(),
        woocommerce::items(),
    ]
}

/// Some products, one after the other, from a place in the catalogue.
fn products(from: usize, count: usize) -> impl Iterator<Item = &'static Product> {
    PRODUCTS.iter().cycle().skip(from).take(count)
}

/// A sale of a whole month.
fn of_month((year, month): (i32, u32), currency: &'static str, units: i64, amount: Money) -> Sold {
    let (from, to) = month_days(year, month);
    Sold { from, to, currency, units, amount }
}

/// A sale of one day.
fn of_day(day: NaiveDate, currency: &'static str, units: i64, amount: Money) -> Sold {
    Sold { from: day, to: day, currency, units, amount }
}

/// Pieces sold, now and then brought back.
fn pieces(dice: &mut Dice, most: i64) -> i64 {
    if dice.chance(6) { -1 } else { dice.between(1, most) }
}

fn texts<const N: usize>(cells: [&str; N]) -> Vec<Cell> {
    cells.iter().map(|text| if text.is_empty() { Cell::Blank } else { Cell::text(*text) }).collect()
}

fn money(amount: Money) -> Cell {
    Cell::Number(amount.number())
}

fn sheet(name: &'static str, rows: Vec<Vec<Cell>>) -> Sheet {
    Sheet { name, rows, merged: Vec::new(), heading_rows: 0 }
}

fn book(tally: Tally, name: &'static str, sheets: &[Sheet]) -> Sample {
    tally.finish(name, workbook(sheets).expect("the rows fit a sheet"))
}

/// Nothing is said of money.
fn unpaid(mut sample: Sample) -> Sample {
    sample.expected.figures.amounts.clear();
    sample
}

/// Delimited text of rows that are told by header: what a row does not name is empty.
struct Export<'h> {
    header: &'h [&'h str],
    delimiter: char,
    text: String,
}

impl<'h> Export<'h> {
    fn new(header: &'h [&'h str], delimiter: char) -> Self {
        Self { header, delimiter, text: line(header, delimiter) }
    }

    fn row(&mut self, cells: &[(&str, &str)]) {
        let cell = |title: &&str| cells.iter().find(|(of, _)| of == title).map_or("", |(_, text)| *text);
        let row: Vec<&str> = self.header.iter().map(cell).collect();
        self.text += &line(&row, self.delimiter);
    }

    fn finish(self, tally: Tally, name: &'static str) -> Sample {
        tally.finish(name, self.text.into_bytes())
    }
}
