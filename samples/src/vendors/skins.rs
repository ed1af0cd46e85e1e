//! Two houses of one name: a Dutch one with the same sales on two sheets and the month on a third, and a South African
//! one whose stores are codes in the first column.

use chrono::Days;

use super::{book, money, of_day, of_month, pieces, products, sheet, texts};
use crate::dice::Dice;
use crate::expected::{Sample, Tally};
use crate::files::day;
use crate::money::Money;
use crate::sheet::{Cell, Sheet};

const BY_ARTICLE: &str = "Skins NL SalesReport 06-2025.xlsx";
const BY_LOCATION: &str = "Skins NL 05-2025.xlsx";
const SOUTH_AFRICA: &str = "Skins SA Aldermere 2025-06.xlsx";

/// Own article codes, last year beside, blanks where nothing was sold; the sheet by location names no products.
pub(super) fn by_article() -> Sample {
    let mut dice = Dice::seeded(31);
    let mut tally = Tally::of("skins-nl");
    let header =
        ["Article", "EANCode", "SalesAmount", "SalesQuantity", "SPLY SalesAmount", "SPLY SalesQuantity", "Variance"];
    let mut rows = vec![texts(header)];
    let mut sums = (Money::default(), 0);
    for (at, product) in products(0, 12).enumerate() {
        let code = if at % 3 == 0 { format!("SK{:05}", 40_117 + at / 6) } else { product.ean() };
        let mut row = vec![Cell::text(product.name), Cell::Text(code)];
        let units = if at == 5 { 0 } else { pieces(&mut dice, 14) };
        let amount = product.price("EUR").times(units);
        if units == 0 {
            row.extend([Cell::Blank, Cell::Blank]);
            tally.skipped(1);
        } else {
            row.extend([money(amount), Cell::count(units)]);
            tally.sold(of_month((2025, 6), "EUR", units, amount));
        }
        row.extend([money(product.price("EUR").times(3)), Cell::count(3), Cell::text("12%")]);
        rows.push(row);
        sums = (sums.0 + amount, sums.1 + units);
    }
    rows.push(vec![Cell::text("Total"), Cell::Blank, money(sums.0), Cell::count(sums.1)]);
    tally.skipped(1);
    let locations = vec![texts(["Location", "Quantity"]), vec![Cell::text("Amsterdam"), Cell::count(sums.1)]];
    book(tally, BY_ARTICLE, &[info("June"), sheet("SalesPerLocation", locations), sheet("SalesPerSKU", rows)])
}

/// The sheet by location names products, so the one by article is a second view.
pub(super) fn by_location() -> Sample {
    let mut dice = Dice::seeded(32);
    let mut tally = Tally::of("skins-nl");
    let mut rows = vec![texts(["EAN", "Location", "Quantity"])];
    for (at, location) in ["Amsterdam Runstraat", "Utrecht", "Online"].into_iter().enumerate() {
        for product in products(at * 2, 4) {
            let units = dice.between(1, 7);
            rows.push(vec![Cell::Text(product.ean()), Cell::text(location), Cell::count(units)]);
            tally.sold(of_month((2025, 5), "EUR", units, Money::default()));
        }
    }
    let articles = vec![texts(["Article", "EANCode", "SalesQuantity"]), texts(["Salt Garden", "SK40117", "9"])];
    let mut sample =
        book(tally, BY_LOCATION, &[info("May"), sheet("SalesPerSKU", articles), sheet("SalesPerLocation", rows)]);
    sample.expected.figures.amounts.clear();
    sample
}

fn info(month: &str) -> Sheet {
    let year = vec![Cell::text("Year"), Cell::count(2025)];
    sheet("info", vec![texts(["Report", "Sales per location and SKU"]), texts(["Month", month]), year])
}

pub(super) fn south_africa() -> Sample {
    let mut dice = Dice::seeded(27);
    let mut tally = Tally::of("skins-sa");
    let mut rows =
        vec![texts(["Str", "Stockcode", "Description", "Quantity", "netsales", "exvatnetsales", "OrderDate"])];
    for offset in 0..36 {
        let day = day(2025, 4, 3) + Days::new(offset * 2);
        let store = *dice.pick(&["ON", "SAN", "VAW", "ROS"]);
        for product in products(offset as usize, 1) {
            let units = pieces(&mut dice, 3);
            let net = product.price("EUR").times(20 * units);
            let gross = net + net.percent(15);
            let mut row = texts([store, &product.ean(), product.name]);
            row.extend([Cell::count(units), money(gross), money(net), Cell::Date(day)]);
            rows.push(row);
            tally.sold(of_day(day, "ZAR", units, net));
        }
    }
    book(tally, SOUTH_AFRICA, &[sheet("Data", rows)])
}
