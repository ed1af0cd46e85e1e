//! What stands in a workbook's cells is what a book gives, and what `read` writes.

#![expect(clippy::unwrap_used, reason = "a test stops where what it needs is missing")]

use std::fs;
use std::path::Path;

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use sellout_ingest::read::canonical::write_csv;
use sellout_ingest::{Book, Cell, ReadError, Row};
use sellout_reader::Reader;
use sellout_testing::workbooks::{row_head, words, xlsb};
use tempfile::TempDir;

fn reader() -> Reader {
    Reader::new(env!("CARGO_BIN_EXE_read-cells"))
}

fn workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    let notes = book.add_worksheet().set_name("Notes").unwrap();
    notes.set_hidden(true).write(0, 0, "do not read").unwrap();
    let sales = book.add_worksheet().set_name("Sales").unwrap().set_active(true).set_first_tab(true);
    let day = Format::new().set_num_format("yyyy-mm-dd");
    let time = Format::new().set_num_format("yyyy-mm-dd hh:mm:ss");
    sales.write(1, 1, "Rose, \"red\"").unwrap().write(1, 3, 5_060_084_589_304_f64).unwrap();
    sales.write_with_format(3, 0, ExcelDateTime::from_ymd(2025, 4, 7).unwrap(), &day).unwrap();
    let noon = ExcelDateTime::from_ymd(2025, 4, 7).unwrap().and_hms(12, 30, 15.5).unwrap();
    sales.write_with_format(3, 1, &noon, &time).unwrap();
    sales.write(3, 2, true).unwrap().write(3, 3, " ").unwrap().write(3, 4, -0.1).unwrap();
    sales.write_formula(4, 0, Formula::new("=1+1").set_result("2")).unwrap();
    sales.write_formula(4, 1, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
    sales.write_formula(4, 2, Formula::new("=\"a\"").set_result("two\nlines")).unwrap();
    book.save_to_buffer().unwrap()
}

async fn open(folder: &Path, name: &str, bytes: &[u8]) -> Result<Box<dyn Book + Send + Sync>, ReadError> {
    let path = folder.join(name);
    fs::write(&path, bytes).unwrap();
    reader().open_book(&path, name).await
}

#[tokio::test]
async fn every_kind_of_cell_comes_through() {
    let folder = TempDir::new().unwrap();
    let book = open(folder.path(), "sales.xlsx", &workbook()).await.unwrap();
    let sheets: Vec<(&str, bool)> = book.sheets().iter().map(|sheet| (sheet.name.as_str(), sheet.hidden)).collect();
    assert_eq!(sheets, [("Notes", true), ("Sales", false)]);
    for _ in 0..2 {
        let (mut rows, mut row) = (book.open(1).unwrap(), Row::new());
        assert!(rows.next(&mut row).unwrap());
        assert_eq!((row.number(), row.len(), row.cell(1)), (2, 4, Cell::Text("Rose, \"red\"")));
        assert_eq!(
            (row.cell(0), row.cell(2), row.cell(3)),
            (Cell::Empty, Cell::Empty, Cell::Number(5_060_084_589_304.0))
        );
        assert!(rows.next(&mut row).unwrap());
        assert_eq!(row.number(), 4);
        let day = chrono::NaiveDate::from_ymd_opt(2025, 4, 7).unwrap();
        assert_eq!(row.cell(0), Cell::Date(day.and_hms_opt(0, 0, 0).unwrap()));
        assert_eq!(row.cell(1), Cell::Date(day.and_hms_milli_opt(12, 30, 15, 500).unwrap()));
        assert_eq!((row.cell(2), row.cell(3), row.cell(4)), (Cell::Bool(true), Cell::Empty, Cell::Number(-0.1)));
        assert!(rows.next(&mut row).unwrap());
        assert_eq!(
            (row.cell(0), row.cell(1), row.cell(2)),
            (Cell::Number(2.0), Cell::Error("#DIV/0!"), Cell::Text("two\nlines"))
        );
        assert!(!rows.next(&mut row).unwrap());
    }
}

#[tokio::test]
async fn the_first_sheet_that_people_see_is_written_as_csv() {
    let folder = TempDir::new().unwrap();
    let book = open(folder.path(), "sales.csv", &workbook()).await.unwrap();
    assert_eq!(book.warnings()[0].code, "wrong_extension");
    let mut out = Vec::new();
    let written = write_csv(book.as_ref(), None, &mut out).unwrap();
    assert_eq!((written.sheet, written.rows, written.others[0].name.as_str()), (1, 3, "Notes"));
    assert_eq!(
        String::from_utf8(out).unwrap(),
        "\n,\"Rose, \"\"red\"\"\",,5060084589304\n\n2025-04-07,2025-04-07T12:30:15.500,TRUE,,-0.1\n2,#DIV/0!,\"two\nlines\"\n"
    );
    let mut out = Vec::new();
    write_csv(book.as_ref(), Some("Notes"), &mut out).unwrap();
    assert_eq!(out, b"do not read\n");
    let error = write_csv(book.as_ref(), Some("Nobody"), &mut Vec::new()).unwrap_err();
    assert!(error.to_string().contains("\"Sales\""), "{error}");
}

#[tokio::test]
async fn a_text_under_a_workbooks_name_is_read_as_text_and_written_line_by_line() {
    let folder = TempDir::new().unwrap();
    let book = open(folder.path(), "sales.xls", b"a;b\n\n1;\"two\nlines\"\n3;\n").await.unwrap();
    assert_eq!(book.warnings()[0].code, "wrong_extension");
    let mut out = Vec::new();
    write_csv(book.as_ref(), None, &mut out).unwrap();
    assert_eq!(String::from_utf8(out).unwrap(), "a,b\n\n1,\"two\nlines\"\n3,\n");
}

#[tokio::test]
async fn the_errors_of_formulas_in_a_binary_workbook_are_not_lost() {
    let number = |column: u32, value: f64| (5, [words(&[column, 0]), value.to_le_bytes().to_vec()].concat());
    let error = |column: u32, code: u8| (0x0b, [words(&[column, 0]), vec![code, 0, 0], words(&[0, 0])].concat());
    let records = [
        row_head(0),
        number(0, 1.5),
        error(1, 7),
        number(2, 2.5),
        row_head(4),
        error(0, 0x17),
        row_head(5),
        number(0, 3.0),
    ];
    let folder = TempDir::new().unwrap();
    let book = open(folder.path(), "sales.xlsb", &xlsb(&records)).await.unwrap();
    let mut out = Vec::new();
    write_csv(book.as_ref(), None, &mut out).unwrap();
    assert_eq!(String::from_utf8(out).unwrap(), "1.5,#DIV/0!,2.5\n\n\n\n#REF!\n3\n");
    let beyond = xlsb(&[row_head(0), number(0, 1.0), row_head(1_048_577), number(0, 2.0)]);
    let error = open(folder.path(), "beyond.xlsb", &beyond).await.err().unwrap();
    assert!(error.to_string().contains("below the last one"), "{error}");
}
