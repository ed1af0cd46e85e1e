//! What people do not see in a workbook is read and said: hidden rows and columns, merged cells, formulas without values.

use rust_xlsxwriter::{Format, Formula, Workbook};
use sellout_ingest::Row;
use sellout_testing::workbooks::{biff_with, ods, ole, row_head, sheet, words, xlsb, xlsx, zip_of};

use crate::opened::{open, row};

#[tokio::test]
async fn hidden_rows_and_columns_are_read_and_said() {
    let mut book = Workbook::new();
    let sales = book.add_worksheet().set_name("Sales & more").unwrap();
    for at in 0..5 {
        sales.write(at, 0, at).unwrap().write(at, 1, "x").unwrap();
    }
    sales.set_row_hidden(2).unwrap().set_row_hidden(3).unwrap().set_row_hidden(20).unwrap();
    sales.set_column_hidden(1).unwrap().set_column_hidden(7).unwrap();
    let opened = open("sales.xlsx", &book.save_to_buffer().unwrap()).await;
    assert_eq!(opened.rows(0).len(), 5);
    let (mut rows, mut found, mut hidden) = (opened.book.open(0).unwrap(), Row::new(), Vec::new());
    while rows.next(&mut found).unwrap() {
        hidden.extend(found.is_hidden().then(|| found.number()));
    }
    assert_eq!(hidden, [3, 4]);
    let said = opened.book.warnings();
    assert_eq!(opened.codes(), ["hidden_rows", "hidden_columns"]);
    assert!(
        said[0].message.starts_with("sheet \"Sales & more\" has 2 hidden rows with values (3, 4)"),
        "{}",
        said[0].message
    );
    assert_eq!(said[0].source.map(|source| (source.sheet, source.row)), Some((0, 3)));
    assert!(said[1].message.contains("(B)"), "{}", said[1].message);
}

#[tokio::test]
async fn cells_merged_down_a_column_are_said_and_a_merged_title_is_not() {
    let merged = |areas: &[(u32, u16, u32, u16)]| {
        let mut book = Workbook::new();
        let sales = book.add_worksheet().set_name("Sales").unwrap();
        for (top, left, bottom, right) in areas {
            sales.merge_range(*top, *left, *bottom, *right, "Paris", &Format::new()).unwrap();
        }
        book.save_to_buffer().unwrap()
    };
    assert!(open("a.xlsx", &merged(&[(0, 0, 0, 4), (1, 0, 2, 0), (1, 1, 2, 1)])).await.codes().is_empty());
    let opened = open("a.xlsx", &merged(&[(2, 0, 4, 0), (5, 0, 9, 0)])).await;
    assert_eq!(opened.codes(), ["merged_cells"]);
    assert!(opened.book.warnings()[0].message.contains("(A3:A5, A6:A10)"));
}

#[tokio::test]
async fn formulas_are_read_by_their_kept_values_and_missed_where_there_are_none() {
    let mut book = Workbook::new();
    let sales = book.add_worksheet().set_name("Sales").unwrap();
    sales.write_formula(0, 0, Formula::new("=1+1").set_result("2")).unwrap();
    let opened = open("a.xlsx", &book.save_to_buffer().unwrap()).await;
    assert_eq!(opened.rows(0), [row(1, &["2"])]);
    assert!(opened.codes().is_empty());
    let rows = r#"<row r="3"><c r="A3"><v>1</v></c><c r="B3"><f>A3*2</f></c></row><row r="4"><c r="B4"><f>A4*2</f><v></v></c></row>"#;
    let opened = open("a.xlsx", &xlsx(&sheet("A3:B4", rows), None)).await;
    assert_eq!(opened.rows(0), [row(3, &["1"])]);
    assert_eq!(opened.codes(), ["formulas_without_values"]);
    let said = &opened.book.warnings()[0];
    assert!(said.message.contains("2 formulas without a value (the first in row 3)"), "{}", said.message);
}

#[tokio::test]
async fn dates_are_the_same_days_in_both_date_systems() {
    let styles = r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>"#;
    let links = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="/xl/worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#;
    let root = br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
    for (property, serial) in [("", 45_723), ("<workbookPr date1904=\"1\"/>", 44_261)] {
        let book = format!(
            r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">{property}<sheets><sheet name="Sales" sheetId="1" r:id="rId1"/></sheets></workbook>"#
        );
        let rows = format!(
            r#"<row r="1" hidden="1"><c r="A1" s="1"><v>{serial}</v></c><c r="B1" t="str"><v>0012</v></c><c r="C1" t="e"><v>#REF!</v></c></row>"#
        );
        let bytes = zip_of([
            ("[Content_Types].xml", &b"<Types/>"[..]),
            ("_rels/.rels", &root[..]),
            ("xl/workbook.xml", book.as_bytes()),
            ("xl/_rels/workbook.xml.rels", links.as_bytes()),
            ("xl/styles.xml", styles.as_bytes()),
            ("xl/worksheets/sheet1.xml", &sheet("A1:C1", &rows)),
        ]);
        let opened = open("a.xlsx", &bytes).await;
        assert_eq!(opened.rows(0), [row(1, &["2025-03-07 00:00:00", "0012", "#REF!"])]);
        assert_eq!(opened.codes(), ["hidden_rows"]);
    }
}

#[tokio::test]
async fn what_is_hidden_in_other_workbooks_is_said_too() {
    let row = |visibility: &str| {
        format!(
            "<table:table-row {visibility}><table:table-cell office:value-type=\"float\" office:value=\"1\"/></table:table-row>"
        )
    };
    let rows = row("") + &row("table:visibility=\"filter\"") + &row("");
    let opened = open("a.ods", &ods(&rows)).await;
    assert_eq!((opened.rows(0).len(), opened.codes()), (3, vec!["hidden_rows"]));
    assert!(opened.book.warnings()[0].message.contains("1 hidden rows with values (2)"));
    let mut hidden = row_head(1);
    hidden.1.resize(17, 0);
    hidden.1[11] = 0x10;
    let number = |value: f64| (5, [words(&[0, 0]), value.to_le_bytes().to_vec()].concat());
    let opened = open("a.xlsb", &xlsb(&[row_head(0), number(1.0), hidden, number(2.0)])).await;
    assert_eq!((opened.rows(0).len(), opened.codes()), (2, vec!["hidden_rows"]));
    // Row 2 is hidden: its flags stand in the seventh word of its record.
    let flags: Vec<u8> = [1_u16, 0, 1, 255, 0, 0, 0x120, 15].iter().flat_map(|word| word.to_le_bytes()).collect();
    let opened = open("a.xls", &ole("Workbook", biff_with(&[], &[(0x208, flags)], &[(0, 0), (1, 0)]))).await;
    assert_eq!((opened.rows(0).len(), opened.codes()), (2, vec!["hidden_rows"]));
}
