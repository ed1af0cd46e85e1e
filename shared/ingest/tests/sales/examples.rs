//! Real files that nobody here wrote, read by the example formats to the totals that they are known to come to.
//! They are not part of this repository: the test runs where `EXAMPLES_DIR` names their folder, and says so where not.

use std::path::{Path, PathBuf};

use sellout_ingest::{Format, detect};

use crate::outcome::{Outcome, named, open, try_read};

#[expect(clippy::disallowed_methods, reason = "the folder of real files is named to this test alone")]
fn folder() -> Option<PathBuf> {
    let folder = std::env::var("EXAMPLES_DIR").ok().map(PathBuf::from);
    if folder.is_none() {
        eprintln!("EXAMPLES_DIR is not set: the real files were not read");
    }
    folder
}

fn formats() -> Vec<Format> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples/formats");
    let codes = ["superstore", "electronics", "online-retail-two-sheets", "cdnow", "japanese-sales", "japanese-uriage"];
    let read = |code: &&str| std::fs::read_to_string(own.join(format!("{code}.toml"))).expect("an example format");
    codes.iter().map(read).map(|source| Format::from_toml(&source).expect("a format")).collect()
}

/// Read by the format that detection chose among all of them.
fn outcome(folder: &Path, file: &str, code: &str) -> Outcome {
    let all = formats();
    let path = folder.join(file);
    let name = path.file_name().expect("a name").to_string_lossy().into_owned();
    let book = open(&path);
    let known: Vec<&Format> = Format::builtin().iter().chain(&all).collect();
    let detection = detect(book.as_ref(), &name, known.iter().copied()).expect("readable");
    assert_eq!(detection.format.as_deref(), Some(code), "{file}: {:#?}", detection.candidates);
    let format = known.iter().find(|f| f.code == code).expect("the format");
    let outcome = try_read(book.as_ref(), format, &named(&name)).expect(file);
    assert_eq!(outcome.errors, [], "{file}");
    outcome
}

fn days(outcome: &Outcome) -> (String, String) {
    let days = || outcome.sales.iter().filter_map(|s| s.sold_on);
    (days().min().expect("a day").to_string(), days().max().expect("a day").to_string())
}

fn totals(outcome: &Outcome) -> (usize, i64, String) {
    (outcome.sales.len(), outcome.units() / 10_000, outcome.amount())
}

#[test]
fn the_superstores_order_lines_all_count() {
    let Some(folder) = folder() else { return };
    let outcome = outcome(&folder, "superstore.csv", "superstore");
    assert_eq!(totals(&outcome), (9_994, 37_873, "2297200.8603".to_owned()));
    assert_eq!(days(&outcome), ("2014-01-03".to_owned(), "2017-12-30".to_owned()));
    let orders: std::collections::BTreeSet<_> = outcome.sales.iter().map(|s| s.named.place.key()).collect();
    assert_eq!(orders.len(), 5_009);
}

#[test]
fn the_electronics_shop_counts_without_what_was_cancelled() {
    let Some(folder) = folder() else { return };
    let outcome = outcome(&folder, "electronics.csv", "electronics");
    assert_eq!(totals(&outcome), (13_432, 73_650, "42629615.57".to_owned()));
    assert_eq!(outcome.named.len(), 6_568);
}

#[test]
fn both_sheets_of_the_online_retailer_load() {
    let Some(folder) = folder() else { return };
    let outcome = outcome(&folder, "online-retail-two-sheets.xlsx", "online-retail");
    let sheet = |at: u16| {
        let sales = || outcome.sales.iter().filter(move |s| s.source.sheet == at);
        let units: i64 = sales().filter_map(|s| s.quantity).map(|q| q.0).sum();
        let amount: i64 = sales().filter_map(|s| s.amount).map(|a| a.0).sum();
        (sales().count(), units / 10_000, sellout_model::Amount(amount).to_text(2))
    };
    assert_eq!(sheet(0), (499, 5_391, "12909.14".to_owned()));
    assert_eq!(sheet(1), (499, 8_242, "16727.51".to_owned()));
}

#[test]
fn the_cd_shops_zero_amounts_are_values() {
    let Some(folder) = folder() else { return };
    let outcome = outcome(&folder, "cdnow.csv", "cdnow");
    assert_eq!(totals(&outcome), (69_659, 167_881, "2500315.63".to_owned()));
    assert_eq!(days(&outcome), ("1997-01-01".to_owned(), "1998-06-30".to_owned()));
    assert_eq!(outcome.sales.iter().filter(|s| s.amount.is_some_and(|a| a.0 == 0)).count(), 80);
}

#[test]
fn the_japanese_workbook_and_its_csv_come_to_the_same() {
    let Some(folder) = folder() else { return };
    for file in ["japanese/sales.csv", "japanese/sales.xlsx"] {
        let outcome = outcome(&folder, file, "japanese-sales");
        assert_eq!((outcome.sales.len(), outcome.amount().as_str()), (144, "185154000.00"), "{file}");
        assert_eq!(days(&outcome), ("2025-01-01".to_owned(), "2025-12-01".to_owned()));
        let online = outcome.sales.iter().filter(|s| s.named.place.to_string().contains("オンライン · online")).count();
        assert_eq!(online, 48, "{file}");
    }
}

#[test]
fn three_encodings_of_the_same_table_come_to_the_same() {
    let Some(folder) = folder() else { return };
    for file in ["japanese/uriage_cp932.csv", "japanese/uriage_utf8_bom.csv", "japanese/uriage_utf16le.csv"] {
        assert_eq!(outcome(&folder, file, "japanese-uriage").amount(), "539700.00", "{file}");
    }
}
