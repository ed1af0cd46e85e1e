//! The generic sell-out table, and this program's own CSV report read again.

use sellout_model::Channel;

use crate::outcome::{builtin, named, read, refusal, rows, try_read};

#[test]
fn a_plain_table_names_its_reseller_in_every_row() {
    let book = rows(&[
        "id|functional_name|product_ean|reseller|sales_eur|quantity|month|year",
        "1|Pebble|4006381333931|Harbour & Vale|120.50|2|3|2025",
        "2|Pebble|4006381333931|Kwiat i Sól|60.25|1|marzec|2025",
    ]);
    let outcome = read(&book, builtin("generic"), "x.csv");
    assert_eq!(
        outcome.lines(),
        [
            "harbour_&_vale · all stores · offline · 2025-03 | 4006381333931 | 2 | 120.5",
            "kwiat_i_sól · all stores · offline · 2025-03 | 4006381333931 | 1 | 60.25",
        ]
    );
    assert_eq!(outcome.sales[1].named.vendor_name.as_deref(), Some("Kwiat i Sól"));
    assert_eq!(outcome.sales[0].currency.map(|c| c.to_string()).as_deref(), Some("EUR"), "from the header");
}

#[test]
fn the_own_csv_report_keeps_periods_days_and_unconverted_rows() {
    let book = rows(&[
        "sold_on|period_from|period_to|vendor|store|channel|country|product_ean|functional_name|quantity|amount|currency|original_amount|original_currency",
        "|2025-04-07|2025-04-13|liberty|Flagship|offline||4006381333931|'=Pebble|3|350.10|EUR|300.00|GBP",
        "2025-04-02|2025-04-02|2025-04-02|galeria|Web|online|||''-Salt|-1||EUR|-20.00|UAH",
        "2025-04-03|2025-04-01|2025-04-30|galeria|Web|online|||Salt|0||||",
    ]);
    let outcome = read(&book, builtin("generic"), "report.csv");
    assert_eq!(outcome.errors, []);
    assert_eq!(
        outcome.lines(),
        [
            "liberty · flagship · offline · 2025-W15 | 4006381333931 | 3 | 350.1",
            "galeria · web · online · 2025-04 | code:'-salt | -1 | -20",
        ]
    );
    assert_eq!(outcome.sales[0].product.text.as_deref(), Some("=Pebble"));
    assert_eq!(outcome.sales[1].currency.map(|c| c.to_string()).as_deref(), Some("UAH"));
    assert_eq!(outcome.sales[1].sold_on.map(|d| d.to_string()).as_deref(), Some("2025-04-02"));
    assert_eq!(outcome.named.len(), 1, "zero pieces name their place");
}

#[test]
fn price_times_quantity_where_no_amount_is_given() {
    let book = rows(&[
        "functional_name|price|quantity|currency|month|year|reseller",
        "Pebble|19,99|3|PLN|2025-03|2025|A",
        "Salt|1,50|-2|PLN|3|25|A",
    ]);
    let outcome = read(&book, builtin("generic"), "x.csv");
    assert_eq!(outcome.amount(), "56.97");
    assert_eq!(outcome.sales[0].period.to_string(), "2025-03");
}

#[test]
fn the_uploaders_vendor_stands_before_the_rows() {
    let book = rows(&["functional_name|quantity|month|year|reseller", "Pebble|3|1|2025|Some Shop"]);
    let mut ctx = named("x.csv");
    ctx.vendor = Some("galeria".to_owned());
    let outcome = try_read(&book, builtin("generic"), &ctx).unwrap();
    assert_eq!(outcome.sales[0].named.place.vendor, "galeria");
    assert_eq!(outcome.sales[0].named.vendor_name, None);
    assert_eq!(outcome.sales[0].amount, None, "no amount is unknown, never 0");
    assert_eq!(outcome.sales[0].currency, None);
}

#[test]
fn a_file_that_names_nobody_asks_for_the_vendor() {
    let book = rows(&["functional_name|quantity|month|year", "Pebble|3|1|2025"]);
    assert_eq!(refusal(&book, builtin("generic"), &named("x.csv")).0, "needs_vendor");
}

#[test]
fn an_amount_without_a_currency_is_an_error_of_its_row() {
    let book = rows(&["functional_name|amount|quantity|month|year|reseller", "Pebble|5|3|1|2025|A"]);
    assert_eq!(read(&book, builtin("generic"), "x.csv").error_codes(), ["missing_currency"]);
}

#[test]
fn the_channel_column_decides_before_the_stores_name() {
    let book = rows(&[
        "functional_name|quantity|month|year|reseller|store|channel",
        "A|1|1|2025|V|Online|offline",
        "A|1|1|2025|V|E-Shop|",
        "A|1|1|2025|V|Madrid|Web",
        "A|1|1|2025|V|Madrid|",
    ]);
    let outcome = read(&book, builtin("generic"), "x.csv");
    let channel = |at: usize| match &outcome.sales[at].named.place.parts {
        sellout_model::PlaceParts::Period { channel, .. } => *channel,
        other => panic!("{other:?}"),
    };
    let channels: Vec<Channel> = (0..4).map(channel).collect();
    assert_eq!(channels, [Channel::Offline, Channel::Online, Channel::Online, Channel::Offline]);
}
