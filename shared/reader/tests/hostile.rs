//! Workbooks that would hurt the process that reads them: each is refused with a code, and nothing else happens.

#![expect(clippy::unwrap_used, reason = "a test stops where what it needs is missing")]

use std::fmt::Write;
use std::fs;
use std::time::{Duration, Instant};

use sellout_ingest::{FileError, ReadError, Row};
use sellout_reader::{Reader, ReaderLimits};
use sellout_testing::workbooks::{biff, ods, ole, row_head, sheet, words, xlsb, xlsx};
use tempfile::NamedTempFile;

fn reader(change: impl FnOnce(&mut ReaderLimits)) -> Reader {
    let mut limits = ReaderLimits::default();
    change(&mut limits);
    Reader::new(env!("CARGO_BIN_EXE_read-cells")).with_limits(limits)
}

/// How many rows the workbook has, or why it is refused.
async fn read_with(reader: Reader, bytes: Vec<u8>) -> Result<u32, FileError> {
    let file = NamedTempFile::new().unwrap();
    fs::write(file.path(), bytes).unwrap();
    let started = Instant::now();
    let outcome = reader.open_book(file.path(), "sales").await;
    assert!(started.elapsed() < Duration::from_secs(10), "took {:?}", started.elapsed());
    match outcome {
        Ok(book) => {
            let (mut rows, mut row, mut count) = (book.open(0).unwrap(), Row::new(), 0);
            while rows.next(&mut row).unwrap() {
                count += 1;
            }
            Ok(count)
        }
        Err(ReadError::File(error)) => Err(error),
        Err(error) => panic!("{error}"),
    }
}

async fn refusal(bytes: Vec<u8>) -> FileError {
    read_with(reader(|_| ()), bytes).await.unwrap_err()
}

const TABLE: &str =
    r#"<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row><row r="2"><c r="A2"><v>3</v></c></row>"#;

#[tokio::test]
async fn a_cell_in_the_last_corner_is_named() {
    let corner = r#"<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#;
    for rows in [corner.to_owned(), format!("{TABLE}{corner}")] {
        let error = refusal(xlsx(&sheet("A1", &rows), None)).await;
        assert_eq!(error.code, "cell_out_of_range");
        assert!(error.message.contains("XFD1048576") && error.message.contains("delete it"), "{error}");
        assert_eq!((error.sheet.as_deref(), error.row), (Some("Sales"), Some(1_048_576)));
    }
}

#[tokio::test]
async fn a_sheet_that_claims_to_be_huge_is_refused_and_a_long_one_is_read() {
    let error = refusal(xlsx(&sheet("A1:XFD1048576", TABLE), None)).await;
    assert_eq!(error.code, "huge_dimension");
    assert!(error.message.contains("XFD1048576"), "{error}");
    assert_eq!(read_with(reader(|_| ()), xlsx(&sheet("A1:B1048576", TABLE), None)).await, Ok(2));
}

#[tokio::test]
async fn a_zip_bomb_is_refused_by_what_it_claims_and_stopped_by_what_it_takes() {
    let blanks = sheet("A1", &format!("<row r=\"1\">{}</row>", "<c/>".repeat(40 << 20)));
    let bomb = xlsx(&blanks, None);
    drop(blanks);
    assert_eq!(refusal(bomb.clone()).await.code, "zip_bomb");
    let unguarded = reader(|limits| {
        limits.book.bomb_ratio = u64::MAX;
        limits.cpu_seconds = 1;
    });
    let error = read_with(unguarded, bomb.clone()).await.unwrap_err();
    assert_eq!(error.code, "workbook_too_heavy");
    assert!(error.message.contains("1 s of processor time (SELLOUT_READER_CPU_SECONDS)"), "{error}");
    let hasty = reader(|limits| {
        limits.book.bomb_ratio = u64::MAX;
        limits.wall = Duration::from_millis(20);
    });
    assert_eq!(read_with(hasty, bomb).await.unwrap_err().code, "workbook_too_heavy");
}

#[tokio::test]
async fn shared_texts_that_fill_the_memory_end_the_child_only() {
    let mut texts = String::from("<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">");
    for at in 0..300_000 {
        write!(texts, "<si><t>{at:0>100}</t></si>").unwrap();
    }
    texts += "</sst>";
    let small = reader(|limits| limits.memory_bytes = 16 << 20);
    let error = read_with(small, xlsx(&sheet("A1", TABLE), Some(texts.as_bytes()))).await.unwrap_err();
    assert_eq!(error.code, "workbook_too_heavy");
    assert!(error.message.contains("16 MiB"), "{error}");
}

#[tokio::test]
async fn entities_are_never_multiplied() {
    let laughs =
        "<!DOCTYPE x [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;\">]>";
    let rows = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>&c;</t></is></c></row>";
    let bytes = [laughs.as_bytes(), &sheet("A1", rows)].concat();
    match read_with(reader(|_| ()), xlsx(&bytes, None)).await {
        Ok(rows) => assert_eq!(rows, 1),
        Err(error) => assert_eq!(error.code, "unreadable_workbook"),
    }
}

#[tokio::test]
async fn a_truncated_workbook_is_refused_wherever_it_ends() {
    let whole = xlsx(&sheet("A1", TABLE), None);
    for part in 1..8 {
        assert_eq!(refusal(whole[..whole.len() * part / 8].to_vec()).await.code, "truncated_workbook");
    }
    let inside = sheet("A1", "<row r=\"1\"><c r=\"A1\"><v>1</v>");
    let cut = inside[..inside.len() - "</sheetData></worksheet>".len()].to_vec();
    assert_eq!(refusal(xlsx(&cut, None)).await.code, "truncated_workbook");
}

#[tokio::test]
async fn an_old_workbook_is_read_and_its_password_seen() {
    assert_eq!(read_with(reader(|_| ()), ole("Workbook", biff(&[], &[(0, 0), (1, 1)]))).await, Ok(2));
    // Xor obfuscation (0) and RC4 (1) say the same to a reader: a password is needed.
    for method in [0, 1] {
        let password = (0x2f, vec![method, 0, 1, 2, 3, 4]);
        let error = refusal(ole("Workbook", biff(&[password], &[(0, 0)]))).await;
        assert_eq!(error.code, "password_protected");
    }
    assert_eq!(refusal(ole("EncryptedPackage", vec![7; 5000])).await.code, "password_protected");
    assert_eq!(refusal(ole("WordDocument", vec![7; 5000])).await.code, "not_a_spreadsheet");
}

#[tokio::test]
async fn an_old_workbook_cut_short_or_in_a_circle_is_refused() {
    let whole = ole("Workbook", biff(&[], &[(0, 0)]));
    assert_eq!(refusal(whole[..3000].to_vec()).await.code, "truncated_workbook");
    let mut circle = whole;
    // The second sector of the workbook's stream follows itself.
    circle[512 + 4 * 3..512 + 4 * 4].copy_from_slice(&3u32.to_le_bytes());
    assert_eq!(refusal(circle).await.code, "unreadable_workbook");
}

#[tokio::test]
async fn far_corners_of_an_old_sheet_cost_memory_in_the_child_only() {
    let corners = ole("Workbook", biff(&[], &[(0, 0), (65_535, 255)]));
    let error = refusal(corners).await;
    assert_eq!(error.code, "workbook_too_heavy");
    assert!(error.message.contains("256 MiB of memory"), "{error}");
}

#[tokio::test]
async fn a_workbook_that_makes_its_reader_panic_is_an_ordinary_refusal() {
    // A cell of a shared text that does not exist.
    let error = refusal(xlsb(&[row_head(0), (7, words(&[0, 0, 99_999]))])).await;
    assert_eq!(error.code, "unreadable_workbook");
    assert!(error.message.contains("fault in the reader"), "{error}");
}

#[tokio::test]
async fn rows_repeated_without_end_are_refused() {
    let row = |times: u64| {
        format!(
            "<table:table-row table:number-rows-repeated=\"{times}\"><table:table-cell office:value-type=\"float\" office:value=\"1\"/></table:table-row>"
        )
    };
    assert_eq!(read_with(reader(|_| ()), ods(&row(3))).await, Ok(3));
    assert_eq!(refusal(ods(&row(4_000_000_000))).await.code, "too_many_rows");
    let wide = row(1_048_575).replace("<table:table-cell", "<table:table-cell table:number-columns-repeated=\"5000\"");
    assert_eq!(refusal(ods(&wide)).await.code, "too_many_cells");
}

#[tokio::test]
async fn sizes_over_the_limits_are_refused_before_anything_is_opened() {
    let table = xlsx(&sheet("A1", TABLE), None);
    let small = reader(|limits| limits.book.workbook_bytes = 100);
    assert_eq!(read_with(small, table.clone()).await.unwrap_err().code, "too_large");
    let small = reader(|limits| limits.book.whole_bytes = 100);
    assert_eq!(read_with(small, ods("")).await.unwrap_err().code, "too_large");
    let few = reader(|limits| limits.book.cells = 2);
    assert_eq!(read_with(few, table.clone()).await.unwrap_err().code, "too_many_cells");
    let few = reader(|limits| limits.book.rows = 1);
    assert_eq!(read_with(few, table.clone()).await.unwrap_err().code, "too_many_rows");
    let few = reader(|limits| limits.book.columns = 1);
    assert_eq!(read_with(few, table.clone()).await.unwrap_err().code, "too_many_columns");
    let few = reader(|limits| limits.book.zip_entries = 3);
    assert_eq!(read_with(few, table.clone()).await.unwrap_err().code, "zip_bomb");
    let little = reader(|limits| limits.spool_bytes = 20);
    assert_eq!(read_with(little, table).await.unwrap_err().code, "too_many_cells");
}

#[tokio::test]
async fn a_workbook_without_values_is_empty_and_one_without_order_is_damaged() {
    assert_eq!(refusal(xlsx(&sheet("A1", "<row r=\"1\"><c r=\"A1\"/></row>"), None)).await.code, "empty_file");
    let backwards = "<row r=\"2\"><c r=\"A2\"><v>1</v></c></row><row r=\"1\"><c r=\"A1\"><v>1</v></c></row>";
    let error = refusal(xlsx(&sheet("A1", backwards), None)).await;
    assert_eq!(error.code, "unreadable_workbook");
    assert!(error.message.contains("out of order at A1"), "{error}");
}
