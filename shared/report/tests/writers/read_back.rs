//! Reads the written files back with other libraries than those that wrote them, where there are any.

use std::io::{Cursor, Read};

use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};

/// A workbook.
pub(crate) struct Book(Xlsx<Cursor<Vec<u8>>>);

impl Book {
    /// Opens the bytes of an XLSX file.
    pub(crate) fn open(bytes: Vec<u8>) -> Self {
        Self(open_workbook_from_rs(Cursor::new(bytes)).expect("a workbook"))
    }

    fn cell(&mut self, sheet: &str, row: usize, column: usize) -> Data {
        let range = self.0.worksheet_range(sheet).expect("a sheet");
        range.get_value((row as u32, column as u32)).cloned().unwrap_or(Data::Empty)
    }

    /// The text of a cell.
    pub(crate) fn text(&mut self, sheet: &str, row: usize, column: usize) -> String {
        match self.cell(sheet, row, column) {
            Data::String(text) => text,
            other => panic!("{other:?} is no text"),
        }
    }

    /// The number in a cell.
    pub(crate) fn number(&mut self, sheet: &str, row: usize, column: usize) -> f64 {
        match self.cell(sheet, row, column) {
            Data::Float(number) => number,
            Data::Int(number) => number as f64,
            other => panic!("{other:?} is no number"),
        }
    }

    /// A column's numbers from the head down; the head and texts are zero.
    pub(crate) fn column(&mut self, sheet: &str, column: usize) -> Vec<f64> {
        let range = self.0.worksheet_range(sheet).expect("a sheet");
        range
            .rows()
            .map(|row| match &row[column] {
                Data::Float(number) => *number,
                Data::Int(number) => *number as f64,
                _ => 0.0,
            })
            .collect()
    }

    /// The formulas of a sheet.
    pub(crate) fn formulas(&mut self, sheet: &str) -> Vec<String> {
        let range = self.0.worksheet_formula(sheet).expect("a sheet");
        range.cells().map(|(_, _, formula)| formula.clone()).filter(|f| !f.is_empty()).collect()
    }
}

/// What a PDF says.
pub(crate) struct Pdf {
    /// All text, page after page, a line a run.
    pub(crate) text: String,
    /// How many pages.
    pub(crate) pages: usize,
    /// Sizes of the embedded font programs, unpacked.
    pub(crate) fonts: Vec<usize>,
}

impl Pdf {
    /// Opens the bytes of a PDF file.
    pub(crate) fn open(bytes: &[u8]) -> Self {
        let file = lopdf::Document::load_mem(bytes).expect("a PDF");
        let numbers: Vec<u32> = file.get_pages().keys().copied().collect();
        let text = file.extract_text(&numbers).expect("text");
        let fonts = file
            .objects
            .values()
            .filter_map(|o| o.as_stream().ok())
            .filter_map(|s| s.dict.get(b"Length1").and_then(lopdf::Object::as_i64).ok())
            .map(|size| size as usize)
            .collect();
        Self { text, pages: numbers.len(), fonts }
    }
}

/// All text of a PDF.
pub(crate) fn pdf_text(bytes: &[u8]) -> String {
    Pdf::open(bytes).text
}

/// A text file of an archive.
pub(crate) fn zip_file(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let mut text = String::new();
    archive.by_name(name).expect("the file").read_to_string(&mut text).expect("text");
    text
}
