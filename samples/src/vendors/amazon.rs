//! Two tab-separated reports of a market place: orders, with some cancelled; and a settlement, in which each amount has
//! a type and the first row states the sum of all of them, with decimal commas as the marketplace writes them.

use chrono::{Datelike, Days, NaiveDate};

use super::{Export, of_day, products};
use crate::catalogue::Product;
use crate::dice::Dice;
use crate::expected::{Sample, Tally};
use crate::files::day;
use crate::money::Money;

const ORDERS: &str = "50019020260.txt";
const SETTLEMENT: &str = "50017319995.txt";
const ORDER_HEADER: [&str; 31] = [
    "amazon-order-id",
    "merchant-order-id",
    "purchase-date",
    "last-updated-date",
    "order-status",
    "fulfillment-channel",
    "sales-channel",
    "order-channel",
    "ship-service-level",
    "product-name",
    "sku",
    "asin",
    "item-status",
    "quantity",
    "currency",
    "item-price",
    "item-tax",
    "shipping-price",
    "shipping-tax",
    "gift-wrap-price",
    "gift-wrap-tax",
    "item-promotion-discount",
    "ship-promotion-discount",
    "ship-city",
    "ship-state",
    "ship-postal-code",
    "ship-country",
    "promotion-ids",
    "is-business-order",
    "purchase-order-number",
    "price-designation",
];
const SETTLEMENT_HEADER: [&str; 24] = [
    "settlement-id",
    "settlement-start-date",
    "settlement-end-date",
    "deposit-date",
    "total-amount",
    "currency",
    "transaction-type",
    "order-id",
    "merchant-order-id",
    "adjustment-id",
    "shipment-id",
    "marketplace-name",
    "amount-type",
    "amount-description",
    "amount",
    "fulfillment-id",
    "posted-date",
    "posted-date-time",
    "order-item-code",
    "merchant-order-item-id",
    "merchant-adjustment-item-id",
    "sku",
    "quantity-purchased",
    "promotion-id",
];
const SETTLEMENT_ID: &str = "14200917711";

fn order_id(number: u64) -> String {
    format!("302-{:07}-{:07}", 4_100_000 + number * 37, 9_000_000 - number * 11)
}

pub(super) fn orders() -> Sample {
    let mut dice = Dice::seeded(302);
    let mut tally = Tally::of("amazon-orders");
    let mut export = Export::new(&ORDER_HEADER, '\t');
    for number in 0..32_u64 {
        let bought = day(2025, 6, 1) + Days::new(number % 30);
        let cancelled = dice.chance(8);
        for product in products(number as usize, dice.between(1, 2) as usize) {
            let units = if cancelled { 0 } else { dice.between(1, 3) };
            let price = product.price("EUR").times(units);
            let off = if dice.chance(15) { price.percent(5) } else { Money::default() };
            export.row(&[
                ("amazon-order-id", &order_id(number)),
                ("purchase-date", &format!("{bought}T08:31:09+00:00")),
                ("order-status", if cancelled { "Cancelled" } else { "Shipped" }),
                ("fulfillment-channel", "Amazon"),
                ("sales-channel", "Amazon.de"),
                ("ship-service-level", "Standard"),
                ("product-name", product.name),
                ("sku", product.sku),
                ("asin", &format!("B0ALD{:05}", product.number())),
                ("item-status", if cancelled { "Cancelled" } else { "Shipped" }),
                ("quantity", &units.to_string()),
                ("currency", if cancelled { "" } else { "EUR" }),
                ("item-price", &if cancelled { String::new() } else { price.text() }),
                ("item-tax", &if cancelled { String::new() } else { price.percent(19).text() }),
                ("shipping-price", "3.99"),
                ("item-promotion-discount", &if off == Money::default() { String::new() } else { off.text() }),
                ("ship-city", "Kassel"),
                ("ship-country", "DE"),
            ]);
            if cancelled {
                tally.skipped(1);
            } else {
                tally.sold(of_day(bought, "EUR", units, price - off));
            }
        }
    }
    export.finish(tally, ORDERS)
}

/// One amount of a settlement.
struct Line<'a> {
    kind: &'a str,
    order: &'a str,
    of: (&'a str, &'a str),
    amount: Money,
    day: NaiveDate,
    sku: &'a str,
    units: &'a str,
}

pub(super) fn settlement() -> Sample {
    let mut dice = Dice::seeded(142);
    let mut tally = Tally::of("amazon-settlement");
    let mut body = Export::new(&SETTLEMENT_HEADER, '\t');
    let mut total = Money::default();
    let mut write = |line: &Line<'_>| {
        total += line.amount;
        body.row(&[
            ("settlement-id", SETTLEMENT_ID),
            ("transaction-type", line.kind),
            ("order-id", line.order),
            ("marketplace-name", "Amazon.de"),
            ("amount-type", line.of.0),
            ("amount-description", line.of.1),
            ("amount", &line.amount.comma_text()),
            ("posted-date", &month_first(line.day)),
            ("posted-date-time", &format!("{} 08:31:09 UTC", line.day)),
            ("sku", line.sku),
            ("quantity-purchased", line.units),
        ]);
    };
    for number in 0..18_u64 {
        let order = order_id(number);
        let day = day(2025, 6, 1) + Days::new(number);
        for product in products(number as usize * 2, 1) {
            for line in lines(&mut dice, &order, product, day) {
                write(&line);
                count(&mut tally, &line);
            }
        }
    }
    let posted = day(2025, 6, 27);
    for (description, amount) in [("Subscription Fee", -3_900), ("Previous Reserve Amount Balance", 12_050)] {
        let of = ("other-transaction", description);
        let line = Line {
            kind: "other-transaction",
            order: "",
            of,
            amount: Money::cents(amount),
            day: posted,
            sku: "",
            units: "",
        };
        write(&line);
        count(&mut tally, &line);
    }
    let mut export = Export::new(&SETTLEMENT_HEADER, '\t');
    export.row(&[
        ("settlement-id", SETTLEMENT_ID),
        ("settlement-start-date", "2025-06-01 00:00:00 UTC"),
        ("settlement-end-date", "2025-06-28 00:00:00 UTC"),
        ("deposit-date", "2025-06-30 00:00:00 UTC"),
        ("total-amount", &total.comma_text()),
        ("currency", "EUR"),
    ]);
    tally.skipped(1);
    // The rows, without the header that they were written under.
    export.text += body.text.split_once('\n').map_or("", |(_, rows)| rows);
    export.finish(tally, SETTLEMENT)
}

/// `06/03/25`.
fn month_first(day: NaiveDate) -> String {
    format!("{:02}/{:02}/{:02}", day.month(), day.day(), day.year() % 100)
}

/// What an order comes to: its price, shipping, tax and fees, now and then a promotion, now and then a refund.
fn lines<'a>(dice: &mut Dice, order: &'a str, product: &'a Product, day: NaiveDate) -> Vec<Line<'a>> {
    let units = dice.between(1, 2);
    let price = product.price("EUR").times(units);
    let line = |kind, of, amount, units| Line { kind, order, of, amount, day, sku: product.sku, units };
    let written = if units == 1 { "1" } else { "2" };
    let mut lines = vec![
        line("Order", ("ItemPrice", "Principal"), price, written),
        line("Order", ("ItemPrice", "Shipping"), Money::cents(399), written),
        line("Order", ("ItemPrice", "Tax"), price.percent(19), written),
        line("Order", ("ItemFees", "Commission"), -price.percent(15), written),
    ];
    if dice.chance(20) {
        lines.push(line("Order", ("Promotion", "Principal"), -price.percent(10), written));
    }
    if dice.chance(15) {
        lines.push(line("Refund", ("ItemPrice", "Principal"), -price, written));
        lines.push(line("Refund", ("ItemFees", "Commission"), price.percent(12), written));
    }
    lines
}

fn count(tally: &mut Tally, line: &Line<'_>) {
    match line.of {
        ("ItemPrice", "Principal") => {
            // Nothing says which sign the pieces of a refund have.
            let units = if line.kind == "Order" { line.units.parse().unwrap_or_default() } else { 0 };
            tally.sold(of_day(line.day, "EUR", units, line.amount));
        }
        ("Promotion", "Principal") => tally.sold(of_day(line.day, "EUR", 0, line.amount)),
        _ => tally.skipped(1),
    }
}
