//! Cells and rows as a reader saw them, in buffers that are used again for the next row.

use chrono::NaiveDateTime;

use crate::bytes;

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

/// Where a cell is: a text from byte `start` to byte `end` of the row's text, nothing where these are the same, another
/// value at [`Slot::VALUE`]. Rows are mostly text, and a slot is written for each cell of each row.
#[derive(Clone, Copy, Debug)]
struct Slot {
    start: u32,
    end: u32,
}

impl Slot {
    const EMPTY: Self = Self { start: 0, end: 0 };
    /// As the start: the end is the number of a value.
    const VALUE: u32 = u32::MAX;
}

/// What a cell holds that is no text.
#[derive(Clone, Copy, Debug)]
enum Value {
    Number(f64),
    Date(NaiveDateTime),
    Bool(bool),
    /// The slot of the error's text.
    Error(Slot),
}

/// One row: its true number in the file and its cells by position. Reused from row to row.
#[derive(Debug, Default)]
pub struct Row {
    number: u32,
    hidden: bool,
    fault: Option<&'static str>,
    text: String,
    slots: Vec<Slot>,
    values: Vec<Value>,
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
        self.clear();
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
        self.clear();
        self.text.push_str(text);
    }

    /// Appends the cell that stands from byte `start` to byte `end` of the record's text.
    ///
    /// The bounds are character boundaries inside the text that [`Row::set_text`] took.
    #[inline]
    pub fn push_span(&mut self, start: usize, end: usize) {
        self.slots.push(span(&self.text, start, end));
    }

    /// Takes a whole record whose cells stand between `delimiter`s and are not quoted.
    pub(crate) fn set_plain(&mut self, text: &str, delimiter: u8) {
        self.set_text(text);
        let (text, slots) = (&self.text, &mut self.slots);
        let mut start = 0;
        bytes::each(text.as_bytes(), delimiter, |end| {
            slots.push(span(text, start, end));
            start = end + 1;
        });
        slots.push(span(text, start, text.len()));
    }

    /// Appends a cell of text, or an empty one where the text is nothing but white space.
    pub fn push_text(&mut self, text: &str) {
        self.push(if is_blank(text) { Cell::Empty } else { Cell::Text(text) });
    }

    /// Appends a cell.
    pub fn push(&mut self, cell: Cell<'_>) {
        let slot = match cell {
            Cell::Empty => Slot::EMPTY,
            Cell::Text(text) => self.keep(text),
            Cell::Error(sign) => {
                let sign = self.keep(sign);
                self.keep_value(Value::Error(sign))
            }
            Cell::Number(number) => self.keep_value(Value::Number(number)),
            Cell::Date(date) => self.keep_value(Value::Date(date)),
            Cell::Bool(value) => self.keep_value(Value::Bool(value)),
        };
        self.slots.push(slot);
    }

    /// Fills with empty cells up to column `column` (0-based), so that the next push lands there.
    pub fn pad_to(&mut self, column: usize) {
        while self.slots.len() < column {
            self.slots.push(Slot::EMPTY);
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
    #[inline]
    pub fn cell(&self, column: usize) -> Cell<'_> {
        match self.slots.get(column) {
            Some(slot) if slot.start < slot.end => Cell::Text(self.text_of(*slot)),
            Some(slot) if slot.start == Slot::VALUE => self.value(*slot),
            Some(_) | None => Cell::Empty,
        }
    }

    /// The bytes of a cell of text; none where it holds something else or nothing.
    #[inline]
    pub(crate) fn text_bytes(&self, column: usize) -> Option<&[u8]> {
        let slot = self.slots.get(column)?;
        if slot.start < slot.end { self.text.as_bytes().get(slot.start as usize..slot.end as usize) } else { None }
    }

    #[inline]
    fn text_of(&self, slot: Slot) -> &str {
        self.text.get(slot.start as usize..slot.end as usize).unwrap_or_default()
    }

    fn value(&self, slot: Slot) -> Cell<'_> {
        match self.values.get(slot.end as usize) {
            Some(Value::Number(number)) => Cell::Number(*number),
            Some(Value::Date(date)) => Cell::Date(*date),
            Some(Value::Bool(value)) => Cell::Bool(*value),
            Some(Value::Error(sign)) => Cell::Error(self.text_of(*sign)),
            None => Cell::Empty,
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
            *slot = Slot::EMPTY;
        }
        while self.slots.last().is_some_and(|slot| slot.start == slot.end) {
            self.slots.pop();
        }
    }

    /// All cells in order.
    pub fn cells(&self) -> impl Iterator<Item = Cell<'_>> {
        (0..self.slots.len()).map(|column| self.cell(column))
    }

    fn clear(&mut self) {
        self.text.clear();
        self.slots.clear();
        self.values.clear();
    }

    fn keep(&mut self, text: &str) -> Slot {
        let start = self.text.len() as u32;
        self.text.push_str(text);
        Slot { start, end: self.text.len() as u32 }
    }

    fn keep_value(&mut self, value: Value) -> Slot {
        self.values.push(value);
        Slot { start: Slot::VALUE, end: self.values.len() as u32 - 1 }
    }
}

/// The cell that stands from byte `start` to byte `end` of a text.
#[inline]
fn span(text: &str, start: usize, end: usize) -> Slot {
    let slot = Slot { start: start as u32, end: end as u32 };
    let plain = start == end || matches!(text.as_bytes().get(start), Some(0x21..=0x7f));
    if plain || !text.get(start..end).is_none_or(is_blank) { slot } else { Slot::EMPTY }
}

/// Whether a text is nothing but white space.
pub(crate) fn is_blank(text: &str) -> bool {
    text.trim_start().is_empty()
}
