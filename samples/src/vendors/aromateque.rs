//! A living monthly table whose article numbers stand under "Brand" in half of its rows; and a list without article
//! numbers and amounts whose name says nothing.

use super::{Export, book, money, of_month, pieces, products, sheet, texts, unpaid};
use crate::dice::Dice;
use crate::expected::{Sample, Tally};
use crate::money::Money;
use crate::sheet::Cell;

const NAME: &str = "Aromateque 2025-06.xlsx";
const LIST: &str = "sellout-list.csv";

pub(super) fn table() -> Sample {
    let mut dice = Dice::seeded(44);
    let mut tally = Tally::of("aromateque");
    let mut rows = vec![texts(["Brand", "EAN", "Product", "Quantity", "Amount", "Month", "Year", "Location"])];
    for month in 1..=6 {
        for (at, product) in products(month as usize * 2, 6).enumerate() {
            let units = pieces(&mut dice, 7);
            let amount = product.price("EUR").times(units);
            let ean = product.ean();
            let (brand, own) = if at % 2 == 0 { ("ALDERMERE", ean.as_str()) } else { (ean.as_str(), "") };
            let mut row = texts([brand, own, product.name]);
            row.extend([Cell::count(units), money(amount), Cell::count(month.into()), Cell::count(2025)]);
            row.push(Cell::text(if at < 4 { "Kyiv Besarabska" } else { "Internet shop" }));
            rows.push(row);
            tally.sold(of_month((2025, month), "EUR", units, amount));
        }
    }
    book(tally, NAME, &[sheet("Sales", rows)])
}

pub(super) fn list() -> Sample {
    let mut dice = Dice::seeded(45);
    let mut tally = Tally::of("aromateque");
    let mut export = Export::new(&["functional_name", "quantity", "month", "year", "reseller", "currency"], ',');
    for month in 3..=5 {
        for product in products(month as usize * 3, 7) {
            let units = pieces(&mut dice, 5);
            export.row(&[
                ("functional_name", product.name),
                ("quantity", &units.to_string()),
                ("month", &month.to_string()),
                ("year", "2025"),
                ("reseller", "Aromateque"),
                ("currency", "EUR"),
            ]);
            tally.sold(of_month((2025, month), "EUR", units, Money::default()));
        }
    }
    unpaid(export.finish(tally, LIST))
}
