//! Real files that nobody here wrote, imported by the example formats to the totals that they are known to come to.
//! They are not part of this repository: these tests run where `EXAMPLES_DIR` names their folder, and say so where not.

use std::path::PathBuf;

use serde_json::{Value as Json, json};

use super::Shell;

/// A file, its format, its currency, and what it must come to.
struct Example {
    file: &'static str,
    format: &'static str,
    currency: &'static str,
    rows: u64,
    /// None where the file does not tell pieces.
    units: Option<u64>,
    amount: &'static str,
    from: &'static str,
    to: &'static str,
}

#[expect(clippy::disallowed_methods, reason = "the folder of real files is named to this test alone")]
fn folder() -> Option<PathBuf> {
    let folder = std::env::var("EXAMPLES_DIR").ok().map(PathBuf::from);
    if folder.is_none() {
        eprintln!("\n!! SKIPPED: EXAMPLES_DIR is not set; the real files were not imported\n");
    }
    folder
}

fn import(shell: &Shell, folder: &std::path::Path, example: &Example) -> Json {
    let format = format!("{}/samples/formats/{}.toml", env!("CARGO_MANIFEST_DIR"), example.format);
    let file = folder.join(example.file).display().to_string();
    shell.call(["import", "--json", "--format", &format, &file]).with_code(0).lines().remove(0)
}

fn comes_to(line: &Json, example: &Example, amount: &str) {
    assert_eq!((&line["rows_loaded"], &line["rows_failed"]), (&json!(example.rows), &json!(0)), "{line:#}");
    assert_eq!(line["units"], json!(example.units), "{line:#}");
    assert_eq!(
        (&line[amount], &line["original_currency"]),
        (&json!(example.amount), &json!(example.currency)),
        "{line:#}"
    );
}

/// In the file's own currency, and in euros: then the file's amount ties too, and what has no rate waits for one.
fn both_ways(example: &Example) {
    let Some(folder) = folder() else { return };
    let shell = Shell::new().with("SELLOUT_CURRENCY", example.currency);
    let line = import(&shell, &folder, example);
    comes_to(&line, example, "amount");
    assert_eq!(line["unconverted_rows"], 0, "{line:#}");
    days(&shell, example);
    let line = import(&Shell::new(), &folder, example);
    comes_to(&line, example, "original_amount");
    let before_the_rates = example.to < "2019";
    assert_eq!(
        line["unconverted_rows"],
        json!(if before_the_rates { example.rows - zeros(example) } else { 0 }),
        "{line:#}"
    );
    assert_eq!(line["warnings"].to_string().contains("no_rate"), before_the_rates, "{line:#}");
}

/// Rows without money need no rate.
fn zeros(_: &Example) -> u64 {
    0
}

/// The first and the last day of its sales, as its report tells them.
fn days(shell: &Shell, example: &Example) {
    shell.call(["report", "transactions", "--from", "1990-01", "--to", "2030-12", "-o", "all.csv"]).with_code(0);
    let mut table = csv::Reader::from_path(shell.folder.path().join("all.csv")).unwrap();
    let mut days: Vec<String> = table.records().map(|row| row.unwrap()[0].to_owned()).collect();
    days.sort();
    assert_eq!(days.len() as u64, example.rows);
    assert_eq!((days.first().unwrap().as_str(), days.last().unwrap().as_str()), (example.from, example.to));
}

#[test]
fn the_superstore() {
    both_ways(&Example {
        file: "superstore.csv",
        format: "superstore",
        currency: "USD",
        rows: 9_994,
        units: Some(37_873),
        amount: "2297200.8603",
        from: "2014-01-03",
        to: "2017-12-30",
    });
}

#[test]
fn the_electronics_shop_without_what_was_cancelled() {
    both_ways(&Example {
        file: "electronics.csv",
        format: "electronics",
        currency: "USD",
        rows: 13_432,
        units: Some(73_650),
        amount: "42629615.57",
        from: "2023-09-24",
        to: "2024-09-23",
    });
}

#[test]
fn both_sheets_of_the_online_retailer() {
    both_ways(&Example {
        file: "online-retail-two-sheets.xlsx",
        format: "online-retail-two-sheets",
        currency: "GBP",
        rows: 998,
        units: Some(5_391 + 8_242),
        amount: "29636.65",
        from: "2009-12-01",
        to: "2010-12-01",
    });
}

#[test]
fn the_cd_shop() {
    both_ways(&Example {
        file: "cdnow.csv",
        format: "cdnow",
        currency: "USD",
        rows: 69_659,
        units: Some(167_881),
        amount: "2500315.63",
        from: "1997-01-01",
        to: "1998-06-30",
    });
}

#[test]
fn the_japanese_sales_as_csv_and_as_workbook() {
    for file in ["japanese/sales.csv", "japanese/sales.xlsx"] {
        both_ways(&Example {
            file,
            format: "japanese-sales",
            currency: "JPY",
            rows: 144,
            units: None,
            amount: "185154000",
            from: "2025-01-01",
            to: "2025-12-01",
        });
    }
}

#[test]
fn the_same_five_rows_in_three_encodings() {
    let Some(folder) = folder() else { return };
    for file in ["japanese/uriage_cp932.csv", "japanese/uriage_utf8_bom.csv", "japanese/uriage_utf16le.csv"] {
        let example = Example {
            file,
            format: "japanese-uriage",
            currency: "JPY",
            rows: 5,
            units: None,
            amount: "539700",
            from: "",
            to: "",
        };
        let line = import(&Shell::new().with("SELLOUT_CURRENCY", "JPY"), &folder, &example);
        comes_to(&line, &example, "amount");
    }
}

#[test]
fn the_rates_of_the_central_bank() {
    let Some(folder) = folder() else { return };
    let shell = Shell::new();
    let file = folder.join("rates/eurofxref-hist.csv").display().to_string();
    let line = shell.call(["rates", "import", "--json", &file]).with_code(0).lines().remove(0);
    assert!(line.is_object(), "{line}");
}
