//! Workbooks made by hand, byte by byte where no writer would make them.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;

/// A zip of parts, deflated.
pub fn zip_of<'a>(parts: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(name, SimpleFileOptions::default()).expect("memory takes it");
        zip.write_all(bytes).expect("memory takes it");
    }
    zip.finish().expect("memory takes it").into_inner()
}

const TYPES: &[u8] = br#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#;
const ROOT: &[u8] = br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const WORKBOOK: &[u8] = br#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Sales" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const LINKS: &[u8] = br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#;

/// An xlsx with one sheet, "Sales", of the given XML, and shared texts if there are any.
pub fn xlsx(sheet: &[u8], shared: Option<&[u8]>) -> Vec<u8> {
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", ROOT),
        ("xl/workbook.xml", WORKBOOK),
        ("xl/_rels/workbook.xml.rels", LINKS),
        ("xl/worksheets/sheet1.xml", sheet),
    ];
    parts.extend(shared.map(|bytes| ("xl/sharedStrings.xml", bytes)));
    zip_of(parts)
}

/// The XML of a sheet with the given dimension and rows.
pub fn sheet(dimension: &str, rows: &str) -> Vec<u8> {
    format!(
        r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="{dimension}"/><sheetData>{rows}</sheetData></worksheet>"#
    )
    .into_bytes()
}

/// An xlsb with one sheet of the given records.
pub fn xlsb(rows: &[(u8, Vec<u8>)]) -> Vec<u8> {
    let wide = |text: &str| -> Vec<u8> {
        let units = text.encode_utf16();
        let size = (units.clone().count() as u32).to_le_bytes();
        size.into_iter().chain(units.flat_map(u16::to_le_bytes)).collect()
    };
    let mut bundle = words(&[0, 1]);
    bundle.extend(wide("rId1"));
    bundle.extend(wide("Sales"));
    let book = [record(&[0x9c, 1], &bundle), record(&[0x90, 1], &[]), record(&[0x9d, 1], &[0; 4])].concat();
    let mut sheet = [record(&[0x81, 1], &[]), record(&[0x94, 1], &[0; 16]), record(&[0x91, 1], &[])].concat();
    sheet.extend(rows.iter().flat_map(|(kind, body)| record(&[*kind], body)));
    sheet.extend(record(&[0x92, 1], &[]));
    let links = String::from_utf8_lossy(LINKS).replace("sheet1.xml", "sheet1.bin");
    zip_of([
        ("xl/workbook.bin", &book[..]),
        ("xl/_rels/workbook.bin.rels", links.as_bytes()),
        ("xl/worksheets/sheet1.bin", &sheet[..]),
    ])
}

/// The head of row `row`, 0-based, of an xlsb.
pub fn row_head(row: u32) -> (u8, Vec<u8>) {
    let mut body = words(&[row, 0, 0, 0]);
    body.push(0);
    (0, body)
}

/// Words as bytes.
pub fn words(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

fn record(kind: &[u8], body: &[u8]) -> Vec<u8> {
    [kind, &[body.len() as u8], body].concat()
}

/// An ods whose one sheet has the given rows.
pub fn ods(rows: &str) -> Vec<u8> {
    let content = format!(
        r#"<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body><office:spreadsheet><table:table table:name="Sales">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"#
    );
    let mime = b"application/vnd.oasis.opendocument.spreadsheet";
    let manifest = b"<manifest:manifest xmlns:manifest=\"m\"/>";
    zip_of([("mimetype", &mime[..]), ("content.xml", content.as_bytes()), ("META-INF/manifest.xml", &manifest[..])])
}

/// An old Office container with one stream.
pub fn ole(stream: &str, mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.resize(bytes.len().max(4096).next_multiple_of(512), 0);
    let sectors = bytes.len() / 512;
    let mut header = vec![0u8; 512];
    header[..8].copy_from_slice(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
    header[24..34].copy_from_slice(&[0x3e, 0, 3, 0, 0xfe, 0xff, 9, 0, 6, 0]);
    put(&mut header, 44, 1);
    put(&mut header, 48, 1);
    put(&mut header, 56, 4096);
    put(&mut header, 60, u32::MAX - 1);
    put(&mut header, 68, u32::MAX - 1);
    header[76..].fill(0xff);
    put(&mut header, 76, 0);
    let mut fat = vec![0xff; 512];
    put(&mut fat, 0, u32::MAX - 2);
    put(&mut fat, 4, u32::MAX - 1);
    for at in 0..sectors {
        let next = if at + 1 == sectors { u32::MAX - 1 } else { at as u32 + 3 };
        put(&mut fat, 8 + 4 * at, next);
    }
    let mut directory = entry("Root Entry", 5, u32::MAX - 1, 0);
    directory.extend(entry(stream, 2, 2, bytes.len() as u32));
    directory.resize(512, 0);
    [header, fat, directory, bytes].concat()
}

fn entry(name: &str, kind: u8, start: u32, size: u32) -> Vec<u8> {
    let mut entry = vec![0; 128];
    for (at, unit) in name.encode_utf16().enumerate() {
        entry[2 * at..2 * at + 2].copy_from_slice(&unit.to_le_bytes());
    }
    entry[64] = 2 * (name.len() as u8 + 1);
    entry[66] = kind;
    for pointer in [68, 72, 76] {
        put(&mut entry, pointer, u32::MAX);
    }
    if kind == 5 {
        put(&mut entry, 76, 1);
    }
    put(&mut entry, 116, start);
    put(&mut entry, 120, size);
    entry
}

fn put(bytes: &mut [u8], at: usize, word: u32) {
    bytes[at..at + 4].copy_from_slice(&word.to_le_bytes());
}

/// The records of an xls workbook with one sheet, whose cells hold the number 1; `first` comes after the first record.
pub fn biff(first: &[(u16, Vec<u8>)], cells: &[(u16, u16)]) -> Vec<u8> {
    biff_with(first, &[], cells)
}

/// The same with more records of the sheet before its cells.
pub fn biff_with(first: &[(u16, Vec<u8>)], rows: &[(u16, Vec<u8>)], cells: &[(u16, u16)]) -> Vec<u8> {
    let begin = |kind: u8| (0x809, vec![0, 6, kind, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let mut globals = vec![begin(5)];
    globals.extend_from_slice(first);
    let size: usize = globals.iter().map(|(_, body)| body.len() + 4).sum::<usize>() + 4 + 13 + 4;
    let mut bound = (size as u32).to_le_bytes().to_vec();
    bound.extend_from_slice(b"\0\0\x05\0Sales");
    globals.push((0x85, bound));
    globals.push((0x0a, Vec::new()));
    globals.push(begin(0x10));
    globals.extend_from_slice(rows);
    for (row, column) in cells {
        let mut body: Vec<u8> = [*row, *column, 0].iter().flat_map(|word| word.to_le_bytes()).collect();
        body.extend_from_slice(&1f64.to_le_bytes());
        globals.push((0x203, body));
    }
    globals.push((0x0a, Vec::new()));
    globals
        .iter()
        .flat_map(|(kind, body)| {
            let size = (body.len() as u16).to_le_bytes();
            kind.to_le_bytes().into_iter().chain(size).chain(body.iter().copied()).collect::<Vec<u8>>()
        })
        .collect()
}
