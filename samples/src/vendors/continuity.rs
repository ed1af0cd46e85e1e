//! A report that has Liberty's name and not its columns: two title rows, periods of every length, sizes.

use chrono::NaiveDate;

use super::{book, money, products, sheet, texts};
use crate::dice::Dice;
use crate::expected::{Sample, Sold, Tally};
use crate::files::{day, month_days};
use crate::sheet::Cell;

const NAME: &str = "Continuity Size Report Aldermere.xlsx";

pub(super) fn periods() -> Sample {
    let mut dice = Dice::seeded(443);
    let mut tally = Tally::of("continuity-suppliers");
    let mut rows = vec![texts(["Continuity size report"]), texts(["Supplier: Aldermere"])];
    rows.push(texts(["Product Code", "Product", "Size", "Units", "Total Sales", "Period", "Channel"]));
    for (at, (period, from, to)) in spans().into_iter().enumerate() {
        for product in products(at * 4, 4) {
            let units = dice.between(1, 20);
            let amount = product.price("GBP").times(units);
            let channel = if dice.chance(30) { "Online" } else { "" };
            let mut row = texts([product.sku, product.name, product.size]);
            row.extend([Cell::count(units), money(amount)]);
            row.extend(texts([period, channel]));
            rows.push(row);
            tally.sold(Sold { from, to, currency: "GBP", units, amount });
        }
    }
    book(tally, NAME, &[sheet("Report", rows)])
}

fn spans() -> [(&'static str, NaiveDate, NaiveDate); 4] {
    let month = month_days(2024, 1);
    [
        ("Q1 2024", day(2024, 1, 1), day(2024, 3, 31)),
        ("Jan 2024", month.0, month.1),
        ("Apr-Jun 2024", day(2024, 4, 1), day(2024, 6, 30)),
        ("2024-07", day(2024, 7, 1), day(2024, 7, 31)),
    ]
}
