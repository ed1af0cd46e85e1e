//! What the sheets of an xlsx say beside their cells' values, which the spreadsheet library does not tell: hidden rows
//! and columns, merged cells, formulas that were saved without a value.
//!
//! A light pass over each sheet's XML looks at the tags it needs and steps over the others (ECMA-376 part 1, 18.3.1:
//! `row`, `col`, `mergeCell`, `c`, `f`, `v`).

use std::collections::HashMap;
use std::io::{self, Read, Seek};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::error::ReadError;
use crate::read::faults;
use crate::read::workbook::links::{attribute, target};
use crate::read::workbook::marks::Marks;
use crate::read::workbook::markup;

const CHUNK: usize = 256 << 10;
/// What is read of the parts that name the sheets.
const DIRECTORY: u64 = 4 << 20;

/// The marks of each sheet by its name. Sheets whose part is not found have none: the library says what is wrong there.
pub(super) fn find<R: Read + Seek>(file: &mut R) -> Result<HashMap<String, Marks>, ReadError> {
    file.rewind()?;
    let mut zip = ZipArchive::new(file).map_err(faults::unreadable)?;
    let mut found = HashMap::new();
    let Some(book_path) = zip.file_names().find(|name| name.ends_with("workbook.xml")).map(str::to_owned) else {
        return Ok(found);
    };
    let folder = book_path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
    let (Some(book), Some(links)) =
        (text_of(&mut zip, &book_path)?, text_of(&mut zip, &format!("{folder}/_rels/workbook.xml.rels"))?)
    else {
        return Ok(found);
    };
    for sheet in elements(&book, "sheet") {
        let (Some(name), Some(id)) = (attribute(sheet, "name"), attribute(sheet, "r:id")) else { continue };
        let Some(target) = target(&links, id) else { continue };
        let path = target.strip_prefix('/').map_or_else(|| format!("{folder}/{target}"), str::to_owned);
        match zip.by_name(&path) {
            Ok(part) => {
                found.insert(markup::resolve_entities(name).into_owned(), scan(part).map_err(faults::unreadable)?)
            }
            Err(ZipError::FileNotFound) => continue,
            Err(error) => return Err(faults::unreadable(error).into()),
        };
    }
    Ok(found)
}

fn text_of<R: Read + Seek>(zip: &mut ZipArchive<R>, path: &str) -> Result<Option<String>, ReadError> {
    let mut bytes = Vec::new();
    match zip.by_name(path) {
        Ok(part) => part.take(DIRECTORY).read_to_end(&mut bytes).map_err(faults::unreadable)?,
        Err(ZipError::FileNotFound) => return Ok(None),
        Err(error) => return Err(faults::unreadable(error).into()),
    };
    Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
}

/// The insides of the tags of that name.
fn elements<'t>(text: &'t str, name: &str) -> impl Iterator<Item = &'t str> {
    text.split('<').filter_map(move |tag| {
        let tag = tag.split('>').next()?;
        let (prefixed, rest) = tag.split_once(|letter: char| letter.is_ascii_whitespace())?;
        (prefixed.rsplit(':').next() == Some(name)).then_some(rest)
    })
}

#[derive(Default)]
struct Scan {
    marks: Marks,
    /// The row that is read, 0-based; the next one if the file does not number them.
    row: u32,
    next_row: u32,
    /// The tag of the cell that is read.
    cell: Vec<u8>,
    formula: bool,
    valued: bool,
}

fn scan(mut part: impl Read) -> io::Result<Marks> {
    let mut scan = Scan::default();
    let mut buffer = vec![0; CHUNK];
    let mut kept = 0;
    loop {
        let read = part.read(&mut buffer[kept..])?;
        let filled = kept + read;
        let used = scan.tags(&buffer[..filled], read == 0);
        if read == 0 {
            return Ok(scan.marks);
        }
        buffer.copy_within(used..filled, 0);
        kept = filled - used;
        // No tag that matters is that long.
        if kept == CHUNK {
            kept = 0;
        }
    }
}

impl Scan {
    /// Looks at all tags that end in `bytes`, and gives where the first one that does not begins.
    fn tags(&mut self, bytes: &[u8], last: bool) -> usize {
        let mut at = 0;
        while let Some(start) = memchr::memchr(b'<', &bytes[at..]).map(|found| at + found) {
            let Some(size) = memchr::memchr(b'>', &bytes[start..]) else { return start };
            // What follows a tag tells whether its element is empty.
            let Some(after) = bytes.get(start + size + 1) else { return if last { bytes.len() } else { start } };
            self.tag(&bytes[start + 1..start + size], *after);
            at = start + size + 1;
        }
        bytes.len()
    }

    fn tag(&mut self, tag: &[u8], after: u8) {
        let end = tag.iter().position(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n')).unwrap_or(tag.len());
        let name = &tag[..end];
        let local = memchr::memrchr(b':', name).map_or(name, |colon| &name[colon + 1..]);
        let closing = name.first() == Some(&b'/');
        match local.strip_suffix(b"/").filter(|local| !local.is_empty()).unwrap_or(local) {
            b"c" if !closing => {
                self.cell.clear();
                self.cell.extend_from_slice(tag);
                (self.formula, self.valued) = (false, false);
            }
            b"f" if !closing => self.formula = true,
            b"v" if !closing => self.valued = !tag.ends_with(b"/") && after != b'<',
            b"is" => self.valued = true,
            b"/c" | b"c" => self.end_cell(),
            b"row" if !closing => self.begin_row(&String::from_utf8_lossy(tag)),
            b"col" => self.column(&String::from_utf8_lossy(tag)),
            b"mergeCell" => self.merge(&String::from_utf8_lossy(tag)),
            _ => {}
        }
    }

    fn end_cell(&mut self) {
        // A formula whose value is a text may well give an empty one.
        if self.formula && !self.valued && memchr::memmem::find(&self.cell, b"t=\"str\"").is_none() {
            self.marks.add_unvalued(self.row);
        }
        self.formula = false;
    }

    fn begin_row(&mut self, tag: &str) {
        let number = attribute(tag, " r").and_then(|text| text.parse::<u32>().ok());
        self.row = number.map_or(self.next_row, |number| number.saturating_sub(1));
        self.next_row = self.row.saturating_add(1);
        if is_set(tag, "hidden") {
            self.marks.hide_row(self.row);
        }
    }

    fn column(&mut self, tag: &str) {
        let number = |name| attribute(tag, name).and_then(|text| text.parse::<u32>().ok());
        if let (true, Some(first), Some(last)) = (is_set(tag, "hidden"), number("min"), number("max")) {
            self.marks.hide_columns(first.saturating_sub(1)..=last.saturating_sub(1));
        }
    }

    fn merge(&mut self, tag: &str) {
        let area = attribute(tag, "ref").and_then(|area| area.split_once(':'));
        if let Some((from, to)) = area.and_then(|(from, to)| Some((place(from)?, place(to)?))) {
            self.marks.merge(from, to);
        }
    }
}

fn is_set(tag: &str, name: &str) -> bool {
    matches!(attribute(tag, name), Some("1" | "true"))
}

/// Row and column, 0-based, of a cell's name.
fn place(name: &str) -> Option<(u32, u32)> {
    let digits = name.find(|letter: char| letter.is_ascii_digit())?;
    let mut column = 0u32;
    for letter in name[..digits].bytes() {
        let value = letter.to_ascii_uppercase().checked_sub(b'A').filter(|value| *value < 26)?;
        column = column.checked_mul(26)?.checked_add(u32::from(value) + 1)?;
    }
    Some((name[digits..].parse::<u32>().ok()?.checked_sub(1)?, column.checked_sub(1)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(sheet: &str) -> Vec<&'static str> {
        let mut marks = scan(sheet.as_bytes()).unwrap();
        for row in 0..10 {
            marks.note_row(row);
        }
        marks.note_cell(1);
        marks.notes("Sales").iter().map(|note| note.code).collect()
    }

    #[test]
    fn formulas_without_a_value_are_told_from_those_that_give_an_empty_text() {
        let cell = |inside: &str| format!("<row r=\"1\"><c r=\"A1\"{inside}</c></row>");
        for unvalued in ["><f>SUM(B1)</f>", "><f>B1</f><v></v>", "><f>B1</f><v/>", "><x:f t=\"shared\" si=\"0\"/>"] {
            assert_eq!(codes(&cell(unvalued)), ["formulas_without_values"], "{unvalued}");
        }
        for valued in
            ["><f>B1</f><v>2</v>", " t=\"str\"><f>B1</f><v></v>", "><v>1</v>", " t=\"inlineStr\"><is><t>a</t></is>"]
        {
            assert!(codes(&cell(valued)).is_empty(), "{valued}");
        }
    }

    #[test]
    fn hidden_rows_and_columns_and_merged_cells_are_found() {
        let sheet = "<cols><col min=\"2\" max=\"2\" hidden=\"1\"/></cols><sheetData><row r=\"1\"><c r=\"A1\"/></row>\
            <row spans=\"1:2\" r=\"3\" hidden=\"true\"/></sheetData>\
            <mergeCells><mergeCell ref=\"A2:A4\"/><mergeCell ref=\"A5:A9\"/></mergeCells>";
        assert_eq!(codes(sheet), ["hidden_rows", "hidden_columns", "merged_cells"]);
        assert!(codes("<mergeCell ref=\"A1:A2\"/><mergeCell ref=\"B1:B2\"/><mergeCell ref=\"A5:F5\"/>").is_empty());
        assert_eq!(place("XFD1048576"), Some((1_048_575, 16_383)));
        assert_eq!(place("A0"), None);
    }
}
