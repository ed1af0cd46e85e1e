//! What a file is, whatever its name says.

use std::fs;

use proptest::prelude::*;
use sellout_ingest::ReadError;
use sellout_ingest::read::{Kind, Packing, sniff};

fn told(bytes: &[u8], name: &str) -> Result<(Kind, Option<&'static str>), &'static str> {
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), bytes).unwrap();
    match sniff(file.path(), name) {
        Ok(sniffed) => Ok((sniffed.kind, sniffed.warning.map(|warning| warning.code))),
        Err(ReadError::File(error)) => Err(error.code),
        Err(error) => panic!("{error}"),
    }
}

fn zip_of(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        zip.start_file(*name, stored).unwrap();
        std::io::Write::write_all(&mut zip, text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn the_content_decides_and_the_name_only_warns() {
    assert_eq!(told(b"a,b\n1,2\n", "sales.csv"), Ok((Kind::Text, None)));
    assert_eq!(told(b"a,b\n1,2\n", "sales.XLS"), Ok((Kind::Text, Some("wrong_extension"))));
    assert_eq!(told(b"a,b\n1,2\n", "sales"), Ok((Kind::Text, None)));
    let xlsx = zip_of(&[("[Content_Types].xml", ""), ("xl/workbook.xml", "")]);
    assert_eq!(told(&xlsx, "sales.xlsm"), Ok((Kind::Xlsx, None)));
    assert_eq!(told(&xlsx, "sales.csv"), Ok((Kind::Xlsx, Some("wrong_extension"))));
    assert_eq!(told(&zip_of(&[("xl/workbook.bin", "")]), "a.xlsb"), Ok((Kind::Xlsb, None)));
    let ods = zip_of(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", "")]);
    assert_eq!(told(&ods, "a.ods"), Ok((Kind::Ods, None)));
}

#[test]
fn false_workbooks_and_packed_files_are_told_by_what_they_are() {
    assert_eq!(
        told(b"<html><table><tr><td>1</td></tr></table></html>", "a.xls"),
        Ok((Kind::Html, Some("wrong_extension")))
    );
    assert_eq!(told(b"<?xml version=\"1.0\"?>\n<Workbook/>", "a.xls"), Ok((Kind::XmlBook, Some("wrong_extension"))));
    assert_eq!(told(b"\x1f\x8b\x08\0\0\0\0\0", "a.csv.gz"), Ok((Kind::Packed(Packing::Gzip), None)));
    assert_eq!(told(b"BZh91AY&SY", "a.bz2"), Ok((Kind::Packed(Packing::Bzip2), None)));
    assert_eq!(told(b"BZh,units\nrose,3\n", "a.csv"), Ok((Kind::Text, None)));
    assert_eq!(told(b"\x28\xb5\x2f\xfd", "a.zst"), Ok((Kind::Packed(Packing::Zstd), None)));
    assert_eq!(told(&zip_of(&[("sales.csv", "a,b")]), "a.zip"), Ok((Kind::Packed(Packing::Zip), None)));
}

#[test]
fn what_is_no_table_is_refused_by_what_it_is() {
    assert_eq!(told(b"", "a.csv"), Err("empty_file"));
    assert_eq!(told(b"<?xml version=\"1.0\"?>\n<orders/>", "a.xml"), Err("xml_not_spreadsheet"));
    assert_eq!(told(b"MIME-Version: 1.0\nContent-Type: multipart/related\n", "a.xls"), Err("not_a_spreadsheet"));
    assert_eq!(told(b"%PDF-1.7\n", "a.pdf"), Err("not_a_spreadsheet"));
    assert_eq!(told(b"\x89PNG\r\n\x1a\n\0\0", "a.xlsx"), Err("binary_file"));
    assert_eq!(told(b"7z\xbc\xaf\x27\x1c", "a.7z"), Err("archive_not_supported"));
    let letter = zip_of(&[("[Content_Types].xml", ""), ("word/document.xml", "")]);
    assert_eq!(told(&letter, "a.docx"), Err("not_a_spreadsheet"));
    assert_eq!(told(b"\xff\xfe\0\0a\0\0\0", "a.csv"), Err("unsupported_encoding"));
    let noise: Vec<u8> = (0..9000u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    assert_eq!(told(&noise, "a.csv"), Err("binary_file"));
}

#[test]
fn a_zip_without_its_end_is_truncated_wherever_it_is_cut() {
    let whole = zip_of(&[("[Content_Types].xml", "x"), ("xl/workbook.xml", "y"), ("xl/worksheets/sheet1.xml", "z")]);
    for size in 4..whole.len() {
        assert_eq!(told(&whole[..size], "a.xlsx"), Err("truncated_workbook"), "cut at {size}");
    }
}

#[test]
fn an_ole_file_is_read_within_its_bytes_whatever_they_say() {
    let head = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    assert_eq!(told(&head, "a.xls"), Err("truncated_workbook"));
    for fill in [0u8, 1, 9, 0x7f, 0xfe, 0xff] {
        let mut bytes = vec![fill; 1024];
        bytes[..8].copy_from_slice(&head);
        bytes[30..32].copy_from_slice(&[9, 0]);
        assert!(matches!(
            told(&bytes, "a.xls"),
            Err("truncated_workbook" | "unreadable_workbook" | "not_a_spreadsheet")
        ));
    }
}

/// An old Office container whose directory names a workbook, as far as anybody looks at it here.
fn ole() -> Vec<u8> {
    let mut bytes = vec![0xff; 512 * 3];
    bytes[..8].copy_from_slice(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
    bytes[30..32].copy_from_slice(&[9, 0]);
    for (at, word) in [(48, 1u32), (76, 0), (512, 0xffff_fffd), (516, 0xffff_fffe)] {
        bytes[at..at + 4].copy_from_slice(&word.to_le_bytes());
    }
    bytes[1024..].fill(0);
    for (at, letter) in b"Workbook".iter().enumerate() {
        bytes[1024 + 2 * at] = *letter;
    }
    bytes[1024 + 120] = 10;
    bytes
}

proptest! {
    #[test]
    fn broken_containers_are_judged_without_panic_or_fault_of_the_machine(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12),
        cut in any::<prop::sample::Index>(),
        words in proptest::collection::vec((any::<prop::sample::Index>(), prop::sample::select(vec![0, 1, 3, u32::MAX, u32::MAX - 1])), 0..4),
    ) {
        let ods = zip_of(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", "x")]);
        for mut bytes in [ods, ole()] {
            for (at, byte) in &changes {
                let at = at.index(bytes.len() - 8) + 8;
                bytes[at] = *byte;
            }
            for (at, word) in &words {
                let at = at.index(bytes.len() - 12) + 8;
                bytes[at..at + 4].copy_from_slice(&word.to_le_bytes());
            }
            let size = bytes.len() - cut.index(16);
            // `told` panics where the machine is blamed.
            let outcome = told(&bytes[..size], "a.ods");
            prop_assert!(outcome.is_ok() || outcome.is_err_and(|code| code != "empty_file"));
        }
    }
}
