//! Well-formed CSV of every make is read exactly as the csv crate reads it.

use crate::table::read;
use proptest::prelude::*;

/// Cells with all that needs quoting, in tables of two columns so that no row looks like several.
fn tables() -> impl Strategy<Value = Vec<Vec<String>>> {
    let cell = "[a-c0-9 ,;\"\nüß東]{0,12}";
    proptest::collection::vec(proptest::collection::vec(cell, 2), 1..12)
}

proptest! {
    #[test]
    fn written_cells_come_back(table in tables(), crlf in any::<bool>(), always in any::<bool>()) {
        let terminator = if crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
        let style = if always { csv::QuoteStyle::Always } else { csv::QuoteStyle::Necessary };
        let mut writer = csv::WriterBuilder::new().terminator(terminator).quote_style(style).from_writer(Vec::new());
        // A directive would be a delimiter; a first row of plain words settles the comma.
        writer.write_record(["left", "right"]).unwrap();
        for _ in 0..20 {
            writer.write_record(["rose", "3"]).unwrap();
        }
        for row in &table {
            writer.write_record(row).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        let blank = |cell: &String| if cell.trim().is_empty() { String::new() } else { cell.clone() };
        let expected: Vec<Vec<String>> = table.iter().map(|row| row.iter().map(blank).collect()).collect();
        let read = read(&bytes);
        prop_assert!(read.iter().all(|line| line.2.is_none()));
        let cells: Vec<_> = read.into_iter().skip(21).map(|line| line.1).collect();
        prop_assert_eq!(cells, expected);
    }
}

/// Cells that end in blanks stand below each other, which makes no columns of them.
#[test]
fn blanks_before_a_comma_are_no_columns() {
    let mut text = "left,right\n".to_owned() + &"rose,3\n".repeat(20);
    text += "東東;   ,\n\"a\"\"  \",\na;ß;  ,\n";
    let rows: Vec<_> = read(text.as_bytes()).into_iter().skip(21).map(|line| line.1).collect();
    assert_eq!(rows, [["東東;   ", ""], ["a\"  ", ""], ["a;ß;  ", ""]]);
}
