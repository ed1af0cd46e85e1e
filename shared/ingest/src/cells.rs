//! Cells and rows as a reader saw them, in buffers that are used again for the next row.

use chrono::NaiveDateTime;

/// One cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<'a> {
    /// Nothing, or nothing but white space.
    Empty,
    /// Text, as it stands in the file.
    Text(&'a str),
    /// A number of a spreadsheet.
    Number(f64),
    /// A date cell of a spreadsheet, in either date system.
    Date(NaiveDateTime),
    /// A truth value of a spreadsheet.
    Bool(bool),
    /// An error value of a spreadsheet, such as `#REF!`.
    Error(&'a str),
}

#[derive(Clone, Copy, Debug)]
enum Slot {
    Empty,
    Text { start: u32, end: u32 },
    Number(f64),
    Date(NaiveDateTime),
    Bool(bool),
    Error { start: u32, end: u32 },
}

/// One row: its true number in the file and its cells by position. Reused from row to row.
#[derive(Debug, Default)]
pub struct Row {
    number: u32,
    hidden: bool,
    fault: Option<&'static str>,
    text: String,
    slots: Vec<Slot>,
}

impl Row {
    /// An empty row.
    pub fn new() -> Self {
        Self::default()
    }

    /// Forgets the cells and begins row `number` (1-based, as the sender sees it).
    pub fn begin(&mut self, number: u32) {
        self.number = number;
        self.hidden = false;
        self.fault = None;
        self.text.clear();
        self.slots.clear();
    }

    /// The row's true number in its file or sheet, 1-based.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// Marks the row as hidden in its sheet.
    pub fn set_hidden(&mut self, hidden: bool) {
        self.hidden = hidden;
    }

    /// Whether the row is hidden in its sheet.
    pub fn is_hidden(&self) -> bool {
        self.hidden
    }

    /// Marks the row as one that could not be read as it was meant, by the code of a row error.
    pub fn set_fault(&mut self, code: &'static str) {
        self.fault = Some(code);
    }

    /// The code of the row error that this row is, if its reader had to guess: `broken_quote`. Its cells are
    /// what stands in the file and are not to be loaded.
    pub fn fault(&self) -> Option<&'static str> {
        self.fault
    }

    /// Takes the text of a whole record at once; [`Row::push_span`] then names the cells in it.
    pub fn set_text(&mut self, text: &str) {
        self.text.clear();
        self.slots.clear();
        self.text.push_str(text);
    }

    /// Appends the cell that stands from byte `start` to byte `end` of the record's text.
    ///
    /// The bounds are character boundaries inside the text that [`Row::set_text`] took.
    #[inline]
    pub fn push_span(&mut self, start: usize, end: usize) {
        let blank = match self.text.as_bytes()[start..end].first() {
            None => true,
            Some(0x21..=0x7f) => false,
            Some(_) => is_blank(&self.text[start..end]),
        };
        self.slots.push(if blank { Slot::Empty } else { Slot::Text { start: start as u32, end: end as u32 } });
    }

    /// Appends a cell of text, or an empty one where the text is nothing but white space.
    pub fn push_text(&mut self, text: &str) {
        self.push(if is_blank(text) { Cell::Empty } else { Cell::Text(text) });
    }

    /// Appends a cell.
    pub fn push(&mut self, cell: Cell<'_>) {
        let slot = match cell {
            Cell::Empty => Slot::Empty,
            Cell::Text(text) => {
                let (start, end) = self.keep(text);
                Slot::Text { start, end }
            }
            Cell::Error(text) => {
                let (start, end) = self.keep(text);
                Slot::Error { start, end }
            }
            Cell::Number(number) => Slot::Number(number),
            Cell::Date(date) => Slot::Date(date),
            Cell::Bool(value) => Slot::Bool(value),
        };
        self.slots.push(slot);
    }

    /// Fills with empty cells up to column `column` (0-based), so that the next push lands there.
    pub fn pad_to(&mut self, column: usize) {
        while self.slots.len() < column {
            self.slots.push(Slot::Empty);
        }
    }

    /// How many cells it has, trailing empty ones included.
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// Whether it has no cells.
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// The cell in column `column` (0-based); empty past the end.
    pub fn cell(&self, column: usize) -> Cell<'_> {
        match self.slots.get(column) {
            None | Some(Slot::Empty) => Cell::Empty,
            Some(&Slot::Text { start, end }) => Cell::Text(&self.text[start as usize..end as usize]),
            Some(&Slot::Error { start, end }) => Cell::Error(&self.text[start as usize..end as usize]),
            Some(&Slot::Number(number)) => Cell::Number(number),
            Some(&Slot::Date(date)) => Cell::Date(date),
            Some(&Slot::Bool(value)) => Cell::Bool(value),
        }
    }

    /// The same row with nothing but the cells from one column to another (exclusive), in their places.
    pub(crate) fn cut_into(&self, (from, to): (u16, u16), target: &mut Self) {
        target.begin(self.number);
        target.set_hidden(self.hidden);
        target.pad_to(usize::from(from));
        for column in from..to {
            target.push(self.cell(usize::from(column)));
        }
    }

    /// Empties the cell in column `column` (0-based), and drops the empty ones that the row then ends with.
    pub fn empty(&mut self, column: usize) {
        if let Some(slot) = self.slots.get_mut(column) {
            *slot = Slot::Empty;
        }
        while matches!(self.slots.last(), Some(Slot::Empty)) {
            self.slots.pop();
        }
    }

    /// All cells in order.
    pub fn cells(&self) -> impl Iterator<Item = Cell<'_>> {
        (0..self.slots.len()).map(|column| self.cell(column))
    }

    fn keep(&mut self, text: &str) -> (u32, u32) {
        let start = self.text.len() as u32;
        self.text.push_str(text);
        (start, self.text.len() as u32)
    }
}

/// Whether a text is nothing but white space.
pub(crate) fn is_blank(text: &str) -> bool {
    text.trim_start().is_empty()
}
