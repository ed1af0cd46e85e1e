//! A Baltic perfumery's two shapes: months across under three title rows with a total behind them, dates and words as
//! months; and a plain table of months and shops.

use super::{book, money, of_month, pieces, products, sheet, texts};
use crate::dice::Dice;
use crate::expected::{Sample, Tally};
use crate::files::day;
use crate::money::Money;
use crate::sheet::Cell;

const ACROSS: &str = "CDLC sell-out 2025.xlsx";
const TABLE: &str = "Creme de la Creme 2025-06.xlsx";

pub(super) fn months_across() -> Sample {
    let mut dice = Dice::seeded(371);
    let mut tally = Tally::of("cdlc");
    let mut rows = vec![texts(["Crème de la Crème"]), texts(["Sell-out, pieces"]), Vec::new()];
    let mut header = texts(["EAN", "Product", "Shop", "Jan 2025", "Feb"]);
    // A month that somebody typed as a date.
    header.extend([Cell::Date(day(2025, 3, 1)), Cell::text("Apr 2025"), Cell::text("Total")]);
    rows.push(header);
    let mut sums = [0; 4];
    for (at, shop) in ["Riga Dzirnavu", "Tallinn Viru", "e-shop"].into_iter().enumerate() {
        for product in products(at * 4, 4) {
            let sold: [i64; 4] = std::array::from_fn(|_| if dice.chance(20) { 0 } else { pieces(&mut dice, 8) });
            let mut row = texts([&product.ean(), product.name, shop]);
            row.extend(sold.iter().map(|units| if *units == 0 { Cell::Blank } else { Cell::count(*units) }));
            row.push(Cell::count(sold.iter().sum()));
            rows.push(row);
            for ((units, month), sum) in sold.into_iter().zip(1..).zip(&mut sums) {
                *sum += units;
                if units != 0 {
                    tally.sold(of_month((2025, month), "EUR", units, Money::default()));
                }
            }
        }
    }
    let mut total = texts(["Total", "", ""]);
    total.extend(sums.iter().map(|sum| Cell::count(*sum)));
    total.push(Cell::count(sums.iter().sum()));
    rows.push(total);
    tally.skipped(1);
    let mut sample = book(tally, ACROSS, &[sheet("2025", rows)]);
    sample.expected.figures.amounts.clear();
    sample
}

pub(super) fn table() -> Sample {
    let mut dice = Dice::seeded(372);
    let mut tally = Tally::of("cdlc");
    let mut rows = vec![texts(["Sell-out June 2025"]), texts(["Product EAN", "Qty", "Total", "Month", "Year", "Shop"])];
    for (at, shop) in ["Riga Dzirnavu", "Vilnius Gedimino", "e-shop"].into_iter().enumerate() {
        for product in products(at * 3, 5) {
            let units = pieces(&mut dice, 9);
            let amount = product.price("EUR").times(units);
            let mut row = vec![Cell::Text(product.ean()), Cell::count(units), money(amount)];
            row.extend([Cell::text("June"), Cell::count(2025), Cell::text(shop)]);
            rows.push(row);
            tally.sold(of_month((2025, 6), "EUR", units, amount));
        }
    }
    book(tally, TABLE, &[sheet("Sheet1", rows)])
}
