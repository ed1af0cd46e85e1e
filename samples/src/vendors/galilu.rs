//! A Polish retailer's two files: a sheet for each store beside an info sheet, one of them with the months across; and a
//! living workbook in which every view shows the same sales.

use super::{book, of_month, products, sheet, texts, unpaid};
use crate::dice::Dice;
use crate::expected::{Sample, Tally};
use crate::money::Money;
use crate::sheet::{Cell, Sheet};

const SHEETS: &str = "Galilu split by store 2025-06.xlsx";
const YEAR: &str = "Galilu sellout 2025.xlsx";
const MONTHS: [&str; 6] = ["january", "february", "march", "april", "may", "june"];

/// Own names, no article numbers, no amounts.
pub(super) fn sheets() -> Sample {
    let mut dice = Dice::seeded(4_812);
    let mut tally = Tally::of("galilu-stores");
    let info = vec![texts(["Retailer", "Galilu"]), texts(["Report", "split by store"])];
    let mut sheets = vec![sheet("info", info)];
    for (at, store) in ["Warszawa Koszykowa", "Kraków", "Online"].into_iter().enumerate() {
        let mut rows = vec![texts(["", "Sprzedaż marki Aldermere"]), Vec::new()];
        rows.push(texts(["", "Product Name", "Qty", "Month", "Year"]));
        for product in products(at * 5, 5) {
            let units = dice.between(1, 9);
            let mut row = texts(["", product.name]);
            row.extend([Cell::count(units), Cell::text("czerwiec"), Cell::count(2025)]);
            rows.push(row);
            tally.sold(of_month((2025, 6), "PLN", units, Money::default()));
        }
        sheets.push(sheet(store, rows));
    }
    sheets.push(across(&mut dice, &mut tally));
    sheets.push(sheet("_old", vec![texts(["Product", "Quantity"]), texts(["Salt Garden", "99"])]));
    unpaid(book(tally, SHEETS, &sheets))
}

/// The same sheet as a pivot, with a cell of one no-break space and shares that are no sales.
fn across(dice: &mut Dice, tally: &mut Tally) -> Sheet {
    let mut rows = vec![texts(["Product", "kwiecień 2025", "maj 2025", "june 2025", "Total", "share"])];
    for product in products(2, 4) {
        let sold = [dice.between(0, 5), dice.between(1, 6), dice.between(1, 4)];
        let mut row = vec![Cell::text(product.name)];
        row.push(if sold[0] == 0 { Cell::text("\u{a0}") } else { Cell::count(sold[0]) });
        row.extend(sold[1..].iter().map(|units| Cell::count(*units)));
        row.extend([Cell::count(sold.iter().sum()), Cell::text("25%")]);
        rows.push(row);
        for (units, month) in sold.into_iter().zip(4..).filter(|(units, _)| *units != 0) {
            tally.sold(of_month((2025, month), "PLN", units, Money::default()));
        }
    }
    sheet("Poznań Stary Browar", rows)
}

/// The year: a store's row with its sums above the rows of its products; rankings and a year-on-year sheet beside.
pub(super) fn year() -> Sample {
    let mut dice = Dice::seeded(4_813);
    let mut tally = Tally::of("galilu-year");
    let mut header = texts(["", "Store", "Product"]);
    header.extend(MONTHS.map(Cell::text));
    header.extend(texts(["Total", "share", "MoM"]));
    let mut rows = vec![texts(["", "Sell-out 2025 by store"]), Vec::new(), header];
    let mut all = [0; 6];
    for (at, store) in ["Warszawa Koszykowa", "Kraków", "Online"].into_iter().enumerate() {
        let mut lines = Vec::new();
        let mut sums = [0; 6];
        for product in products(at * 4 + 1, 4) {
            let sold: [i64; 6] = std::array::from_fn(|_| dice.between(0, 4));
            let mut row = texts(["", "", product.name]);
            row.extend(sold.iter().map(|units| if *units == 0 { Cell::Blank } else { Cell::count(*units) }));
            row.push(Cell::count(sold.iter().sum()));
            lines.push(row);
            for ((units, month), sum) in sold.into_iter().zip(1..).zip(&mut sums) {
                *sum += units;
                if units != 0 {
                    tally.sold(of_month((2025, month), "PLN", units, Money::default()));
                }
            }
        }
        rows.push(summed(["", store, ""], &sums));
        tally.skipped(1);
        rows.extend(lines);
        all.iter_mut().zip(sums).for_each(|(all, sum)| *all += sum);
    }
    rows.push(summed(["", "Total", ""], &all));
    tally.skipped(1);
    let ranking = vec![texts(["Rank", "Product", "Quantity"]), texts(["1", "Salt Garden", "44"])];
    unpaid(book(
        tally,
        YEAR,
        &[
            sheet("monthly sellout", vec![texts(["Store", "january"]), texts(["Kraków", "1200"])]),
            sheet("Split_by_store_2025", rows),
            sheet("product ranking", ranking),
            sheet("YoY", vec![texts(["Month", "2024", "2025"])]),
        ],
    ))
}

fn summed(names: [&str; 3], sums: &[i64; 6]) -> Vec<Cell> {
    let mut row = texts(names);
    row.extend(sums.iter().map(|sum| Cell::count(*sum)));
    row.push(Cell::count(sums.iter().sum()));
    row.push(Cell::text("100%"));
    row
}
