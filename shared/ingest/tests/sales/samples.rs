//! The project's own sample files come to the totals that their generator wrote beside them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use sellout_ingest::{Context, Format, detect, profile};
use sellout_model::Amount;
use serde_json::Value;

use crate::outcome::{Outcome, builtin, named, open, try_read};

fn folder(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples").join(name)
}

/// The files of a folder as its totals have them.
pub(crate) fn files(folder: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(folder.join("totals.json")).expect("the samples' totals");
    let totals: Value = serde_json::from_str(&text).expect("JSON");
    totals["files"].as_array().expect("files").clone()
}

fn amounts(outcome: &Outcome) -> BTreeMap<String, String> {
    let mut sums: BTreeMap<String, Amount> = BTreeMap::new();
    for sale in &outcome.sales {
        if let (Some(currency), Some(amount)) = (sale.currency, sale.amount) {
            *sums.entry(currency.to_string()).or_default() += amount;
        }
    }
    sums.into_iter().map(|(currency, sum)| (currency, sum.to_text(2))).collect()
}

/// Skipped, failed, loaded, units, amounts, returns: as totals.json has them.
fn compare(file: &Value, outcome: &Outcome) {
    let name = file["file"].as_str().expect("as totals.json has it");
    let count = |key: &str| file[key].as_u64().expect("as totals.json has it");
    let failed: BTreeSet<u32> = outcome.errors.iter().map(|e| e.source.row).collect();
    assert_eq!(failed.len() as u64, count("rows_failed"), "{name}: {:#?}", outcome.errors);
    told(file, outcome);
    if outcome.error_codes().contains(&"broken_quote") {
        // How many rows the open quote swallows is for the reader to say; the rows before it are all there.
        assert!(outcome.sales.len() as u64 >= count("rows_loaded"), "{name}");
        return;
    }
    assert_eq!((outcome.sales.len() + outcome.aliases.len()) as u64, count("rows_loaded"), "{name} loaded");
    assert_eq!((outcome.skipped + outcome.named.len()) as u64, count("rows_skipped"), "{name} skipped");
    assert_eq!(outcome.units(), file["units"].as_i64().expect("as totals.json has it") * 10_000, "{name} units");
    assert_eq!(
        serde_json::to_value(amounts(outcome)).expect("as totals.json has it"),
        file["amounts"],
        "{name} amounts"
    );
    let returns = outcome.sales.iter().filter(|s| s.quantity.is_some_and(|q| q.0 < 0)).count();
    assert_eq!(returns as u64, count("returns"), "{name} returns");
    for control in &outcome.controls {
        assert_eq!(control.file, control.rows, "{name}: {control:?}");
    }
    let days = |day: fn(&sellout_model::Period) -> chrono::NaiveDate| outcome.sales.iter().map(move |s| day(&s.period));
    let (first, last) = (days(|p| p.from).min(), days(|p| p.to).max());
    assert_eq!(first.map(|d| d.to_string()).as_deref(), file["period_from"].as_str(), "{name} first day");
    assert_eq!(last.map(|d| d.to_string()).as_deref(), file["period_to"].as_str(), "{name} last day");
    let vendors: BTreeSet<&str> = outcome.sales.iter().filter_map(|s| s.named.vendor_name.as_deref()).collect();
    if let Some(resellers) = file["resellers"].as_array().filter(|r| !r.is_empty()) {
        assert_eq!(vendors, resellers.iter().filter_map(Value::as_str).collect(), "{name}");
    }
}

/// Every error that the totals name was told, with its row, column and value.
fn told(file: &Value, outcome: &Outcome) {
    let name = file["file"].as_str().expect("as totals.json has it");
    for note in file["errors"].as_array().expect("as totals.json has it") {
        let (row, column) = (note["row"].as_u64().expect("as totals.json has it") as u32, note["column"].as_str());
        let told = outcome.errors.iter().any(|e| {
            e.source.row == row
                && column
                    .is_none_or(|c| e.column.as_deref() == Some(c) && Some(e.value.as_str()) == note["value"].as_str())
        });
        assert!(told, "{name}: not told: {note}\n{:#?}", outcome.errors);
    }
}

/// Recognises and reads each file of a folder.
fn come_to_their_totals(folder: &Path) -> usize {
    let files = files(folder);
    for file in &files {
        let name = file["file"].as_str().expect("a name");
        let book = open(&folder.join(name));
        let detection = detect(book.as_ref(), name, Format::builtin()).expect("readable");
        assert_eq!(detection.format.as_deref(), file["format"].as_str(), "{name}: {:#?}", detection.candidates);
        let format = builtin(file["format"].as_str().expect("a code"));
        let vendor = detection.needs.contains(&"vendor").then(|| "the-distributor".to_owned());
        let context = Context { vendor, ..named(name) };
        let questions = profile(book.as_ref(), format, &context).expect(name).questions;
        assert!(questions.is_empty(), "{name}: {questions:#?}");
        let outcome = try_read(book.as_ref(), format, &context).expect(name);
        compare(file, &outcome);
        assert!(!outcome.warning_codes().contains(&"row_total_differs"), "{name}: {:#?}", outcome.warnings);
    }
    files.len()
}

#[test]
fn every_sample_is_recognised_and_comes_to_its_totals() {
    assert!(come_to_their_totals(&folder("files")) >= 9);
}

#[test]
fn every_vendors_file_is_recognised_and_comes_to_its_totals() {
    assert!(come_to_their_totals(&folder("vendors")) >= 19);
}

#[test]
fn every_built_in_format_has_a_sample() {
    let named: BTreeSet<String> = ["files", "vendors"]
        .iter()
        .flat_map(|name| files(&folder(name)))
        .filter_map(|file| file["format"].as_str().map(str::to_owned))
        .collect();
    assert_eq!(Format::builtin().iter().map(|f| f.code.clone()).collect::<BTreeSet<_>>(), named);
}

#[test]
fn a_folder_of_example_formats_can_all_be_read() {
    let folder = folder("formats");
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).expect("the folder") {
        let path = entry.expect("an entry").path();
        let source = std::fs::read_to_string(&path).expect("text");
        assert!(Format::from_toml(&source).is_ok(), "{path:?}: {:?}", Format::from_toml(&source).err());
        seen += 1;
    }
    assert!(seen >= 6);
}
