//! Cells and rows as a reader saw them, in buffers that are used again for the next row.

mod cut;

use std::sync::Arc;

use chrono::NaiveDateTime;

use cut::Cut;

pub(crate) use cut::PADDING;

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
    /// A record in it is the cells with a delimiter between them and nothing else.
    Delimited,
    /// A record that ends with this byte of the text, some of whose cells may be quoted; what is no span of it stands behind
    /// it. Where two cells have one byte between them, neither is quoted, and that byte is a delimiter.
    Quoted(u32),
}

/// One row: its true number in the file and its cells by position. Reused from row to row.
#[derive(Debug, Default)]
pub struct Row {
    number: u32,
    hidden: bool,
    fault: Option<&'static str>,
    made: Made,
    /// The text that its cells are in, which it may share with the rows around it; none where no cell has any.
    text: Option<Arc<String>>,
    /// What it alone had before it shared one, to be written over.
    spare: Option<Arc<String>>,
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
        self.own_text().push_str(text);
    }

    /// The same of a record whose cells stand between delimiters and may be quoted: [`Row::push_span`] names those that
    /// stand in it as they are, [`Row::push_text`] gives the others.
    pub(crate) fn set_quoted(&mut self, text: &str) {
        self.set_text(text);
        self.own_text().push_str(PADDING);
        self.made = Made::Quoted(text.len() as u32);
    }

    /// Begins row `number` with a record that ends with byte `end` of `block`, where its cells stand as they are between
    /// delimiters and may be quoted. [`Row::push_span`] then names them.
    pub(crate) fn begin_quoted(&mut self, number: u32, block: &Arc<String>, end: usize) {
        self.begin_shared(number, block, Made::Quoted(end as u32));
        self.slots.clear();
    }

    /// Appends the cell that stands from byte `start` to byte `end` of the record's text.
    ///
    /// The bounds are character boundaries inside the text that the row took.
    #[inline]
    pub fn push_span(&mut self, start: usize, end: usize) {
        self.slots.push(Slot { start: start as u32, end: end as u32 });
    }

    /// Begins row `number` with the line that begins at byte `from` of `block`, its cells parted by `delimiter`s and not
    /// quoted. Gives where it ends, with and without the byte `ending` and CRs before it; the [`PADDING`] stands behind all
    /// lines of the block.
    #[inline]
    pub(crate) fn begin_line(
        &mut self,
        number: u32,
        (block, from): (&Arc<String>, usize),
        delimiter: u8,
        ending: u8,
    ) -> (usize, usize) {
        self.begin_shared(number, block, Made::Delimited);
        // The slots of the row before are written over; where they are too few, again with as many as it takes.
        let mut cut = Cut::of(block.as_bytes(), from, [delimiter, ending], &mut self.slots);
        if cut.cells > self.slots.len() {
            self.slots.resize(cut.cells, Slot::EMPTY);
            cut = Cut::of(block.as_bytes(), from, [delimiter, ending], &mut self.slots);
        }
        self.slots.truncate(cut.cells);
        (cut.end, cut.next)
    }

    /// Begins row `number`, its cells still those of the row before, with a text that it shares.
    #[inline]
    fn begin_shared(&mut self, number: u32, block: &Arc<String>, made: Made) {
        self.number = number;
        self.hidden = false;
        self.fault = None;
        self.made = made;
        self.values.clear();
        if !self.text.as_ref().is_some_and(|text| Arc::ptr_eq(text, block)) {
            self.share(block);
        }
    }

    #[cold]
    fn share(&mut self, block: &Arc<String>) {
        let before = self.text.replace(Arc::clone(block));
        self.spare = before.filter(|before| Arc::strong_count(before) == 1).or_else(|| self.spare.take());
    }

    #[inline]
    fn text(&self) -> &str {
        self.text.as_deref().map_or("", String::as_str)
    }

    /// The text as its own; one that it shares is copied first.
    fn own_text(&mut self) -> &mut String {
        Arc::make_mut(self.text.get_or_insert_default())
    }

    /// Has no cells any more, nor a part in a text that it shared.
    pub(crate) fn let_go(&mut self) {
        self.clear();
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
            Some(slot) if slot.start < slot.end => match self.text_of(*slot) {
                text if !begins_plainly(text) && is_blank(text) => Cell::Empty,
                text => Cell::Text(text),
            },
            Some(slot) if slot.start == Slot::VALUE => self.value(*slot),
            Some(_) | None => Cell::Empty,
        }
    }

    /// The bytes of a cell of text, white space too; none where it holds something else or nothing.
    #[inline]
    pub(crate) fn text_bytes(&self, column: usize) -> Option<&[u8]> {
        let slot = self.slots.get(column)?;
        if slot.start < slot.end { self.text().as_bytes().get(slot.start as usize..slot.end as usize) } else { None }
    }

    /// The first piece from where a cell of text begins, white space too, and how many bytes the text has, be they more or
    /// fewer; none where the cell holds something else or nothing, or the row's text ends before the piece does.
    #[inline]
    pub(crate) fn first_piece(&self, column: usize) -> Option<(u128, usize)> {
        let slot = self.slots.get(column).filter(|slot| slot.start < slot.end)?;
        let piece = self.text().as_bytes().get(slot.start as usize..)?.first_chunk()?;
        Some((u128::from_le_bytes(*piece), (slot.end - slot.start) as usize))
    }

    /// The text from the beginning of a cell to the end of another one: these and those between them, with a delimiter between
    /// each two that stands in none of them. It comes in whole pieces and a last one, of which so many bytes
    /// count. There are no zeros in it.
    #[inline]
    pub(crate) fn delimited(&self, first: u16, last: u16) -> Option<Delimited<'_>> {
        if self.made != Made::Delimited && !self.are_delimited(first, last) {
            return None;
        }
        let (start, end) = (self.slots.get(usize::from(first))?.start, self.slots.get(usize::from(last))?.end);
        let (start, size) = (start as usize, end.checked_sub(start)? as usize);
        // None where the text ends before the last piece does.
        let bytes = self.text().as_bytes().get(start..start + size / PIECE * PIECE + PIECE)?;
        let (last, whole) = bytes.as_chunks().0.split_last()?;
        Some(Delimited { whole, last, counting: size % PIECE })
    }

    #[cold]
    fn are_delimited(&self, first: u16, last: u16) -> bool {
        let Made::Quoted(end) = self.made else { return false };
        let cells = self.slots.get(usize::from(first)..=usize::from(last)).unwrap_or_default();
        let says = |cell: Option<&Slot>| cell.is_some_and(|cell| cell.start < cell.end);
        says(cells.first())
            && says(cells.last())
            && cells.windows(2).all(|pair| pair[0].end + 1 == pair[1].start)
            && cells.iter().all(|cell| cell.end <= end)
    }

    #[inline]
    fn text_of(&self, slot: Slot) -> &str {
        self.text().get(slot.start as usize..slot.end as usize).unwrap_or_default()
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
        while !self.is_empty() && self.cell(self.len() - 1) == Cell::Empty {
            self.slots.pop();
        }
    }

    /// All cells in order.
    pub fn cells(&self) -> impl Iterator<Item = Cell<'_>> {
        (0..self.slots.len()).map(|column| self.cell(column))
    }

    fn clear(&mut self) {
        self.made = Made::Anyhow;
        if self.text.as_mut().is_some_and(|text| Arc::get_mut(text).is_none()) {
            self.text = self.spare.take();
        }
        if self.text.is_some() {
            self.own_text().clear();
        }
        self.slots.clear();
        self.values.clear();
    }

    fn keep(&mut self, text: &str) -> Slot {
        let all = self.own_text();
        let start = all.len() as u32;
        all.push_str(text);
        Slot { start, end: all.len() as u32 }
    }

    fn keep_value(&mut self, value: Value) -> Slot {
        self.values.push(value);
        Slot { start: Slot::VALUE, end: self.values.len() as u32 - 1 }
    }
}

/// Whether something that is no white space stands at its beginning for sure.
#[inline]
fn begins_plainly(text: &str) -> bool {
    matches!(text.as_bytes().first(), Some(0x21..=0x7f))
}

/// Whether a text is nothing but white space.
pub(crate) fn is_blank(text: &str) -> bool {
    text.trim_start().is_empty()
}
