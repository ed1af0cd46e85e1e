//! An export of items in its 35 columns: money with a dollar sign, refunds as negative rows, article numbers in most
//! rows.

use chrono::Days;

use super::{Export, of_day, products};
use crate::dice::Dice;
use crate::expected::{Sample, Tally};
use crate::files::day;
use crate::money::Money;

const NAME: &str = "items-2025-06-01-2025-07-01.csv";
const HEADER: [&str; 35] = [
    "Date",
    "Time",
    "Time Zone",
    "Category",
    "Item",
    "Qty",
    "Price Point Name",
    "SKU",
    "Modifiers Applied",
    "Gross Sales",
    "Discounts",
    "Net Sales",
    "Tax",
    "Transaction ID",
    "Payment ID",
    "Device Name",
    "Notes",
    "Details",
    "Event Type",
    "Location",
    "Dining Option",
    "Customer ID",
    "Customer Name",
    "Customer Reference ID",
    "Unit",
    "Count",
    "GTIN",
    "Itemization Type",
    "Commission",
    "Employee",
    "Fulfillment Note",
    "Channel",
    "Token",
    "Card Brand",
    "PAN Suffix",
];

pub(super) fn items() -> Sample {
    let mut dice = Dice::seeded(2_009);
    let mut tally = Tally::of("square");
    let mut export = Export::new(&HEADER, ',');
    for sale in 0..30_u64 {
        let sold_on = day(2025, 6, 1) + Days::new(sale);
        for product in products(sale as usize * 5, dice.between(1, 2) as usize) {
            let back = dice.chance(10);
            let units = if back { -1 } else { dice.between(1, 4) };
            let gross = product.price("EUR").times(units);
            let discount = if dice.chance(20) { gross.percent(10) } else { Money::default() };
            let net = gross - discount;
            export.row(&[
                ("Date", &sold_on.to_string()),
                ("Time", "14:05:22"),
                ("Time Zone", "Eastern Time (US & Canada)"),
                ("Category", product.group),
                ("Item", product.name),
                ("Qty", &format!("{units}.0")),
                ("Price Point Name", "Regular"),
                ("SKU", product.sku),
                ("Gross Sales", &dollars(gross)),
                ("Discounts", &dollars(-discount)),
                ("Net Sales", &dollars(net)),
                ("Tax", &dollars(net.percent(8))),
                ("Transaction ID", &format!("TX{sale:06}")),
                ("Event Type", if back { "Refund" } else { "Payment" }),
                ("Location", "Pop-up Hudson"),
                ("Unit", "ea"),
                ("Count", &units.to_string()),
                ("GTIN", &if sale % 3 == 0 { String::new() } else { product.ean() }),
                ("Itemization Type", "Physical Good"),
            ]);
            tally.sold(of_day(sold_on, "USD", units, net));
        }
    }
    export.finish(tally, NAME)
}

/// `-$1,234.50`.
fn dollars(amount: Money) -> String {
    amount.pounds_text().replace('\u{a0}', ";").replace(',', ".").replace(';', ",").replace('£', "$")
}
