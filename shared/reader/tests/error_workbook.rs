//! A book written as a workbook of row errors and read back is the same book, whatever it was before.

#![expect(clippy::unwrap_used, reason = "a test stops where what it needs is missing")]

use std::fs;

use sellout_ingest::read::corrects;
use sellout_ingest::{Book, Cell, Row};
use sellout_model::error_workbook::REASON_HEADER;
use sellout_reader::{Layout, Reader, SharedBook, Wrong};
use sellout_report::{ErrorLine, Severity};
use sellout_testing::changed::part;
use tempfile::TempDir;

const UPLOAD: &str = "01968a5c-0000-7000-8000-000000000001";

fn reader() -> Reader {
    Reader::new(env!("CARGO_BIN_EXE_read-cells"))
}

fn error(sheet: &str, row: u32, column_no: Option<u16>) -> ErrorLine {
    ErrorLine {
        sheet: sheet.to_owned(),
        row: Some(row),
        column: column_no.map(|_| "Qty".to_owned()),
        column_no,
        severity: Severity::Error,
        code: "bad_quantity".to_owned(),
        message: "the quantity is not a number; write a whole number".to_owned(),
        value: "abc".to_owned(),
        raw: "abc".to_owned(),
    }
}

/// A workbook that was written, with the file that it was made from.
struct Written {
    bytes: Vec<u8>,
    layout: Layout,
    before: SharedBook,
    _folder: TempDir,
}

/// The file's errors as a workbook.
async fn written(name: &str, bytes: &[u8], lines: Vec<ErrorLine>, unmarked: u64) -> Written {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("upload");
    fs::write(&path, bytes).unwrap();
    let wrong = Wrong { upload: UPLOAD.to_owned(), lines, unmarked };
    let mut workbook = reader().error_workbook(&path, name, wrong).await.unwrap();
    let mut bytes = Vec::new();
    std::io::copy(&mut workbook.file, &mut bytes).unwrap();
    assert_eq!(bytes.len() as u64, workbook.size_bytes);
    let before = reader().open_book(&path, name).await.unwrap();
    Written { bytes, layout: workbook.layout, before, _folder: folder }
}

async fn open(bytes: &[u8]) -> SharedBook {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("upload");
    fs::write(&path, bytes).unwrap();
    reader().open_book(&path, "corrected.xlsx").await.unwrap()
}

/// Numbers and cells of all rows that have any.
fn rows(book: &dyn Book, sheet: usize) -> Vec<(u32, Vec<String>)> {
    let (mut rows, mut row, mut found) = (book.open(sheet).unwrap(), Row::new(), Vec::new());
    while rows.next(&mut row).unwrap() {
        let mut cells: Vec<String> = row
            .cells()
            .map(|cell| match cell {
                Cell::Empty => String::new(),
                // An error value is written as the text that it shows.
                Cell::Text(text) | Cell::Error(text) => format!("text {text}"),
                other => format!("{other:?}"),
            })
            .collect();
        while cells.last().is_some_and(String::is_empty) {
            cells.pop();
        }
        if !cells.is_empty() {
            found.push((row.number(), cells));
        }
    }
    found
}

#[tokio::test]
async fn every_sample_comes_back_cell_by_cell_under_its_own_sheets() {
    for sample in sellout_samples::all().into_iter().chain(sellout_samples::vendors()) {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("upload");
        fs::write(&path, &sample.bytes).unwrap();
        let before = reader().open_book(&path, sample.name).await.unwrap();
        let lines = before.sheets().iter().map(|sheet| error(&sheet.name, 3, Some(1))).collect();
        let Written { bytes, layout, before, _folder } = written(sample.name, &sample.bytes, lines, 0).await;
        assert_eq!(layout, Layout::Whole, "{}", sample.name);
        let after = open(&bytes).await;
        assert_eq!(after.sheets(), before.sheets(), "{}", sample.name);
        assert_eq!(corrects(&*after), Some(UPLOAD));
        for sheet in 0..before.sheets().len() {
            assert_eq!(rows(&*after, sheet), rows(&*before, sheet), "{} {sheet}", sample.name);
        }
    }
}

#[tokio::test]
async fn reasons_stand_in_a_last_column_and_bad_cells_are_coloured() {
    let table = "code,Qty,name\n007,abc,Salt\n008,2,Soap\n,,\n009,,Oil\n";
    let lines = vec![error("", 2, Some(1)), error("", 5, Some(1)), error("", 5, None), error("", 99, None)];
    let Written { bytes, .. } = written("april.csv", table.as_bytes(), lines, 7).await;
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml").unwrap();
    assert!(sheet.contains(REASON_HEADER) && sheet.contains("Qty: the quantity is not a number"), "{sheet}");
    assert!(sheet.contains("row 99: ") && sheet.contains("7 more rows could not be read"), "{sheet}");
    let styles = part(&bytes, "xl/styles.xml").unwrap();
    assert!(styles.contains("FFFFC7CE"), "{styles}");
    let style = |cell: &str| {
        let at = sheet.find(&format!("<c r=\"{cell}\"")).unwrap_or_else(|| panic!("{cell} in {sheet}"));
        sheet[at..].split("s=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    };
    assert!(style("B2") != style("B3") && style("B2") == style("B5"), "{sheet}");
    assert_ne!(style("A5"), style("A3"), "the whole row is wrong");
    let after = open(&bytes).await;
    assert_eq!(after.sheets()[0].name, "");
    let cells = |cells: [&str; 3]| {
        cells.map(|cell| if cell.is_empty() { String::new() } else { format!("text {cell}") }).to_vec()
    };
    let expected = [
        (1, cells(["code", "Qty", "name"])),
        (2, cells(["007", "abc", "Salt"])),
        (3, cells(["008", "2", "Soap"])),
        (5, cells(["009", "", "Oil"])),
    ];
    assert_eq!(rows(&*after, 0), expected);
}

#[tokio::test]
async fn sheets_that_a_workbook_cannot_name_get_their_names_back() {
    let page = "<h1>Sales</h1><table><tr><td>a</td><td>1</td></tr><tr><td>b</td><td>2</td></tr></table>";
    let Written { bytes, before, .. } =
        written("page.xls", page.as_bytes(), vec![error("Table 1", 1, Some(1))], 0).await;
    assert_eq!(open(&bytes).await.sheets(), before.sheets());
    let rows = "<table:table-row><table:table-cell office:value-type=\"float\" office:value=\"1\"/></table:table-row>";
    let ods = sellout_testing::workbooks::ods(rows);
    let long = "All the sales of all our stores: 2025/04 [final]";
    let named = part(&ods, "content.xml").unwrap().replace("\"Sales\"", &format!("\"{long}\""));
    let mime = b"application/vnd.oasis.opendocument.spreadsheet";
    let ods = sellout_testing::workbooks::zip_of([
        ("mimetype", &mime[..]),
        ("content.xml", named.as_bytes()),
        ("META-INF/manifest.xml", b"<manifest:manifest xmlns:manifest=\"m\"/>"),
    ]);
    let Written { bytes, layout, before, _folder } = written("sales.ods", &ods, vec![error(long, 1, Some(0))], 0).await;
    assert_eq!((before.sheets()[0].name.as_str(), layout), (long, Layout::Whole));
    assert_eq!(open(&bytes).await.sheets(), before.sheets());
}

#[tokio::test]
async fn a_table_that_no_sheet_holds_is_told_as_a_list_that_corrects_nothing() {
    let long = format!("code,Qty\n{},abc\n", "é".repeat(33_000));
    let Written { bytes, layout, .. } = written("april.csv", long.as_bytes(), vec![error("", 2, Some(1))], 0).await;
    let Layout::List(why) = layout else { panic!("{layout:?}") };
    assert!(why.contains("row 2") && why.contains("32767 letters") && why.contains(UPLOAD), "{why}");
    let book = open(&bytes).await;
    assert_eq!(corrects(&*book), None);
    assert_eq!(book.sheets()[0].name, "Row errors");
}
