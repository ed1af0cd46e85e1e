//! What the built-in formats make of the vendors' own habits, seen on the sample files.

use std::collections::BTreeSet;
use std::path::Path;

use sellout_ingest::{Context, Format, Record, detect};
use sellout_model::Vat;

use crate::outcome::{Outcome, builtin, cells, named, open, read, rows, try_read};

fn sample(name: &str, code: &str) -> Outcome {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples/vendors").join(name);
    let vendor = builtin(code).vendor.is_none().then(|| "the-distributor".to_owned());
    try_read(open(&path).as_ref(), builtin(code), &Context { vendor, ..named(name) }).expect(name)
}

/// The stores as written, with their channels.
fn stores(outcome: &Outcome) -> BTreeSet<String> {
    let place =
        |sale: &Record| sale.named.place.to_string().split(" · ").skip(1).take(2).collect::<Vec<_>>().join(" · ");
    outcome.sales.iter().map(place).collect()
}

fn periods(outcome: &Outcome) -> BTreeSet<String> {
    outcome.sales.iter().map(|sale| sale.period.to_string()).collect()
}

#[test]
fn selfridges_codes_stand_before_a_dash_and_unknown_stores_keep_their_names() {
    let outcome = sample("Selfridges weekly sales 2025-W26.xlsx", "selfridges");
    assert!(outcome.sales.iter().all(|s| s.product.key.as_str().starts_with("code:8603")), "{:?}", outcome.sales[0]);
    assert!(stores(&outcome).contains("manchester_exchange · offline") && stores(&outcome).contains("online · online"));
    assert!(outcome.sales.iter().all(|s| s.vat == Vat::Included && s.vat_rate == Some(2_000)));
    assert_eq!(outcome.controls.len(), 2, "the last row states pieces and money");
}

#[test]
fn galilus_stores_are_its_sheets_and_hidden_views_are_no_sales() {
    let outcome = sample("Galilu split by store 2025-06.xlsx", "galilu-stores");
    let named =
        ["kraków · offline", "online · online", "poznań_stary_browar · offline", "warszawa_koszykowa · offline"];
    assert_eq!(stores(&outcome), named.map(str::to_owned).into());
    assert_eq!(periods(&outcome), ["2025-04", "2025-05", "2025-06"].map(str::to_owned).into());
    assert!(outcome.sales.iter().all(|s| s.amount.is_none()), "no amount is ever guessed");
}

#[test]
fn galilus_year_counts_products_and_not_the_stores_sums() {
    let outcome = sample("Galilu sellout 2025.xlsx", "galilu-year");
    assert_eq!(stores(&outcome).len(), 3);
    let months = ["2025-01", "2025-02", "2025-03", "2025-04", "2025-05", "2025-06"];
    assert_eq!(periods(&outcome), months.map(str::to_owned).into(), "the year stands in the sheet's name");
    // The sums of three stores and of the whole, in six months and in the total column of the whole row.
    assert_eq!(outcome.controls.len(), 4 * 7, "{:#?}", outcome.controls);
    assert!(!outcome.warning_codes().contains(&"other_sheets_alike"), "{:#?}", outcome.warnings);
}

#[test]
fn skins_south_africas_amounts_are_without_vat_where_their_column_is() {
    let outcome = sample("Skins SA Aldermere 2025-06.xlsx", "skins-sa");
    assert!(outcome.sales.iter().all(|s| s.vat == Vat::Excluded && s.sold_on.is_some()));
    assert!(stores(&outcome).contains("online · online") && stores(&outcome).contains("san · offline"));
    let gross = rows(&["Str|StockCode|Qty|netsales|Month|Year", "ON|4006381333931|1|115|6|2025"]);
    let outcome = read(&gross, builtin("skins-sa"), "Skins SA.csv");
    assert_eq!((outcome.amount().as_str(), outcome.sales[0].vat), ("115.00", Vat::Unknown));
}

#[test]
fn skins_netherlands_has_one_view_of_two_and_its_month_elsewhere() {
    let articles = sample("Skins NL SalesReport 06-2025.xlsx", "skins-nl");
    assert_eq!(periods(&articles), ["2025-06".to_owned()].into());
    let own = articles.sales.iter().filter(|s| s.product.ean.is_none()).count();
    assert!(own > 0, "own codes are no errors");
    assert!(articles.warning_codes().is_empty(), "{:?}", articles.warnings);
    let locations = sample("Skins NL 05-2025.xlsx", "skins-nl");
    assert!(locations.sales.iter().all(|s| s.named.store_name.is_some() && s.amount.is_none()));
    let renamed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples/vendors/Skins NL 05-2025.xlsx");
    let outcome = read(open(&renamed).as_ref(), builtin("skins-nl"), "Skins NL 04-2025.xlsx");
    assert_eq!(outcome.warning_codes(), ["period_disagrees"], "the sheet and the file's name disagree");
    assert_eq!(periods(&outcome), ["2025-05".to_owned()].into());
}

#[test]
fn cdlcs_total_column_is_compared_and_never_loaded() {
    let outcome = sample("CDLC sell-out 2025.xlsx", "cdlc");
    assert_eq!(periods(&outcome), ["2025-01", "2025-02", "2025-03", "2025-04"].map(str::to_owned).into());
    assert!(outcome.sales.iter().all(|s| s.sold_on.is_none()), "a date above a column stands for its month");
    assert!(stores(&outcome).contains("e-shop · online"));
    let wrong = rows(&["EAN|Jan 2025|Feb 2025|Total", "4006381333931|1|2|4"]);
    let outcome = read(&wrong, builtin("cdlc"), "CDLC.csv");
    assert_eq!((outcome.units(), outcome.warning_codes()), (30_000, vec!["row_total_differs"]));
    assert!(outcome.warnings[0].message.contains("says 4") && outcome.warnings[0].message.contains("come to 3"));
}

#[test]
fn ukraines_month_stands_in_the_title_above_cyrillic_headers() {
    let outcome = sample("Звіт про продажі Aldermere.xlsx", "ua-distributors");
    assert_eq!(periods(&outcome), ["2025-06".to_owned()].into());
    assert!(
        outcome
            .sales
            .iter()
            .all(|s| s.product.ean.is_some() && s.named.place.to_string().starts_with("the-distributor"))
    );
    assert_eq!(outcome.controls.len(), 2);
}

#[test]
fn a_continuity_suppliers_quarter_keeps_its_first_and_last_day() {
    let outcome = sample("Continuity Size Report Aldermere.xlsx", "continuity-suppliers");
    assert_eq!(periods(&outcome), ["2024-01", "2024-07", "2024-Q1", "2024-Q2"].map(str::to_owned).into());
    assert_eq!(outcome.sales[0].product.key.as_str(), "code:ald-sg-50");
    assert!(outcome.sales.iter().any(|s| s.named.place.to_string().contains("online")));
}

#[test]
fn aromateques_article_number_may_stand_under_brand_and_a_brand_is_none() {
    let outcome = sample("Aromateque 2025-06.xlsx", "aromateque");
    assert!(outcome.sales.iter().all(|s| s.product.ean.is_some()));
    assert!(stores(&outcome).contains("internet_shop · online"));
}

#[test]
fn aromateques_list_is_its_own_and_a_list_of_several_resellers_is_not() {
    let outcome = sample("sellout-list.csv", "aromateque");
    assert!(outcome.sales.iter().all(|s| s.named.place.vendor == "aromateque" && s.amount.is_none()));
    let head = "functional_name|quantity|month|year|reseller|currency";
    let list = |resellers: &[&str]| {
        let row = |reseller: &&str| format!("Salt Garden|4|6|2025|{reseller}|EUR");
        let all: Vec<String> = [head.to_owned()].into_iter().chain(resellers.iter().map(row)).collect();
        rows(&all.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let taken = |resellers: &[&str], file: &str| {
        detect(&list(resellers), file, Format::builtin()).expect("readable").format.unwrap_or_default()
    };
    assert_eq!(taken(&["Aromateque"; 40], "list.csv"), "aromateque");
    assert_eq!(taken(&["aromateque  Kyiv", "AROMATEQUE", ""], "list.csv"), "aromateque");
    let mut several = ["Aromateque"; 40].to_vec();
    several.push("Galilu");
    assert_eq!(taken(&several, "list.csv"), "generic", "its rows come first, and another's below");
    assert_eq!(taken(&several, "Aromateque and others.csv"), "generic");
    assert_eq!(taken(&["Galilu"], "list.csv"), "generic");
}

#[test]
fn a_woocommerce_refund_is_a_line_of_its_own() {
    let outcome = sample("orders-export-2025-07-01.csv", "woocommerce");
    let back: Vec<&Record> = outcome.sales.iter().filter(|s| s.quantity.is_some_and(|q| q.0 < 0)).collect();
    assert!(!back.is_empty());
    for record in back {
        let order = record.order.as_deref().expect("an order line");
        assert!(
            record.amount.is_some_and(|a| a.0 < 0) && order.line_id.as_deref().is_some_and(|l| l.ends_with(" return"))
        );
    }
}

#[test]
fn an_amazon_settlements_summary_is_the_sum_of_every_row() {
    let outcome = sample("50017319995.txt", "amazon-settlement");
    assert_eq!(outcome.controls.len(), 1);
    assert_eq!((outcome.controls[0].label.as_str(), outcome.controls[0].source.row), ("total-amount", 2));
    assert_eq!(outcome.controls[0].file, outcome.controls[0].rows);
    let products: i64 = outcome.sales.iter().filter_map(|s| s.amount).map(|a| a.0).sum();
    assert_ne!(products, outcome.controls[0].file, "fees and shipping are in the total and are no sales");
    let promotions = outcome.sales.iter().filter(|s| s.quantity.is_none() && s.amount.is_some_and(|a| a.0 < 0)).count();
    assert!(promotions > 0, "promotions and refunds take money off and no pieces");
}

#[test]
fn a_market_places_cancelled_orders_name_their_order_and_sell_nothing() {
    let outcome = sample("50019020260.txt", "amazon-orders");
    assert!(!outcome.named.is_empty());
    assert!(outcome.sales.iter().all(|s| s.order.as_deref().is_some_and(|o| o.country.as_deref() == Some("DE"))));
}

#[test]
fn stripes_payments_have_a_fee_in_the_accounts_currency() {
    let outcome = sample("unified_payments.csv", "stripe");
    assert!(outcome.sales.iter().all(|s| s.currency.is_some_and(|c| c.to_string() == "EUR")));
    assert!(outcome.sales.iter().any(|s| s.order.as_deref().is_some_and(|o| o.fee.is_some())));
    assert!(outcome.sales.iter().any(|s| s.product.key.as_str() == "code:payment"), "a payment without a description");
}

#[test]
fn stripes_balance_counts_charges_and_takes_refunds_back() {
    let outcome = sample("Itemized_balance_change_from_activity_EUR_2025-06-01_to_2025-06-30.csv", "stripe-balance");
    let of = |start: &str| {
        let starts = |s: &&Record| s.order.as_deref().is_some_and(|order| order.order_id.starts_with(start));
        outcome.sales.iter().filter(starts).collect::<Vec<_>>()
    };
    assert_eq!(of("ch_").len() + of("re_").len(), outcome.sales.len(), "no dispute, no payout");
    assert!(!of("re_").is_empty() && of("re_").iter().all(|s| s.amount.is_some_and(|a| a.0 < 0)));
    assert!(of("ch_").iter().all(|s| s.order.as_deref().is_some_and(|o| o.fee.is_some_and(|fee| fee.0 > 0))));
}

#[test]
fn an_etsy_items_total_is_before_its_discount() {
    let header = "Sale Date|Item Name|Quantity|Price|Discount Amount|Item Total|Currency|Order ID";
    let book = rows(&[header, "08/14/25|Card|2|5.00|1.50|10.00|USD|3001"]);
    assert_eq!(read(&book, builtin("etsy"), "EtsySoldOrderItems2025-8.csv").amount(), "8.50");
}

#[test]
fn squares_dates_are_month_first_and_its_weights_may_have_fractions() {
    let outcome = sample("items-2025-06-01-2025-07-01.csv", "square");
    assert!(outcome.sales.iter().all(|s| s.sold_on.is_some_and(|d| d.to_string().starts_with("2025-06"))));
    let header = "Date|Item|Qty|Net Sales|Transaction ID";
    let weighed = read(&rows(&[header, "07/04/25|Blend|0.45|$9.00|T1"]), builtin("square"), "items-x.csv");
    assert_eq!((weighed.units(), weighed.amount().as_str()), (4_500, "9.00"));
    assert_eq!(weighed.sales[0].sold_on.map(|d| d.to_string()).as_deref(), Some("2025-07-04"));
}

#[test]
fn a_workbook_of_notes_beside_the_sales_says_so() {
    let notes = [cells("Product|Quantity|Month|Year"), cells("Salt Garden|4|6|2025")];
    let book = sellout_ingest::MemoryBook::default().with_sheet("Kraków", notes).with_sheet("Notatki", [cells("a|b")]);
    let outcome = read(&book, builtin("galilu-stores"), "Galilu.xlsx");
    assert_eq!((outcome.units(), outcome.warning_codes()), (40_000, vec!["sheet_without_table"]));
}
