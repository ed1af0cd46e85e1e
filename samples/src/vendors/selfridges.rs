//! A weekly report of four shops and online with the weeks before in it: codes with names behind a dash, real dates,
//! returns, a week in which nothing was sold of a product.

use chrono::{Datelike, Days};

use super::{book, money, of_day, pieces, products, sheet, texts};
use crate::dice::Dice;
use crate::expected::{Sample, Tally};
use crate::files::day;
use crate::money::Money;
use crate::sheet::Cell;

const NAME: &str = "Selfridges weekly sales 2025-W26.xlsx";
const STORES: [&str; 5] = ["London", "Manchester Exchange", "Birmingham", "Trafford", "Online"];

pub(super) fn weeks() -> Sample {
    let mut dice = Dice::seeded(86_033);
    let mut tally = Tally::of("selfridges");
    let mut rows = vec![texts(["Product Code", "Description", "Units Sold", "Sales Value", "Week", "Location"])];
    for week in 0..4 {
        let monday = day(2025, 6, 2) + Days::new(7 * week);
        for (at, store) in STORES.into_iter().enumerate() {
            for product in products(at * 3 + week as usize, 4) {
                let units = if dice.chance(5) { 0 } else { pieces(&mut dice, 6) };
                let amount = product.price("GBP").times(units);
                let code = format!("8603{:04} - {}", product.number(), product.name.to_uppercase());
                let mut row = vec![Cell::Text(code), Cell::text(product.name), Cell::count(units), money(amount)];
                row.extend([Cell::Date(monday), Cell::text(store)]);
                rows.push(row);
                if units == 0 {
                    tally.skipped(1);
                } else {
                    tally.sold(of_day(monday, "GBP", units, amount));
                }
            }
        }
    }
    rows.push(vec![Cell::text("Grand Total"), Cell::Blank, Cell::count(total(&tally)), money(worth(&tally))]);
    tally.skipped(1);
    debug_assert_eq!(day(2025, 6, 2).weekday(), chrono::Weekday::Mon);
    book(tally, NAME, &[sheet("Sales", rows)])
}

fn total(tally: &Tally) -> i64 {
    tally.sales().map(|sold| sold.units).sum()
}

fn worth(tally: &Tally) -> Money {
    tally.sales().map(|sold| sold.amount).sum()
}
