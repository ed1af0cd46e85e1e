//! What an ods says beside its cells' values, which the spreadsheet library does not tell: hidden rows and columns, and
//! merged cells (`OpenDocument` 1.3 part 3: 9.1.3 rows, 9.1.6 columns, 9.1.4 cells, 19.749 `table:visibility`).

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Seek};

use zip::ZipArchive;

use crate::error::ReadError;
use crate::read::faults;
use crate::read::workbook::marks::Marks;
use crate::read::workbook::markup::{Token, Tokens};

const PART: &str = "content.xml";
/// The last row and column that a sheet can have; what is repeated beyond is no sheet.
const LAST: u32 = 1_048_575;

/// The marks of each sheet by its name.
pub(super) fn find<R: Read + Seek>(file: &mut R) -> Result<HashMap<String, Marks>, ReadError> {
    file.rewind()?;
    let Ok(mut zip) = ZipArchive::new(file) else { return Ok(HashMap::new()) };
    // The library says what is wrong with a workbook without its content.
    let Ok(part) = zip.by_name(PART) else { return Ok(HashMap::new()) };
    scan(BufReader::with_capacity(256 << 10, part)).map_err(|error| faults::unreadable(error).into())
}

/// Where the reading is.
#[derive(Default)]
struct Place {
    name: String,
    marks: Marks,
    /// How many tables are open, one in another.
    depth: u32,
    row: u32,
    /// How often the row that is read is repeated.
    repeated: u32,
    column: u32,
    /// The first column that is not described yet.
    described: u32,
}

fn scan(content: impl BufRead) -> std::io::Result<HashMap<String, Marks>> {
    let mut tokens = Tokens::of_xml(content);
    let (mut found, mut at) = (HashMap::new(), Place::default());
    loop {
        match tokens.next()? {
            Token::End => return Ok(found),
            Token::Open => {
                at.open(&tokens);
                if tokens.is_closed() {
                    at.close(tokens.name(), &mut found);
                }
            }
            Token::Close => at.close(tokens.name(), &mut found),
            Token::Text | Token::Verbatim => {}
        }
    }
}

impl Place {
    fn open<R: BufRead>(&mut self, tokens: &Tokens<R>) {
        let number = |name: &str| tokens.attribute(name).and_then(|text| text.trim().parse::<u32>().ok());
        let is_hidden = || tokens.attribute("visibility").is_some_and(|text| text != "visible");
        match tokens.name() {
            "table" => {
                self.depth += 1;
                if self.depth == 1 {
                    *self = Self { name: tokens.attribute("name").unwrap_or_default(), depth: 1, ..Self::default() };
                }
            }
            _ if self.depth != 1 => {}
            "table-column" => {
                let count = number("number-columns-repeated").unwrap_or(1).clamp(1, LAST);
                let first = self.described;
                self.described = first.saturating_add(count);
                if is_hidden() {
                    self.marks.hide_columns(first..=self.described - 1);
                }
            }
            "table-row" => {
                self.repeated = number("number-rows-repeated").unwrap_or(1).clamp(1, LAST);
                self.column = 0;
                if is_hidden() {
                    self.marks.hide_rows(self.row..=self.row.saturating_add(self.repeated - 1));
                }
            }
            "table-cell" | "covered-table-cell" => {
                let (down, across) = (number("number-rows-spanned"), number("number-columns-spanned"));
                let (bottom, right) = (down.unwrap_or(1).max(1) - 1, across.unwrap_or(1).max(1) - 1);
                let corner = (self.row.saturating_add(bottom), self.column.saturating_add(right));
                self.marks.merge((self.row, self.column), corner);
                let repeated = number("number-columns-repeated").unwrap_or(1).clamp(1, LAST);
                self.column = self.column.saturating_add(repeated);
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &str, found: &mut HashMap<String, Marks>) {
        match name {
            "table" => {
                self.depth = self.depth.saturating_sub(1);
                if self.depth == 0 {
                    found.insert(std::mem::take(&mut self.name), std::mem::take(&mut self.marks));
                }
            }
            "table-row" if self.depth == 1 => self.row = self.row.saturating_add(self.repeated),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_rows_and_columns_and_merged_cells_are_found_where_rows_are_repeated() {
        let content = "<office:body><table:table table:name=\"A &amp; B\"><table:table-column/>\
            <table:table-column table:visibility=\"collapse\" table:number-columns-repeated=\"2\"/>\
            <table:table-row table:number-rows-repeated=\"3\"><table:table-cell/></table:table-row>\
            <table:table-row table:visibility=\"filter\" table:number-rows-repeated=\"2\"><table:table-cell/></table:table-row>\
            <table:table-row><table:table-cell table:number-rows-spanned=\"2\"/></table:table-row>\
            <table:table-row><table:covered-table-cell/></table:table-row>\
            <table:table-row><table:table-cell table:number-rows-spanned=\"2\"/></table:table-row></table:table>\
            <table:table table:name=\"C\"><table:table-row table:visibility=\"collapse\"/></table:table></office:body>";
        let mut found = scan(content.as_bytes()).unwrap();
        let mut marks = found.remove("A & B").unwrap();
        let hidden: Vec<u32> = (0..9).filter(|row| marks.note_row(*row)).collect();
        assert_eq!(hidden, [3, 4]);
        marks.note_cell(2);
        let codes: Vec<_> = marks.notes("A & B").iter().map(|note| note.code).collect();
        assert_eq!(codes, ["hidden_rows", "hidden_columns", "merged_cells"]);
        assert!(found.remove("C").unwrap().note_row(0));
    }
}
