//! The committed sample files are what the generator writes, and they have the shapes that they are there for.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use sellout_samples::{Expected, Extent, Sample, Totals, all, totals, vendor_totals, vendors};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn sample(name: &str) -> Sample {
    all().into_iter().find(|sample| sample.name == name).expect("a sample of this name")
}

fn text(name: &str) -> String {
    String::from_utf8(sample(name).bytes).expect("UTF-8")
}

#[test]
fn the_committed_files_are_what_the_generator_writes() {
    are_committed(&folder("files"), &all(), &totals());
    are_committed(&folder("vendors"), &vendors(), &vendor_totals());
}

fn are_committed(folder: &Path, samples: &[Sample], totals: &Totals) {
    let mut names: BTreeSet<String> = BTreeSet::from(["totals.json".to_owned()]);
    for sample in samples {
        let committed = fs::read(folder.join(sample.name)).expect("the sample is committed; run `just samples`");
        assert!(committed == sample.bytes, "{} differs; run `just samples` and look at the change", sample.name);
        names.insert(sample.name.to_owned());
    }
    let written = serde_json::to_string_pretty(totals).expect("totals are JSON") + "\n";
    assert_eq!(fs::read_to_string(folder.join("totals.json")).expect("totals are committed"), written);
    let there: BTreeSet<String> = fs::read_dir(folder)
        .expect("the folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(there, names);
}

#[test]
fn two_runs_write_the_same_bytes() {
    let run = || all().into_iter().chain(vendors());
    for (one, other) in run().zip(run()) {
        assert!(one.bytes == other.bytes, "{}", one.name);
    }
}

#[test]
fn totals_together_leave_out_the_older_edition_of_a_living_file() {
    let totals = totals();
    let units = |files: &[&Expected]| files.iter().map(|file| file.figures.units).sum::<i64>();
    let every: Vec<&Expected> = totals.files.iter().collect();
    let older = totals.files.iter().find(|file| file.file.contains("05-2025")).expect("the May edition");
    assert_eq!(totals.together.units, units(&every) - older.figures.units);
    let june = totals.files.iter().find(|file| file.living.is_some()).expect("the June edition");
    let living = june.living.as_ref().expect("what it changes");
    assert_eq!(living.rows_repeated + living.rows_restated + living.rows_new, june.rows_loaded);
    assert_eq!(living.after, older.file);
    assert!(living.rows_restated > 0 && living.rows_new > 0);
}

#[test]
fn a_till_s_file_states_its_own_total() {
    let odette = sample("Ventes Maison Odette.csv");
    let text: String = odette.bytes.iter().map(|byte| char::from(*byte)).collect();
    let last = text.lines().last().expect("a last line");
    let amount = odette.expected.figures.amounts["EUR"].replace('.', ",");
    assert_eq!(last, format!("Total;;;{amount};{};EUR;;", odette.expected.figures.units));
    assert!(text.contains("f\u{e9}vrier"), "é is one byte in windows-1252");
}

#[test]
fn the_stacked_report_has_every_trap_of_its_shape() {
    let text = text("Continuity Supplier Size Report 04_05_2025.csv");
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].contains("Flagship,,,,Internet,,,,All Sales Channels,,,,All Warehouse"), "{}", lines[0]);
    assert!(lines[2].contains("Item ID | Colour,Item,") && lines[2].contains("Sales Inc VAT £ ,"));
    assert!(text.contains("\"£1\u{a0}415,7025\""), "four decimals behind a no-break space");
    assert!(text.contains("(1),\"(£89,00)\""), "a return in brackets");
    assert!(text.contains("-2,\"-£50,00\""), "a return with a sign");
    assert!(lines[lines.len() - 2].contains("ALDERMERE Total") && lines[lines.len() - 1].starts_with("Grand Total,"));
    let items = lines.iter().filter(|line| line.contains(" Total,") && line.contains(" | ")).count();
    assert_eq!(lines.len(), 3 + items * 3 + 2);
}

#[test]
fn the_stated_total_of_a_store_is_the_sum_of_its_items() {
    let text = text("Continuity Supplier Size Report 04_05_2025.csv");
    let pieces = |line: &str, column: usize| -> i64 {
        let cells: Vec<String> = split(line);
        let cell = cells[column].replace(['(', ')'], "");
        let sign = if cells[column].starts_with('(') { -1 } else { 1 };
        if cell.is_empty() { 0 } else { sign * cell.parse::<i64>().expect("pieces") }
    };
    let lines: Vec<&str> = text.lines().collect();
    let expected = sample("Continuity Supplier Size Report 04_05_2025.csv").expected;
    let mut stores = 0;
    for column in [12, 16] {
        let items = lines.iter().filter(|line| line.contains(" | ") && line.contains(" Total,"));
        let sum: i64 = items.map(|line| pieces(line, column)).sum();
        assert_eq!(sum, pieces(lines[lines.len() - 1], column));
        stores += sum;
    }
    assert_eq!(stores, expected.figures.units);
}

/// Cells of a line, quotes taken off; no cell of these files has a quote inside.
fn split(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            c => cells.last_mut().expect("a cell").push(c),
        }
    }
    cells
}

#[test]
fn each_fault_stands_where_it_is_said_to_stand() {
    let faulty = sample("Cathedral Street Apothecary May 2025 with mistakes.csv");
    let text = String::from_utf8(faulty.bytes).expect("UTF-8");
    let lines: Vec<&str> = text.lines().collect();
    for note in faulty.expected.errors.iter().chain(&faulty.expected.warnings) {
        assert!(lines[note.row as usize - 1].contains(&note.value), "{note:?}: {}", lines[note.row as usize - 1]);
    }
    let rows: BTreeSet<u32> = faulty.expected.errors.iter().map(|note| note.row).collect();
    assert_eq!(rows.len() as u32, faulty.expected.rows_failed);
    let read = faulty.expected.rows_loaded + faulty.expected.rows_skipped + faulty.expected.rows_failed;
    // The header and the rows: the open quote swallows none.
    assert_eq!(lines.len() as u32, 1 + read);
    let warned = faulty.expected.warnings.iter().find(|note| note.column == Some("product_ean")).expect("a warning");
    assert!(!check_digit_ok(&warned.value), "{} has a right check digit", warned.value);
}

fn check_digit_ok(ean: &str) -> bool {
    let sum: u32 = ean.bytes().enumerate().map(|(i, d)| u32::from(d - b'0') * if i % 2 == 0 { 1 } else { 3 }).sum();
    sum.is_multiple_of(10)
}

#[test]
fn an_order_export_adds_up_to_its_subtotals_less_refunds() {
    let orders = sample("orders_export_1.csv");
    let text = String::from_utf8(orders.bytes).expect("UTF-8");
    let mut lines = text.lines().map(split);
    let header = lines.next().expect("a header");
    let column = |name: &str| header.iter().position(|cell| cell == name).expect("a column");
    let cents = |cell: &str| cell.replace('.', "").parse::<i64>().unwrap_or_default();
    let (mut sum, mut first_lines, mut rows) = (0, 0, 0);
    for cells in lines {
        rows += 1;
        if !cells[column("Financial Status")].is_empty() {
            first_lines += 1;
            if cells[column("Financial Status")] != "voided" {
                sum += cents(&cells[column("Subtotal")]) - cents(&cells[column("Refunded Amount")]);
            }
        }
    }
    assert_eq!(sum, cents(&orders.expected.figures.amounts["GBP"]));
    assert!(first_lines < rows, "some orders have several lines");
    for word in ["SPRING15", "WELCOME10", "partially_refunded", ",refunded,", "voided"] {
        assert!(text.contains(word), "no {word}");
    }
}

#[test]
fn a_long_table_has_as_many_rows_as_asked_and_the_same_at_every_run() {
    let write = || {
        let mut bytes = Vec::new();
        sellout_samples::write_rows(Extent::of(1_000), &mut bytes).expect("memory takes them");
        String::from_utf8(bytes).expect("UTF-8")
    };
    let text = write();
    assert_eq!(text.lines().count(), 1_001);
    assert_eq!(text.matches(",abc,").count(), 2);
    assert!(text.lines().skip(1).all(|line| check_digit_ok(&split(line)[3]) && split(line).len() == 12));
    assert_eq!(text, write());
}
