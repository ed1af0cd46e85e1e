//! Workbooks and archives as somebody changes them: a cell typed over, a part looked into, an entry locked.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use crate::workbooks::zip_of;

/// The text of one part of a zipped workbook; nothing if it has no such part.
pub fn part(workbook: &[u8], name: &str) -> Option<String> {
    parts(workbook).into_iter().find(|(path, _)| path == name).map(|(_, bytes)| text(&bytes))
}

/// The workbook with these texts in its sheets typed over: what stands there, and what is to stand there.
pub fn typed_over(workbook: &[u8], changes: &[(&str, &str)]) -> Vec<u8> {
    let mut parts = parts(workbook);
    for (before, after) in changes {
        let mut found = false;
        for (_, bytes) in parts.iter_mut().filter(|(path, _)| path.starts_with("xl/worksheets/")) {
            let sheet = text(bytes);
            found |= sheet.contains(&format!(">{before}<"));
            *bytes = sheet.replace(&format!(">{before}<"), &format!(">{after}<")).into_bytes();
        }
        assert!(found, "no cell says {before:?}");
    }
    zip_of(parts.iter().map(|(path, bytes)| (path.as_str(), &bytes[..])))
}

/// The workbook with a text in place of the first number of a row, from a column on; and that number.
pub fn spoiled(workbook: &[u8], sheet: &str, (row, from): (u32, char), with: &str) -> (Vec<u8>, String) {
    let mut parts = parts(workbook);
    let (_, bytes) = parts.iter_mut().find(|(path, _)| path == sheet).expect("the sheet is there");
    let xml = text(bytes);
    let start = xml.find(&format!("<row r=\"{row}\"")).expect("the row is there");
    let end = start + xml[start..].find("</row>").expect("the row ends");
    let number = xml[start..end].split("<c ").skip(1).find(|cell| {
        let column = cell.strip_prefix("r=\"").and_then(|name| name.chars().next());
        column >= Some(from) && !cell.contains("t=\"s\"") && cell.contains("<v>")
    });
    let number = number.expect("the row has a number");
    let name = number.split('"').nth(1).expect("the cell has a name");
    let value = number.split("<v>").nth(1).and_then(|rest| rest.split("</v>").next()).expect("a value").to_owned();
    let typed = format!("<c r=\"{name}\" t=\"inlineStr\"><is><t>{with}</t></is></c>");
    let whole = format!("<c {}", number.split_inclusive("</c>").next().expect("the cell ends"));
    *bytes = xml.replacen(&whole, &typed, 1).into_bytes();
    (zip_of(parts.iter().map(|(path, bytes)| (path.as_str(), &bytes[..]))), value)
}

/// The archive with one of its entries marked as protected by a password.
pub fn locked(mut archive: Vec<u8>, name: &str) -> Vec<u8> {
    // The general purpose flags stand 20 bytes before the name in a local header, and 38 in the directory
    // (APPNOTE.TXT 4.3.7, 4.3.12); the lowest bit says that the entry is encrypted.
    for (signature, flags, named) in [(b"PK\x03\x04", 6, 30), (b"PK\x01\x02", 8, 46)] {
        let headers: Vec<usize> = (0..archive.len() - 4).filter(|at| archive[*at..].starts_with(signature)).collect();
        for at in headers {
            if archive.get(at + named..).is_some_and(|rest| rest.starts_with(name.as_bytes())) {
                archive[at + flags] |= 1;
            }
        }
    }
    archive
}

fn parts(workbook: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut zip = ZipArchive::new(Cursor::new(workbook)).expect("a zip");
    (0..zip.len())
        .map(|at| {
            let mut entry = zip.by_index(at).expect("an entry");
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).expect("it unpacks");
            (entry.name().to_owned(), bytes)
        })
        .collect()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}
