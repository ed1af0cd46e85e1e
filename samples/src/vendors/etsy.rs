//! The download of sold order items in its 33 columns: dates month first, a coupon on some orders that is not in the total,
//! items of one order in several rows.

use chrono::{Datelike, Days};

use super::{Export, of_day, products};
use crate::dice::Dice;
use crate::expected::{Sample, Tally};
use crate::files::day;
use crate::money::Money;

const NAME: &str = "EtsySoldOrderItems2025-6.csv";
const HEADER: [&str; 33] = [
    "Sale Date",
    "Item Name",
    "Buyer",
    "Quantity",
    "Price",
    "Coupon Code",
    "Coupon Details",
    "Discount Amount",
    "Shipping Discount",
    "Order Shipping",
    "Order Sales Tax",
    "Item Total",
    "Currency",
    "Transaction ID",
    "Listing ID",
    "Date Paid",
    "Date Shipped",
    "Ship Name",
    "Ship Address1",
    "Ship Address2",
    "Ship City",
    "Ship State",
    "Ship Zipcode",
    "Ship Country",
    "Order ID",
    "Variations",
    "Order Type",
    "Listings Type",
    "Payment Type",
    "InPerson Discount",
    "InPerson Location",
    "VAT Paid by Buyer",
    "SKU",
];

pub(super) fn items() -> Sample {
    let mut dice = Dice::seeded(2_005);
    let mut tally = Tally::of("etsy");
    let mut export = Export::new(&HEADER, ',');
    for order in 0..24_u64 {
        let sold_on = day(2025, 6, 1) + Days::new(order);
        let written = format!("{:02}/{:02}/{:02}", sold_on.month(), sold_on.day(), sold_on.year() % 100);
        let lines = if dice.chance(30) { 2 } else { 1 };
        for (at, product) in products(order as usize * 3, lines).enumerate() {
            let units = dice.between(1, 3);
            let price = product.price("EUR");
            let discount = if dice.chance(25) { price.times(units).percent(10) } else { Money::default() };
            let amount = price.times(units) - discount;
            export.row(&[
                ("Sale Date", &written),
                ("Item Name", &format!("{}, {}", product.name, product.size)),
                ("Buyer", "a buyer"),
                ("Quantity", &units.to_string()),
                ("Price", &price.text()),
                ("Coupon Code", if discount == Money::default() { "" } else { "THANKYOU10" }),
                ("Discount Amount", &discount.text()),
                ("Shipping Discount", "0.00"),
                ("Order Shipping", "4.90"),
                ("Order Sales Tax", "0.00"),
                ("Item Total", &price.times(units).text()),
                ("Currency", "EUR"),
                ("Transaction ID", &format!("41{:06}", order * 10 + at as u64)),
                ("Listing ID", &format!("17{:06}", product.number())),
                ("Date Paid", &written),
                ("Ship City", "Lisboa"),
                ("Ship Country", "Portugal"),
                ("Order ID", &format!("35{:06}", 1_200 + order)),
                ("Order Type", "online"),
                ("Listings Type", "listing"),
                ("Payment Type", "online_cc"),
                ("SKU", product.sku),
            ]);
            tally.sold(of_day(sold_on, "EUR", units, amount));
        }
    }
    export.finish(tally, NAME)
}
