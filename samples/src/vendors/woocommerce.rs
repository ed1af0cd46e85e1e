//! An export with a row an item: the order's fields stand in every row, some pieces were paid back, an order failed.

use chrono::Days;

use super::{Export, of_day, products};
use crate::dice::Dice;
use crate::expected::{Sample, Tally};
use crate::files::day;
use crate::money::Money;

const NAME: &str = "orders-export-2025-07-01.csv";
const HEADER: [&str; 46] = [
    "order_id",
    "order_number_formatted",
    "order_number",
    "date",
    "status",
    "shipping_total",
    "shipping_tax_total",
    "fee_total",
    "fee_tax_total",
    "tax_total",
    "discount_total",
    "order_total",
    "refunded_total",
    "order_currency",
    "payment_method",
    "shipping_method",
    "customer_id",
    "billing_first_name",
    "billing_last_name",
    "billing_company",
    "billing_city",
    "billing_postcode",
    "billing_country",
    "shipping_city",
    "shipping_postcode",
    "shipping_country",
    "customer_note",
    "item_id",
    "item_product_id",
    "item_name",
    "item_sku",
    "item_quantity",
    "item_subtotal",
    "item_subtotal_tax",
    "item_total",
    "item_total_tax",
    "item_refunded",
    "item_refunded_qty",
    "item_meta",
    "shipping_items",
    "fee_items",
    "tax_items",
    "coupons",
    "refunds",
    "order_notes",
    "download_permissions_granted",
];

pub(super) fn items() -> Sample {
    let mut dice = Dice::seeded(2_011);
    let mut tally = Tally::of("woocommerce");
    let mut export = Export::new(&HEADER, ',');
    for order in 0..28_u64 {
        let sold_on = day(2025, 6, 1) + Days::new(order);
        let status = *dice.pick_weighted(&[("completed", 85), ("processing", 10), ("failed", 5)]);
        for (at, product) in products(order as usize * 2, dice.between(1, 3) as usize).enumerate() {
            let units = dice.between(1, 3);
            let full = product.price("EUR").times(units);
            let amount = if dice.chance(15) { full - full.percent(15) } else { full };
            let back = dice.chance(12);
            let refunded = if back { Money(amount.0 / units / 100 * 100) } else { Money::default() };
            let number = (10_200 + order).to_string();
            export.row(&[
                ("order_id", &number),
                ("order_number_formatted", &format!("#{number}")),
                ("order_number", &number),
                ("date", &format!("{sold_on} 18:22:41")),
                ("status", status),
                ("shipping_total", "4.90"),
                ("tax_total", &amount.percent(19).text()),
                ("order_total", &(amount + Money::cents(490)).text()),
                ("refunded_total", &refunded.text()),
                ("order_currency", "EUR"),
                ("payment_method", "paypal"),
                ("billing_city", "Wien"),
                ("billing_country", "AT"),
                ("shipping_city", "Wien"),
                ("shipping_country", "AT"),
                ("item_id", &(700 + order * 4 + at as u64).to_string()),
                ("item_product_id", &product.number().to_string()),
                ("item_name", product.name),
                ("item_sku", product.sku),
                ("item_quantity", &units.to_string()),
                ("item_subtotal", &full.text()),
                ("item_total", &amount.text()),
                ("item_total_tax", &amount.percent(19).text()),
                ("item_refunded", &refunded.text()),
                ("item_refunded_qty", if back { "-1" } else { "0" }),
            ]);
            if status == "failed" {
                tally.skipped(1);
                continue;
            }
            tally.sold(of_day(sold_on, "EUR", units, amount));
            if back {
                tally.sold(of_day(sold_on, "EUR", -1, -refunded));
            }
        }
    }
    export.finish(tally, NAME)
}
