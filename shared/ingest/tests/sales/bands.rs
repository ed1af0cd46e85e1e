//! Months, stores and pairs side by side.

use sellout_ingest::Format;

use crate::outcome::{format, named, read, refusal, rows};

fn pivot(extra: &str) -> Format {
    format(&format!(
        "code = \"x\"\ntitle = \"X\"\nvendor = \"x\"\n[columns]\nproduct = [\"Product\"]\n[bands]\ngives = \"period\"\nmeasure = \"quantity\"\n{extra}"
    ))
}

#[test]
fn months_across_give_one_record_a_month_and_the_total_column_none() {
    let book = rows(&["Product|Jan 2025|Feb 2025|Total|YoY", "Pebble|1|2|3|5", "Salt||4|4|9"]);
    let outcome = read(&book, &pivot(""), "x.csv");
    let lines: Vec<String> =
        outcome.sales.iter().map(|s| format!("{} {} {:?}", s.period, s.quantity.unwrap(), s.source.column)).collect();
    assert_eq!(lines, ["2025-01 1 Some(1)", "2025-02 2 Some(2)", "2025-02 4 Some(2)"]);
}

#[test]
fn the_year_may_stand_over_the_first_month_only() {
    let toml = pivot("rows = [2, 1]\n[table]\nheader_rows = 2\nfill_right = [1]\n");
    let book = rows(&["|2024||2025|", "Product|Nov|Dec|Jan|Feb", "Pebble|1|2|3|4"]);
    let periods: Vec<String> = read(&book, &toml, "x.csv").sales.iter().map(|s| s.period.to_string()).collect();
    assert_eq!(periods, ["2024-11", "2024-12", "2025-01", "2025-02"]);
}

#[test]
fn months_without_a_year_take_it_from_the_file_name_or_ask() {
    let book = rows(&["Product|march|sept|", "Pebble|1|2|"]);
    let periods: Vec<String> =
        read(&book, &pivot(""), "sell out 2024-09.csv").sales.iter().map(|s| s.period.to_string()).collect();
    assert_eq!(periods, ["2024-03", "2024-09"]);
    assert_eq!(refusal(&book, &pivot(""), &named("sell out.csv")).0, "needs_period");
}

#[test]
fn pairs_under_each_store_are_read_by_their_words_not_by_their_place() {
    let pairs = format(
        "code = \"x\"\ntitle = \"X\"\nvendor = \"x\"\n[table]\nheader_rows = 2\nfill_right = [1]\n[columns]\nproduct = \"Product\"\n\
         [bands]\ngives = \"store\"\nrows = [1]\nexcept = [\"Total\"]\n[bands.columns]\nquantity = \"Qty\"\namount = \"Value\"\n[policy]\ncurrency = \"EUR\"\n",
    );
    let book = rows(&[
        "|Madrid||||Online||Total|",
        "Product|Value|Qty|Share||Qty|Value|Qty|Value",
        "Pebble|10|1|50%||3|30|4|40",
    ]);
    let outcome = read(&book, &pairs, "2025-04.csv");
    assert_eq!(
        outcome.lines(),
        [
            "x · madrid · offline · 2025-04 | code:pebble | 1 | 10",
            "x · online · online · 2025-04 | code:pebble | 3 | 30"
        ]
    );
}

#[test]
fn a_bad_figure_of_one_month_loses_that_month_only() {
    let book = rows(&["Product|Jan 2025|Feb 2025", "Pebble|abc|2"]);
    let outcome = read(&book, &pivot(""), "x.csv");
    assert_eq!((outcome.sales.len(), outcome.error_codes()), (1, vec!["bad_quantity"]));
    assert_eq!(outcome.errors[0].column.as_deref(), Some("Jan 2025"));
}

#[test]
fn a_second_column_of_the_same_figure_under_a_label_is_told_and_not_added() {
    let book = rows(&["Product|Jan 2025|Jan 2025", "Pebble|1|2"]);
    let outcome = read(&book, &pivot(""), "x.csv");
    assert_eq!((outcome.units(), outcome.warning_codes()), (10_000, vec!["repeated_column"]));
}

#[test]
fn a_table_without_any_month_is_refused_by_name() {
    let (code, message) = refusal(&rows(&["Product|Total", "Pebble|1"]), &pivot(""), &named("x.csv"));
    assert_eq!(code, "missing_columns");
    assert!(message.contains("months as headers"), "{message}");
}
