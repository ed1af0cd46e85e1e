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

/// What rows are compared by.
pub(crate) const PIECE: usize = 16;
/// What stands behind a whole record, so that its last cell too is followed by a piece.
const PADDING: &str = "                ";
const _: () = assert!(PADDING.len() == PIECE);

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

/// The text of some cells beside one another.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Delimited<'a> {
    pub(crate) whole: &'a [[u8; PIECE]],
    pub(crate) last: &'a [u8; PIECE],
    /// How many bytes of the last piece are of the cells: fewer than it has.
    pub(crate) counting: usize,
}

/// How a row's text came about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Made {
    /// Put together cell by cell, or a record whose cells are not parted by a delimiter.
    #[default]
    Anyhow,
    /// A record: the cells with a delimiter between them and nothing else.
    Delimited,
    /// A record of so many bytes, some of whose cells may be quoted; what is no span of it stands behind it. Where two cells
    /// have one byte between them, neither is quoted, and that byte is a delimiter.
    Quoted(u32),
}

/// One row: its true number in the file and its cells by position. Reused from row to row.
#[derive(Debug, Default)]
pub struct Row {
    number: u32,
    hidden: bool,
    fault: Option<&'static str>,
    made: Made,
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

    /// The same of a record whose cells stand between delimiters and may be quoted: [`Row::push_span`] names those that
    /// stand in it as they are, [`Row::push_text`] gives the others.
    pub(crate) fn set_quoted(&mut self, text: &str) {
        self.set_text(text);
        self.text.push_str(PADDING);
        self.made = Made::Quoted(text.len() as u32);
    }

    /// Appends the cell that stands from byte `start` to byte `end` of the record's text.
    ///
    /// The bounds are character boundaries inside the text that the row took.
    #[inline]
    pub fn push_span(&mut self, start: usize, end: usize) {
        self.slots.push(span(&self.text, start, end));
    }

    /// Begins row `number` with a whole record whose cells stand between `delimiter`s and are not quoted.
    pub(crate) fn begin_delimited(&mut self, number: u32, text: &str, delimiter: u8) {
        self.number = number;
        self.hidden = false;
        self.fault = None;
        self.made = Made::Delimited;
        self.text.clear();
        self.text.push_str(text);
        self.text.push_str(PADDING);
        self.values.clear();
        // The slots of the row before are written over; where they are too few, again with as many as it takes.
        let mut cut = cut_at(text.as_bytes(), delimiter, &mut self.slots);
        if cut.cells > self.slots.len() {
            self.slots.resize(cut.cells, Slot::EMPTY);
            cut = cut_at(text.as_bytes(), delimiter, &mut self.slots);
        }
        self.slots.truncate(cut.cells);
        if !cut.all_plain {
            self.slots.iter_mut().for_each(|slot| *slot = span(text, slot.start as usize, slot.end as usize));
        }
    }

    /// Appends a cell of text, or an empty one where the text is nothing but white space.
    pub fn push_text(&mut self, text: &str) {
        self.push(if is_blank(text) { Cell::Empty } else { Cell::Text(text) });
    }

    /// Appends a cell.
    pub fn push(&mut self, cell: Cell<'_>) {
        if self.made == Made::Delimited {
            self.made = Made::Anyhow;
        }
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

    /// The first piece from where a cell of text begins, and how many bytes the text has, be they more or fewer; none where
    /// the cell holds something else or nothing, or the row's text ends before the piece does.
    #[inline]
    pub(crate) fn first_piece(&self, column: usize) -> Option<(u128, usize)> {
        let slot = self.slots.get(column).filter(|slot| slot.start < slot.end)?;
        let piece = self.text.as_bytes().get(slot.start as usize..)?.first_chunk()?;
        Some((u128::from_le_bytes(*piece), (slot.end - slot.start) as usize))
    }

    /// The text from the beginning of a cell of text to the end of another one: these and those between them, with a
    /// delimiter between each two that stands in none of them. It comes in whole pieces and a last one, of which so many bytes
    /// count. There are no zeros in it.
    #[inline]
    pub(crate) fn delimited(&self, first: u16, last: u16) -> Option<Delimited<'_>> {
        if self.made != Made::Delimited && !self.are_delimited(first, last) {
            return None;
        }
        let slot = |column: u16| self.slots.get(usize::from(column)).filter(|slot| slot.start < slot.end);
        let (start, end) = (slot(first)?.start, slot(last)?.end);
        let size = end.checked_sub(start)? as usize;
        let pieces: &[[u8; PIECE]] = self.text.as_bytes().get(start as usize..)?.as_chunks().0;
        // None where the text ends before the last piece does.
        let (last, whole) = pieces.get(..=size / PIECE)?.split_last()?;
        Some(Delimited { whole, last, counting: size % PIECE })
    }

    #[cold]
    fn are_delimited(&self, first: u16, last: u16) -> bool {
        let Made::Quoted(size) = self.made else { return false };
        let cells = self.slots.get(usize::from(first)..=usize::from(last)).unwrap_or_default();
        cells.windows(2).all(|pair| pair[0].end + 1 == pair[1].start) && cells.iter().all(|cell| cell.end <= size)
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
        self.made = Made::Anyhow;
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
        self.made = Made::Anyhow;
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

/// How a record was cut into cells.
struct Cut {
    cells: usize,
    /// Whether no cell has to be looked at for being nothing but white space.
    all_plain: bool,
}

/// Cuts a record at its delimiters, as far as there are slots.
#[inline]
fn cut_at(record: &[u8], delimiter: u8, slots: &mut [Slot]) -> Cut {
    let (mut start, mut cut) = (0, Cut { cells: 0, all_plain: true });
    let mut take = |end: usize| {
        if let Some(slot) = slots.get_mut(cut.cells) {
            *slot = Slot { start: start as u32, end: end as u32 };
        }
        cut.all_plain &= start == end || begins_plainly(record, start);
        cut.cells += 1;
        start = end + 1;
    };
    bytes::each(record, delimiter, &mut take);
    take(record.len());
    cut
}

/// The cell that stands from byte `start` to byte `end` of a text.
#[inline]
fn span(text: &str, start: usize, end: usize) -> Slot {
    let slot = Slot { start: start as u32, end: end as u32 };
    let plain = start == end || begins_plainly(text.as_bytes(), start);
    if plain || !text.get(start..end).is_none_or(is_blank) { slot } else { Slot::EMPTY }
}

/// Whether something that is no white space stands there for sure.
#[inline]
fn begins_plainly(text: &[u8], at: usize) -> bool {
    matches!(text.get(at), Some(0x21..=0x7f))
}

/// Whether a text is nothing but white space.
pub(crate) fn is_blank(text: &str) -> bool {
    text.trim_start().is_empty()
}
