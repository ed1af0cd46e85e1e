//! Orders of the house's own web shop: a notes sheet first, then `Orders`, one row an order line, returns as negative
//! lines of the order they belong to.

use chrono::{Days, NaiveDate};

use crate::catalogue::{Product, assortment};
use crate::dice::Dice;
use crate::expected::{Sample, Sold, Tally};
use crate::files::{day, month_days, months, season};
use crate::money::Money;
use crate::sheet::{Cell, Sheet, workbook};

const NAME: &str = "Aldermere web shop orders 2025-06.xlsx";
const HEADER: [&str; 15] = [
    "Order ID",
    "Product EAN",
    "Functional Name",
    "Product Name",
    "Quantity",
    "Sales EUR",
    "Cost of Goods",
    "Stripe Fee",
    "Order Date",
    "Country",
    "City",
    "UTM Source",
    "UTM Medium",
    "UTM Campaign",
    "Device Type",
];
type Towns = &'static [&'static str];
const COUNTRIES: [((&str, Towns), i64); 7] = [
    (("Germany", &["Berlin", "Hamburg", "München", "Köln"]), 30),
    (("France", &["Paris", "Lyon", "Nantes"]), 22),
    (("Netherlands", &["Amsterdam", "Utrecht"]), 14),
    (("Spain", &["Madrid", "València", "Málaga"]), 12),
    (("Ireland", &["Dublin", "Cork"]), 9),
    (("Austria", &["Wien", "Graz"]), 8),
    (("Sweden", &["Stockholm", "Malmö"]), 5),
];
/// Source, medium, campaign; three blanks where somebody typed the address.
const VISITS: [([&str; 3], i64); 6] = [
    (["", "", ""], 30),
    (["google", "cpc", "brand_eu"], 22),
    (["instagram", "paid_social", "spring_launch"], 18),
    (["newsletter", "email", "monthly_letter"], 16),
    (["google", "organic", ""], 9),
    (["pinterest", "social", "home_scents"], 5),
];
const DEVICES: [(&str, i64); 3] = [("mobile", 61), ("desktop", 33), ("tablet", 6)];

struct Order {
    id: String,
    day: NaiveDate,
    country: &'static str,
    city: &'static str,
    visit: [&'static str; 3],
    device: &'static str,
}

pub(super) fn orders() -> Sample {
    let mut dice = Dice::seeded(1405);
    let mut tally = Tally::of("web-shop");
    let mut rows = vec![HEADER.map(Cell::text).to_vec()];
    let mut number = 11_020;
    for (year, month) in months((2024, 4), (2025, 6)) {
        let mut days: Vec<NaiveDate> = (0..24 * season(year, month) / 100)
            .map(|_| month_days(year, month).0 + Days::new(dice.between(0, 27).unsigned_abs()))
            .collect();
        days.sort_unstable();
        for day in days {
            number += dice.between(1, 3);
            let order = order(&mut dice, number, day);
            for (product, units) in basket(&mut dice) {
                write(&mut rows, &mut tally, &order, product, units);
                if dice.chance(4) {
                    let back = Order { day: (day + Days::new(9)).min(last_day()), ..order.clone_of() };
                    write(&mut rows, &mut tally, &back, product, -1);
                }
            }
        }
    }
    let notes = Sheet { name: "About", rows: about(), merged: Vec::new(), heading_rows: 0 };
    let orders = Sheet { name: "Orders", rows, merged: Vec::new(), heading_rows: 1 };
    tally.finish(NAME, workbook(&[notes, orders]).expect("the rows fit a sheet"))
}

/// The day that the file was made.
fn last_day() -> NaiveDate {
    day(2025, 6, 30)
}

fn about() -> Vec<Vec<Cell>> {
    vec![
        vec![Cell::text("Aldermere web shop"), Cell::text("order lines, returns as negative lines")],
        vec![Cell::text("Exported"), Cell::Date(last_day())],
    ]
}

impl Order {
    fn clone_of(&self) -> Self {
        Self { id: self.id.clone(), ..*self }
    }
}

fn order(dice: &mut Dice, number: i64, day: NaiveDate) -> Order {
    let (country, towns) = *dice.pick_weighted(&COUNTRIES);
    let city = dice.pick(towns);
    let (visit, device) = (*dice.pick_weighted(&VISITS), *dice.pick_weighted(&DEVICES));
    Order { id: format!("AW-{number}"), day, country, city, visit, device }
}

fn basket(dice: &mut Dice) -> Vec<(&'static Product, i64)> {
    let products = *dice.pick_weighted(&[(1, 72), (2, 22), (3, 6)]);
    let products = assortment(dice, products);
    products.into_iter().map(|product| (product, *dice.pick_weighted(&[(1, 86), (2, 12), (3, 2)]))).collect()
}

fn write(rows: &mut Vec<Vec<Cell>>, tally: &mut Tally, order: &Order, product: &Product, units: i64) {
    let amount = product.price("EUR").times(units);
    let cost = product.price("EUR").percent(22).times(units);
    // 1.5 % and 25 cents a paid line; a fee is not given back.
    let fee = if units > 0 { Money((amount.0 * 15 / 1000 + 2_500) / 100 * 100) } else { Money::default() };
    let long_name = format!("{} {}", product.name, product.size);
    let texts = [order.country, order.city, order.visit[0], order.visit[1], order.visit[2], order.device];
    let mut row =
        vec![Cell::text(&order.id), Cell::text(product.ean()), Cell::text(product.name), Cell::Text(long_name)];
    row.extend([Cell::count(units), Cell::Number(amount.number()), Cell::Number(cost.number())]);
    row.extend([Cell::Number(fee.number()), Cell::Date(order.day)]);
    row.extend(texts.map(|text| if text.is_empty() { Cell::Blank } else { Cell::text(text) }));
    rows.push(row);
    tally.sold(Sold { from: order.day, to: order.day, currency: "EUR", units, amount });
}
