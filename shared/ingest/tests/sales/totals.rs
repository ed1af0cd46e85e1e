//! Total rows are recognised, compared and never loaded.

use sellout_ingest::{Format, Measure};

use crate::outcome::{format, read, rows};

fn shop(extra: &str) -> Format {
    format(&format!(
        "code = \"x\"\ntitle = \"X\"\nvendor = \"x\"\n[columns]\nstore = \"Store\"\nproduct = \"Product\"\nquantity = \"Qty\"\namount = \"Value\"\n[policy]\ncurrency = \"EUR\"\n{extra}"
    ))
}

#[test]
fn totals_of_stores_and_of_the_whole_are_compared() {
    let book = rows(&[
        "Store|Product|Qty|Value",
        "Madrid|Pebble|1|10",
        "Madrid|Salt|2|20",
        "Total Madrid||3|30",
        "Bilbao|Pebble|4|40",
        "Bilbao Total||4|41",
        "Grand total||7|70",
    ]);
    let outcome = read(&book, &shop(""), "2025-04.csv");
    assert_eq!((outcome.sales.len(), outcome.skipped, outcome.amount().as_str()), (3, 3, "70.00"));
    let gaps: Vec<_> = outcome.controls.iter().filter(|c| c.file != c.rows).collect();
    assert_eq!(outcome.controls.len(), 6);
    assert_eq!((gaps.len(), gaps[0].label.as_str(), gaps[0].measure), (1, "Bilbao Total", Measure::Amount));
    assert_eq!((gaps[0].file, gaps[0].rows), (410_000, 400_000));
}

#[test]
fn a_refused_row_still_counts_against_the_total() {
    let book = rows(&["Store|Product|Qty|Value", "Madrid||1|10", "Madrid|Salt|2.5|20", "Total||3|30"]);
    let outcome = read(&book, &shop(""), "2025-04.csv");
    assert_eq!(outcome.error_codes(), ["missing_product", "fractional_quantity"]);
    let amount = outcome.controls.iter().find(|c| c.measure == Measure::Amount).unwrap();
    assert_eq!((amount.file, amount.rows), (300_000, 300_000));
}

#[test]
fn a_product_whose_name_begins_with_total_is_a_sale() {
    let named =
        format("code = \"x\"\ntitle = \"X\"\nvendor = \"x\"\n[columns]\nproduct = \"Product\"\nquantity = \"Qty\"\n");
    let book = rows(&["Product|Qty", "Pebble|3", "Total Repair Balm|5", "Salt|1", "Total|9"]);
    let outcome = read(&book, &named, "2025-04.csv");
    assert_eq!((outcome.units(), outcome.sales.len()), (90_000, 3));
    assert_eq!(outcome.warning_codes(), ["looks_like_total"]);
    assert_eq!((outcome.controls[0].file, outcome.controls[0].rows), (90_000, 90_000));
}

#[test]
fn a_subtotal_in_the_products_column_is_found_by_its_sum() {
    let named =
        format("code = \"x\"\ntitle = \"X\"\nvendor = \"x\"\n[columns]\nproduct = \"Product\"\nquantity = \"Qty\"\n");
    let book = rows(&["Product|Qty", "Pebble|3", "Salt|1", "Total Madrid|4", "Pebble|2", "Razem|6"]);
    let outcome = read(&book, &named, "2025-04.csv");
    assert_eq!((outcome.units(), outcome.skipped, outcome.warnings.len()), (60_000, 2, 0));
}

#[test]
fn a_total_behind_the_stores_name_is_no_product() {
    let book = rows(&[
        "Store|Product|Qty|Value",
        "Madrid|Pebble|1|10",
        "|Salt|2|20",
        "|Total|3|30",
        "Total||3|30",
        "|Sea|1|5",
    ]);
    let filled = read(&book, &shop("[rows]\nfill_down = \"Store\"\n"), "2025-04.csv");
    assert_eq!((filled.units(), filled.skipped), (40_000, 2));
    assert_eq!(filled.sales[2].named.store_name.as_deref(), Some("Madrid"), "never the total's word");
    let written = rows(&["Store|Product|Qty|Value", "Madrid|Pebble|1|10", "Madrid|Total|1|10"]);
    assert_eq!(read(&written, &shop(""), "2025-04.csv").units(), 10_000);
}

#[test]
fn a_total_row_without_any_word_is_found_by_its_sum() {
    let book = rows(&["Store|Product|Qty|Value", "Madrid|Pebble|1|10", "Madrid|Salt|2|20", "||3|30"]);
    let outcome = read(&book, &shop(""), "2025-04.csv");
    assert_eq!((outcome.sales.len(), outcome.controls.len(), outcome.errors.len()), (2, 2, 0));
}

#[test]
fn a_format_may_have_words_of_its_own() {
    let own = shop("[rows]\ntotal_words = \"Alles zusammen\"\n");
    let book = rows(&["Store|Product|Qty|Value", "Madrid|Pebble|1|10", "Alles zusammen||1|10"]);
    assert_eq!(read(&book, &own, "2025-04.csv").sales.len(), 1);
}

fn gaps(outcome: &crate::outcome::Outcome) -> Vec<(String, i64, i64)> {
    let differ = outcome.controls.iter().filter(|control| control.file != control.rows);
    differ.map(|control| (control.label.clone(), control.file / 10_000, control.rows / 10_000)).collect()
}

#[test]
fn a_total_of_totals_covers_the_rows_of_all_of_them() {
    let book = rows(&[
        "Store|Product|Qty|Value",
        "Madrid|Pebble|1|10",
        "Total Madrid||1|10",
        "Bilbao|Salt|2|20",
        "Total Bilbao||2|20",
        "Total Spain||3|30",
        "Lyon|Salt|4|40",
        "Total Lyon||4|40",
        "Nice|Salt|5|50",
        "Total Nice||5|50",
        "Total France||9|90",
        "Grand total||12|121",
    ]);
    let outcome = read(&book, &shop(""), "2025-04.csv");
    assert_eq!((outcome.sales.len(), outcome.controls.len()), (4, 14));
    assert_eq!(gaps(&outcome), [("Grand total".to_owned(), 121, 120)]);
}

#[test]
fn totals_above_their_rows_are_compared_with_the_rows_below() {
    let whole = rows(&["Store|Product|Qty|Value", "Total||3|31", "Madrid|Pebble|1|10", "Madrid|Salt|2|20"]);
    let outcome = read(&whole, &shop(""), "2025-04.csv");
    assert_eq!((outcome.sales.len(), gaps(&outcome)), (2, vec![("Total".to_owned(), 31, 30)]));
    let groups = rows(&[
        "Store|Product|Qty|Value",
        "Total Madrid||1|10",
        "Madrid|Pebble|1|10",
        "Total Bilbao||2|25",
        "Bilbao|Salt|2|20",
    ]);
    let outcome = read(&groups, &shop(""), "2025-04.csv");
    assert_eq!((outcome.controls.len(), gaps(&outcome)), (4, vec![("Total Bilbao".to_owned(), 25, 20)]));
}

#[test]
fn a_heading_with_figures_is_the_total_of_its_store() {
    let headed = shop("[rows]\nheading = \"store\"\nheading_when = { column = \"Product\", blank = true }\n");
    let book = rows(&[
        "Store|Product|Qty|Value",
        "Madrid||3|30",
        "|Pebble|1|10",
        "|Salt|2|20",
        "Bilbao||1|12",
        "|Salt|1|10",
        "Total||4|40",
    ]);
    let outcome = read(&book, &headed, "2025-04.csv");
    assert_eq!(outcome.sales.len(), 3);
    assert_eq!(gaps(&outcome), [("Bilbao".to_owned(), 12, 10)]);
}

#[test]
fn a_pivots_total_row_and_total_column_are_compared_to_the_corner() {
    let pivot = format(
        "code = \"x\"\ntitle = \"X\"\nvendor = \"x\"\n[columns]\nproduct = \"Product\"\n[bands]\ngives = \"period\"\nmeasure = \"quantity\"\n[bands.total]\nquantity = \"Total\"\n",
    );
    let book = rows(&["Product|Jan 2025|Feb 2025|Total", "A|1|2|3", "B|3|4|7", "Total|4|6|11"]);
    let outcome = read(&book, &pivot, "x.csv");
    assert_eq!((outcome.sales.len(), outcome.warnings.len(), outcome.controls.len()), (4, 0, 3));
    assert_eq!(gaps(&outcome), [("Total · Total".to_owned(), 11, 10)]);
    let wrong = rows(&["Product|Jan 2025|Feb 2025|Total", "A|1|2|4"]);
    assert_eq!(read(&wrong, &pivot, "x.csv").warning_codes(), ["row_total_differs"]);
}

#[test]
fn the_last_total_may_be_that_of_all_tables() {
    let blocks = shop("[table]\nblocks = \"all\"\n");
    let book = rows(&[
        "Madrid",
        "Store|Product|Qty|Value",
        "Madrid|Pebble|1|10",
        "Total||1|10",
        "",
        "Bilbao",
        "Store|Product|Qty|Value",
        "Bilbao|Salt|2|20",
        "Total||2|20",
        "Grand total||3|30",
    ]);
    let outcome = read(&book, &blocks, "2025-04.csv");
    assert_eq!((outcome.sales.len(), outcome.controls.len(), gaps(&outcome)), (2, 6, vec![]));
}

#[test]
fn a_total_of_money_before_discounts_is_compared_after_them() {
    let less = format(
        "code = \"x\"\ntitle = \"X\"\nvendor = \"x\"\n[columns]\nproduct = \"Product\"\nquantity = \"Qty\"\namount = \"Value\"\ndiscount = \"Off\"\n[policy]\ncurrency = \"EUR\"\n",
    );
    let book = rows(&["Product|Qty|Value|Off", "A|1|10|1", "B|2|20|2", "Total|3|30|3"]);
    let outcome = read(&book, &less, "2025-04.csv");
    assert_eq!((outcome.amount().as_str(), gaps(&outcome)), ("27.00", vec![]));
}
