//! The stacked header, bands, groups of three, brackets and totals of the weekly department-store report.

use sellout_ingest::{Measure, MemoryBook};

use crate::outcome::{builtin, named, read, refusal, rows};

const COLUMNS: &str = "Retail Group|Brand|Colour Phase|Product Group|Item ID \\ Colour|Item|Supplier Reference|Size|Style|\
Cost Price|Original Price|Retail Price|Sales Qty Un|Sales Inc VAT £ |Sales Qty Un|Sales Inc VAT £ |\
Sales Qty Un|Sales Inc VAT £ |Sales Qty Un|Sales Inc VAT £ |Sales Qty Un|Sales Inc VAT £ |Sales Qty Un|Sales Inc VAT £ |Stock Qty Un";
const FILE: &str = "Continuity Supplier Size Report 14-04-2025.csv";

fn split(line: &str) -> Vec<String> {
    line.split('|').map(|c| c.replace('\\', "|")).collect()
}

/// Flagship and Internet, each Actual and YTD, then the band that adds them up and the warehouse's stock.
fn report(rows: &[&str]) -> MemoryBook {
    let lead = "|".repeat(12);
    let stores = format!("{lead}Flagship||||Internet||||All Sales Channels||||All Warehouse");
    let kinds = format!("{lead}Actual||YTD||Actual||YTD||Actual||YTD||");
    let mut all = vec![split(&stores), split(&kinds), split(COLUMNS)];
    all.extend(rows.iter().map(|r| split(r)));
    MemoryBook::of_rows(all)
}

fn row(item: &str, figures: &str) -> String {
    format!("||||{item}||||||||{figures}")
}

#[test]
fn only_the_total_row_of_a_group_and_only_the_actual_pair_of_a_store_counts() {
    let id = "100614101 \\ 01-SALT";
    let book = report(&[
        &format!("BEAUTY|BIBBI|CONT|FRAGRANCE|{id}|SALT"),
        &row("", "2|£ 240.00|90|£ 9 000.00|1|£ 120.00|50|£5 000,00|3|£ 360.00|140|£14 000,00|80"),
        &row(&format!("{id} Total"), "2|240.00|90|9000.00|1|120.00|50|5000.00|3|360.00|140|14000.00|80"),
    ]);
    let outcome = read(&book, builtin("liberty"), FILE);
    assert_eq!(
        outcome.lines(),
        [
            "liberty · flagship · offline · 2025-W15 | code:100614101 | 01-salt | 2 | 240",
            "liberty · internet · online · 2025-W15 | code:100614101 | 01-salt | 1 | 120",
        ]
    );
    assert_eq!(outcome.skipped, 2);
    assert_eq!(outcome.sales[0].source.row, 6);
    assert_eq!(outcome.sales[0].source.column, Some(12));
    assert_eq!(outcome.sales[0].vat_rate, Some(2000));
    assert_eq!(outcome.sales[0].product.text.as_deref(), Some("100614101 | 01-SALT"));
}

#[test]
fn money_with_pounds_and_no_break_spaces_reads_exactly_and_brackets_are_returns() {
    let book = report(&[
        &row("1 \\ A Total", "(1)|(£120,00)|5|£1|17|£4\u{a0}320,7025|1|£1|||||"),
        &row("2 \\ B Total", "-2|-£240,00|5|£1||||||||"),
    ]);
    let outcome = read(&book, builtin("liberty"), "Continuity Supplier Size Report 14_04_2025.csv");
    assert_eq!(outcome.units(), (-1 + 17 - 2) * 10_000);
    assert_eq!(outcome.amount(), "3960.7025");
    assert_eq!(outcome.errors, []);
}

#[test]
fn brand_and_grand_totals_are_control_totals_and_never_sales() {
    let book = report(&[
        &row("1 \\ A Total", "2|240.00|9|9|1|120.00|9|9|3|360|||"),
        &row("2 \\ B Total", "1|50.00|9|9|1|10.00|9|9|2|60|||"),
        "|BIBBI Total|||||||||||3|290.00|99|99|2|130.00|99|99|5|420|||",
        "Grand Total||||||||||||3|290.00|99|99|2|131.00|99|99|5|421|||",
    ]);
    let outcome = read(&book, builtin("liberty"), FILE);
    assert_eq!(outcome.sales.len(), 4);
    assert_eq!(outcome.controls.len(), 8);
    let gaps: Vec<_> = outcome.controls.iter().filter(|c| c.file != c.rows).collect();
    assert_eq!(gaps.len(), 1);
    assert_eq!((gaps[0].label.as_str(), gaps[0].measure), ("Grand Total · Internet", Measure::Amount));
    assert_eq!((gaps[0].file, gaps[0].rows), (1_310_000, 1_300_000));
}

#[test]
fn a_zero_pair_names_its_store_and_an_empty_pair_names_nothing() {
    let book = report(&[&row("1 \\ A Total", "0|0.00|9|9||||||||"), &row("2 \\ B Total", "|||||||||||")]);
    let outcome = read(&book, builtin("liberty"), FILE);
    let places: Vec<String> = outcome.named.iter().map(ToString::to_string).collect();
    assert_eq!(places, ["liberty · flagship · offline · 2025-W15"]);
    assert_eq!((outcome.sales.len(), outcome.skipped), (0, 1));
}

#[test]
fn without_a_date_in_the_name_the_uploader_is_asked_for_the_week() {
    let book = report(&[&row("1 \\ A Total", "1|120.00|||||||||")]);
    let (code, message) = refusal(&book, builtin("liberty"), &named("Continuity Supplier Size Report.csv"));
    assert_eq!(code, "needs_period");
    assert!(message.contains("2025-W14"), "{message}");
}

#[test]
fn a_list_of_items_beside_products_gives_names_and_no_sales() {
    let book = rows(&[
        "Item | EAN | Functional Name",
        "Salt Total | 5060917001014 | Salt Garden",
        "Pepper | | Pepper Garden",
        "| 5060917001021 | no item",
        "Amber | |",
        "Rose | 50609 17 | Rose",
    ]);
    let outcome = read(&book, builtin("liberty-aliases"), "Liberty aliases.xlsx");
    let told = outcome.aliases.iter().map(|row| format!("{} = {}", row.alias, row.product.key)).collect::<Vec<_>>();
    assert_eq!(told, ["Salt = 5060917001014", "Pepper = code:pepper garden", "Rose = code:50609 17"]);
    assert_eq!(outcome.aliases[0].vendor.as_deref(), Some("liberty"));
    assert_eq!((outcome.sales.len(), outcome.skipped, outcome.errors.len()), (0, 2, 0));
}
