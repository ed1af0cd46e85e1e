//! Order exports: fields on the first line only, discounts, refunds, dropped orders.

use sellout_model::PlaceKind;

use crate::outcome::{builtin, format, read, rows};

const SHOPIFY: &str = "Name|Financial Status|Currency|Subtotal|Shipping|Taxes|Total|Discount Amount|Created at|\
Lineitem quantity|Lineitem name|Lineitem price|Lineitem sku|Shipping City|Shipping Country|Refunded Amount|Lineitem discount";

#[test]
fn order_fields_go_down_to_the_other_lines_of_their_order_only() {
    let book = rows(&[
        SHOPIFY,
        "#1001|paid|GBP|70.00|5.00|1.00|75.00|0.00|2025-04-30 23:59:00 +0100|2|Pebble|20.00|PB-1|London|United Kingdom|0.00|0.00",
        "#1001||||||||2025-04-30 23:59:00 +0100|1|Salt|35.00|SA-1||||5.00",
        "#1002|paid|EUR|10.00|||10.00|0|2025-05-01 00:10:00 +0100|1|Pebble|10.00|PB-1||||0",
    ]);
    let outcome = read(&book, builtin("shopify"), "orders_export_1.csv");
    assert_eq!(outcome.errors, []);
    assert_eq!(
        outcome.lines(),
        [
            "shopify · order #1001 | code:pb-1 | 2 | 40",
            "shopify · order #1001 | code:sa-1 | 1 | 30",
            "shopify · order #1002 | code:pb-1 | 1 | 10",
        ]
    );
    let second = &outcome.sales[1];
    assert_eq!(second.currency.map(|c| c.to_string()).as_deref(), Some("GBP"));
    assert_eq!(second.sold_on.map(|d| d.to_string()).as_deref(), Some("2025-04-30"), "the day as written");
    let order = second.order.as_deref().unwrap();
    assert_eq!((order.country.as_deref(), order.city.as_deref()), (Some("GB"), Some("London")));
    let third = outcome.sales[2].order.as_deref().unwrap();
    assert_eq!((third.country.as_deref(), third.city.as_deref()), (None, None), "nothing of the order before");
}

#[test]
fn a_discount_of_the_whole_order_and_a_refund_are_lines_of_their_own() {
    let book = rows(&[
        SHOPIFY,
        "#7|partially_refunded|GBP|45.00|5|0|50.00|10.00|2025-04-30|2|Pebble|20.00|P|||20.00|0.00",
        "#7|||||||||1|Salt|15.00|S||||0.00",
        "#8|refunded|GBP|20.00|5|0|25.00|0|2025-04-30|1|Pebble|20.00|P|||25.00|0.00",
    ]);
    let outcome = read(&book, builtin("shopify"), "orders_export_1.csv");
    assert_eq!(
        outcome.lines(),
        [
            "shopify · order #7 | code:p | 2 | 40",
            "shopify · order #7 | code:s | 1 | 15",
            "shopify · order #7 | code:order discount | ? | -10",
            "shopify · order #7 | code:refund | ? | -20",
            "shopify · order #8 | code:p | 1 | 20",
            "shopify · order #8 | code:refund | ? | -20",
        ],
        "shipping that was paid back is no product"
    );
    assert_eq!(outcome.warning_codes(), ["refund_not_split"]);
    assert_eq!(outcome.sales[3].source.row, 2);
    assert_eq!(outcome.sales[3].order.as_deref().unwrap().line_id.as_deref(), Some("refund"));
}

#[test]
fn lines_that_do_not_come_to_the_subtotal_are_told() {
    let book = rows(&[SHOPIFY, "#9|paid|GBP|99.00|5|0|104.00|0|2025-04-30|1|Pebble|20.00|P|||0|0.00"]);
    let outcome = read(&book, builtin("shopify"), "orders_export_1.csv");
    assert_eq!(outcome.warning_codes(), ["order_subtotal_differs"]);
    assert_eq!(outcome.amount(), "20.00");
}

#[test]
fn a_dropped_order_names_its_place_on_every_line() {
    let book =
        rows(&[SHOPIFY, "#3|voided|GBP|35|5|0|40|0|2025-04-30|1|Pebble|20.00|P||||", "#3|||||||||1|Salt|15.00|S||||"]);
    let outcome = read(&book, builtin("shopify"), "orders_export_1.csv");
    assert_eq!(outcome.sales, []);
    assert_eq!(outcome.named.len(), 2);
    assert!(outcome.named.iter().all(|p| p.kind() == PlaceKind::Order && p.to_string() == "shopify · order #3"));
}

#[test]
fn the_own_web_shop_keeps_campaign_cost_and_fee() {
    let book = rows(&[
        "Order ID|Product EAN|Functional Name|Product Name|Quantity|Sales EUR|Cost of Goods|Stripe Fee|Order Date|Country|City|UTM Source|UTM Medium|UTM Campaign|Device Type|Reseller",
        "A-1|4006381333931|Pebble||2|240.00|52.80|3.85|13/05/2025|Germany|Köln|google|cpc|brand|mobile|",
    ]);
    let outcome = read(&book, builtin("web-shop"), "orders.csv");
    let sale = &outcome.sales[0];
    let order = sale.order.as_deref().unwrap();
    assert_eq!(
        (sale.named.place.to_string().as_str(), sale.named.vendor_name.as_deref()),
        ("online · order A-1", Some("Online"))
    );
    assert_eq!((order.country.as_deref(), order.device.as_deref()), (Some("DE"), Some("mobile")));
    assert_eq!((order.cost.map(|a| a.0), order.fee.map(|a| a.0)), (Some(528_000), Some(38_500)));
    assert_eq!(sale.sold_on.map(|d| d.to_string()).as_deref(), Some("2025-05-13"));
}

#[test]
fn only_the_rows_of_one_kind_count_in_a_settlement() {
    let settlement = format(
        r#"
code = "market"
title = "Market settlement"
vendor = "market"
[columns]
settlement_id = "settlement-id"
order_id = "order-id"
code = "sku"
quantity = "quantity"
amount = "amount"
date = "posted"
[rows]
keep = [{ column = "amount-type", is = ["Principal", "Refund"] }]
[policy]
reports = "settlements"
currency = "EUR"
"#,
    );
    let book = rows(&[
        "settlement-id|order-id|sku|quantity|amount-type|amount|posted",
        "77||||Transfer|-500.00|2025-04-01",
        "77|1|A|1|Principal|20.00|2025-04-01",
        "77|1|A||Tax|4.00|2025-04-01",
        "77|1|A|-1|Refund|-20.00|2025-04-03",
    ]);
    let outcome = read(&book, &settlement, "x.txt");
    assert_eq!(
        outcome.lines(),
        ["market · settlement 77 | code:a | 1 | 20", "market · settlement 77 | code:a | -1 | -20"]
    );
    assert_eq!(outcome.named.len(), 2);
}
