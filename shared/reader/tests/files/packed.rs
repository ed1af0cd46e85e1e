//! Packed files: one in it is read as itself, several are handed out, and too much is stopped while it comes out.

use std::fs;
use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use sellout_ingest::ReadError;
use sellout_testing::workbooks::{sheet, xlsx, zip_of};
use tempfile::TempDir;

use crate::opened::{limited, open, open_with, reader, refusal, row, rows};

const TABLE: &[u8] = b"ean,units\n1,2\n";

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

#[tokio::test]
async fn the_one_file_in_a_packed_file_is_read_as_itself() {
    let workbook = xlsx(&sheet("A1:B1", "<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"B1\"><v>2</v></c></row>"), None);
    let left_over = ("__MACOSX/._sales.csv", &b"junk"[..]);
    for (name, bytes) in [
        ("sales.csv.gz", gzip(TABLE)),
        ("sales.zip", zip_of([("march/sales.csv", TABLE), left_over, ("march/.DS_Store", b"x")])),
        ("sales.zip", zip_of([("sales.csv.gz", &gzip(TABLE)[..])])),
    ] {
        let opened = open(name, &bytes).await;
        assert_eq!(opened.rows(0), [row(1, &["ean", "units"]), row(2, &["1", "2"])]);
        let said = opened.book.warnings();
        assert!(opened.codes().iter().all(|code| *code == "unpacked"), "{said:?}");
        assert!(said.iter().any(|said| said.message.contains("sales.csv")), "{said:?}");
    }
    let opened = open("sales.zip", &zip_of([("sales.xlsx", &workbook[..])])).await;
    assert_eq!(opened.rows(0), [row(1, &["1", "2"])]);
    let opened = open("sales.csv", &zip_of([("page.xls", &b"<table><tr><td>1<td>2</table>"[..])])).await;
    assert_eq!(opened.codes(), ["wrong_extension", "unpacked", "wrong_extension"]);
}

#[tokio::test]
async fn several_files_are_named_and_each_can_be_opened() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("upload");
    let archive = zip_of([("../a.csv", TABLE), ("b.csv", &b"ean,units\n3,4\n"[..]), ("c.pdf", b"%PDF-1.7")]);
    fs::write(&path, &archive).unwrap();
    let error = refusal("sales.zip", &archive).await;
    assert_eq!(error.code, "several_files");
    assert!(error.message.contains("3 files (\"../a.csv\", \"b.csv\", \"c.pdf\")"), "{error}");
    let contents = reader().contents(&path, "sales.zip").await.unwrap();
    let told: Vec<_> = contents.iter().map(|inner| (inner.name.as_str(), inner.bytes)).collect();
    assert_eq!(told, [("../a.csv", Some(14)), ("b.csv", Some(14)), ("c.pdf", Some(8))]);
    let mut inner = contents.into_iter();
    for units in ["2", "4"] {
        let book = reader().open_inner(&path, inner.next().unwrap()).await.unwrap();
        assert_eq!(rows(book.as_ref(), 0).unwrap()[1].1[1], units);
    }
    match reader().open_inner(&path, inner.next().unwrap()).await.err() {
        Some(ReadError::File(error)) => assert_eq!(error.code, "not_a_spreadsheet"),
        other => panic!("{other:?}"),
    }
    fs::write(&path, TABLE).unwrap();
    assert!(reader().contents(&path, "sales.csv").await.unwrap().is_empty());
}

#[tokio::test]
async fn what_comes_out_is_measured_whatever_the_file_claims() {
    let table = "1,2,3\n".repeat(20_000);
    let small = || limited(|limits| limits.book.unpacked_bytes = 1000);
    let dense = || {
        limited(|limits| {
            limits.book.bomb_bytes = 1000;
            limits.book.bomb_ratio = 10;
        })
    };
    let mut lying = zip_of([("sales.csv", table.as_bytes())]);
    // The directory's word on how much the file unpacks to.
    let directory = lying.windows(4).rposition(|bytes| bytes == b"PK\x01\x02").unwrap();
    lying[directory + 24..directory + 28].copy_from_slice(&100u32.to_le_bytes());
    for bytes in [gzip(table.as_bytes()), zip_of([("sales.csv", table.as_bytes())]), lying] {
        for reader in [small(), dense()] {
            let error = open_with(reader, "a", &bytes).await.err().unwrap();
            assert!(matches!(error.code, "zip_bomb" | "damaged_archive"), "{error:?}");
        }
    }
    let tight = limited(|limits| limits.book.workbook_bytes = 10);
    assert_eq!(open_with(tight, "a.gz", &gzip(TABLE)).await.err().unwrap().code, "too_large");
}
