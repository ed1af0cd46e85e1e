//! The list of row errors as people download it.

use crate::read_back::Book;
use sellout_report::{ErrorLine, Severity, SourceError, write_errors_csv, write_errors_xlsx};

fn lines() -> impl Iterator<Item = Result<ErrorLine, SourceError>> {
    let line = |row, value: &str| ErrorLine {
        sheet: "Sales".to_owned(),
        row: Some(row),
        column: Some("Qty".to_owned()),
        column_no: Some(1),
        severity: Severity::Error,
        code: "bad_quantity".to_owned(),
        message: "the quantity is not a number; write a whole number".to_owned(),
        value: value.to_owned(),
        raw: format!("4006381333931\t{value}\t12.00"),
    };
    let whole_file = ErrorLine { row: None, column: None, severity: Severity::Warning, ..line(0, "") };
    [Ok(line(7, "abc")), Ok(line(9, "=1+1")), Ok(whole_file)].into_iter()
}

#[test]
fn errors_as_csv_carry_place_value_and_no_formula() {
    let mut out = Vec::new();
    write_errors_csv(&mut lines(), &mut out).expect("written");
    let text = String::from_utf8(out).expect("UTF-8");
    let rows: Vec<&str> = text.split("\r\n").collect();
    assert_eq!(rows[0], "sheet,row,column,severity,code,message,value,raw");
    assert!(rows[1].starts_with("Sales,7,Qty,error,bad_quantity,the quantity is not a number;"), "{}", rows[1]);
    assert!(rows[2].contains(",'=1+1,"), "{}", rows[2]);
    assert!(rows[3].starts_with("Sales,,,warning,"), "{}", rows[3]);
}

#[test]
fn errors_as_a_workbook_keep_the_value_as_text_and_the_row_as_number() {
    let write = || {
        let mut out = Vec::new();
        write_errors_xlsx(&mut lines(), Some("the sheet is too long"), &mut out).expect("written");
        out
    };
    assert!(write() == write(), "the same bytes twice");
    let mut book = Book::open(write());
    assert_eq!(book.text("Row errors", 2, 6), "=1+1");
    assert!(book.formulas("Row errors").is_empty());
    assert_eq!(book.text("Row errors", 5, 0), "the sheet is too long");
    assert!((book.number("Row errors", 1, 1) - 7.0).abs() < f64::EPSILON);
}
