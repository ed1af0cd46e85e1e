//! Each limit of reading is a setting: what is over it is refused with a sentence that names both.

use std::fmt::Write;

use rust_xlsxwriter::Workbook;
use sellout_testing::workbooks::{ods, sheet, xlsx, zip_of};

use super::Shell;
use crate::made::{sale, shelf, table, workbook};

/// A workbook of two sheets, 40 rows and 4 columns.
fn large() -> Vec<u8> {
    let mut book = Workbook::new();
    for name in ["First", "Second"] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        for (row, column) in (0..40).flat_map(|row| (0..4).map(move |column| (row, column))) {
            sheet.write_string(row, column, format!("a text of some length {row}")).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn what_is_over_a_limit_is_refused_by_the_name_of_its_setting() {
    let ods =
        ods(&"<table:table-row><table:table-cell office:value-type=\"float\" office:value=\"1\"/></table:table-row>"
            .repeat(9));
    let packed = zip_of([("a.csv", shelf("2025-04-03", "Leeds", 2).as_bytes()), ("b.csv", b"x")]);
    let dense = zip_of([("a.csv", "0,".repeat(40 << 20).as_bytes())]);
    let large = large();
    let mut texts = String::from("<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">");
    for at in 0..300_000 {
        write!(texts, "<si><t>{at:0>100}</t></si>").unwrap();
    }
    let heavy = xlsx(&sheet("A1", "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>"), Some((texts + "</sst>").as_bytes()));
    let text = table([sale("2025-04-03", "Leeds", 1, 1, "10.00")]);
    let cases: [(&'static str, &str, &str, &[u8], &str); 13] = [
        ("SELLOUT_MAX_WORKBOOK_BYTES", "2 kB", "a.xlsx", &large, "too_large"),
        ("SELLOUT_MAX_WHOLE_WORKBOOK_BYTES", "100", "a.ods", &ods, "too_large"),
        ("SELLOUT_MAX_SHEETS", "1", "a.xlsx", &large, "too_many_sheets"),
        ("SELLOUT_MAX_ROWS", "20", "a.xlsx", &large, "too_many_rows"),
        ("SELLOUT_MAX_COLUMNS", "3", "a.xlsx", &large, "too_many_columns"),
        ("SELLOUT_MAX_COLUMNS", "3", "a.csv", text.as_bytes(), "too_many_columns"),
        ("SELLOUT_MAX_CELLS", "30", "a.xlsx", &large, "too_many_cells"),
        ("SELLOUT_MAX_CELL_BYTES", "10", "a.xlsx", &large, "cell_too_long"),
        ("SELLOUT_MAX_CELL_BYTES", "10", "a.csv", text.as_bytes(), "cell_too_long"),
        ("SELLOUT_MAX_ARCHIVE_FILES", "1", "a.zip", &packed, "too_many_files"),
        ("SELLOUT_MAX_UNPACKED_BYTES", "2 MiB", "a.zip", &dense, "zip_bomb"),
        ("SELLOUT_MAX_UNPACK_RATIO", "5", "a.zip", &dense, "zip_bomb"),
        ("SELLOUT_READER_MEMORY_BYTES", "16 MiB", "a.xlsx", &heavy, "workbook_too_heavy"),
    ];
    for (setting, value, name, bytes, code) in cases {
        let shell = Shell::new().with(setting, value);
        shell.file(name, bytes);
        let line = shell.call(["import", "--json", name]).with_code(1).lines().remove(0);
        let (found, sentence) = (line["code"].as_str().unwrap_or_default(), line["error"].as_str().unwrap_or_default());
        assert_eq!(found, code, "{setting}={value}: {line:#}");
        assert!(sentence.contains(&format!("({setting})")), "{setting}: {sentence}");
        let read = shell.call(["read", name]);
        if name != "a.zip" {
            assert!(read.stderr.contains(setting), "{setting}: {}", read.stderr);
        }
    }
}

#[test]
fn a_raised_limit_lets_in_what_the_default_refuses() {
    let rows: Vec<Vec<String>> = (0..3).map(|at| vec![format!("{at}"), "x".repeat(400)]).collect();
    let rows: Vec<Vec<&str>> = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    let bytes = workbook("Sales", &rows);
    let tight = Shell::new().with("SELLOUT_MAX_CELL_BYTES", "399");
    tight.file("a.xlsx", &bytes);
    let refused = tight.call(["read", "a.xlsx"]).with_code(1);
    assert!(refused.sentence().contains("more than 399 bytes"), "{}", refused.stderr);
    let wide = Shell::new().with("SELLOUT_MAX_CELL_BYTES", "400");
    wide.file("a.xlsx", &bytes);
    wide.call(["read", "a.xlsx"]).with_code(0);
}

#[test]
fn the_time_of_the_child_is_limited_by_its_processor_and_by_the_clock() {
    let slow = xlsx(&sheet("A1", &format!("<row r=\"1\">{}</row>", "<c/>".repeat(40 << 20))), None);
    for (setting, value) in [("SELLOUT_READER_CPU_SECONDS", "1"), ("SELLOUT_READER_SECONDS", "0")] {
        let shell = Shell::new().with(setting, value).with("SELLOUT_MAX_UNPACK_RATIO", "100000");
        shell.file("a.xlsx", &slow);
        let line = shell.call(["import", "--json", "a.xlsx"]).with_code(1).lines().remove(0);
        assert_eq!(line["code"], "workbook_too_heavy", "{line:#}");
        assert!(line["error"].as_str().unwrap().contains(&format!("({setting})")), "{line:#}");
    }
}
