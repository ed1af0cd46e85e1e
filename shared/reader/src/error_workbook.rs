//! A book written back with its row errors: the workbook that its sender corrects and sends again.
//!
//! All sheets and all rows are in it, for when it comes back it takes the place of the whole file. Where a workbook
//! cannot hold the table as it is, the list of errors is written instead, without the upload's id: a cut table must never
//! take the place of a whole one.

use std::fs::File;
use std::io::{self, BufWriter, Seek, Write};
use std::path::Path;

use sellout_ingest::{Book, Cell, ReadError, Row};
use sellout_report::error_book::{ErrorBook, MOST_CHARS, MOST_COLUMNS, MOST_ROWS, SourceCell, SourceSheet};
use sellout_report::{ErrorLine, ReportError, write_errors_xlsx};
use tokio::task::spawn_blocking;

use crate::reader::Reader;

/// What the parts of a workbook may unpack to, in bytes: well under what its container can say, and what is read back.
const MOST_BYTES: u64 = 3 << 30;
/// The bytes of a cell beside its text.
const A_CELL: u64 = 60;

/// What is wrong with one upload.
#[derive(Clone, Debug, Default)]
pub struct Wrong {
    /// The upload's id.
    pub upload: String,
    /// The row errors that are kept, in the order of the file.
    pub lines: Vec<ErrorLine>,
    /// How many rows more could not be read.
    pub unmarked: u64,
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Layout {
    /// The sender's own sheets with what is wrong in them.
    Whole,
    /// The list of errors, and why the sheets are not there.
    List(String),
}

/// A written workbook.
#[derive(Debug)]
pub struct ErrorWorkbook {
    /// Its bytes, at their start; the file has no name and goes with this.
    pub file: File,
    /// How many they are.
    pub size_bytes: u64,
    /// What is in it.
    pub layout: Layout,
}

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum ErrorWorkbookError {
    /// The book cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The workbook cannot be written.
    #[error(transparent)]
    Write(#[from] ReportError),
}

impl From<io::Error> for ErrorWorkbookError {
    fn from(error: io::Error) -> Self {
        Self::Read(error.into())
    }
}

impl Reader {
    /// Writes the workbook of an upload's row errors to a temporary file; `path` and `filename` are the upload's own.
    ///
    /// A few are written at a time, others wait: each costs a reading of the file and as much again for the writing,
    /// both within the limits of reading and the rows of a sheet.
    pub async fn error_workbook(
        &self,
        path: &Path,
        filename: &str,
        wrong: Wrong,
    ) -> Result<ErrorWorkbook, ErrorWorkbookError> {
        let _turn = self.turns().acquire_owned().await.map_err(io::Error::other)?;
        let opened = match self.open_book(path, filename).await {
            Ok(book) => Ok(book),
            Err(ReadError::File(error)) => Err(error),
            Err(error) => return Err(error.into()),
        };
        let written = spawn_blocking(move || {
            let mut file = tempfile::tempfile()?;
            let layout = {
                let mut out = BufWriter::with_capacity(256 << 10, &mut file);
                let layout = match opened {
                    Ok(book) => write_error_workbook(&*book, &wrong, &mut out)?,
                    Err(error) => write_list(&wrong, &format!("the file cannot be read again ({error})"), &mut out)?,
                };
                out.flush()?;
                layout
            };
            let size_bytes = file.stream_position()?;
            file.rewind()?;
            Ok(ErrorWorkbook { file, size_bytes, layout })
        });
        written.await.map_err(io::Error::other)?
    }
}

/// Writes the workbook of an upload's errors. Reads the book twice, row by row: once for how wide its sheets are.
pub fn write_error_workbook(
    book: &dyn Book,
    wrong: &Wrong,
    out: &mut (dyn Write + Send),
) -> Result<Layout, ErrorWorkbookError> {
    let mut widths = Vec::with_capacity(book.sheets().len());
    let mut room = MOST_BYTES;
    for sheet in 0..book.sheets().len() {
        match measure(book, sheet, &mut room)? {
            Ok(width) => widths.push(width),
            Err(why) => return write_list(wrong, &why, out),
        }
    }
    let mut workbook = ErrorBook::of(&wrong.upload, &wrong.lines)?;
    let mut notes: Vec<String> = wrong.left_out().into_iter().collect();
    for ((sheet, info), width) in book.sheets().iter().enumerate().zip(widths) {
        let source = SourceSheet { name: &info.name, hidden: info.hidden, width };
        let mut writer = workbook.sheet(&source)?;
        let (mut rows, mut row) = (book.open(sheet)?, Row::new());
        while rows.next(&mut row)? {
            writer.row(row.number(), row.cells().map(source_cell))?;
        }
        if writer.end(&notes)? {
            notes.clear();
        }
    }
    workbook.save(out)?;
    Ok(Layout::Whole)
}

fn write_list(wrong: &Wrong, why: &str, out: &mut (dyn Write + Send)) -> Result<Layout, ErrorWorkbookError> {
    let note = format!(
        "{why}, so these are the errors alone; correct your own file and send it as the correction of upload {}",
        wrong.upload
    );
    write_errors_xlsx(&mut wrong.lines.iter().cloned().map(Ok), Some(&note), out)?;
    Ok(Layout::List(note))
}

impl Wrong {
    /// A sentence on rows whose errors are not kept.
    fn left_out(&self) -> Option<String> {
        let more = self.unmarked;
        (more > 0).then(|| format!("{more} more rows could not be read and are not marked; correct these first"))
    }
}

/// The columns of a sheet up to its last value; or why a workbook cannot hold it.
fn measure(book: &dyn Book, sheet: usize, room: &mut u64) -> Result<Result<u16, String>, ReadError> {
    let (mut rows, mut row, mut width) = (book.open(sheet)?, Row::new(), 0);
    while rows.next(&mut row)? {
        if row.number() > MOST_ROWS {
            return Ok(Err(format!("the file has more than the {MOST_ROWS} rows that a sheet holds")));
        }
        for (column, cell) in row.cells().enumerate() {
            if cell == Cell::Empty {
                continue;
            }
            width = width.max(column + 1);
            let text = if let Cell::Text(text) | Cell::Error(text) = cell { text.len() as u64 } else { 0 };
            *room = room.saturating_sub(A_CELL + text);
            if let Cell::Text(text) = cell
                && text.len() > MOST_CHARS
                && text.encode_utf16().count() > MOST_CHARS
            {
                let number = row.number();
                return Ok(Err(format!(
                    "a cell of row {number} has more than the {MOST_CHARS} letters that a cell holds"
                )));
            }
        }
    }
    if *room == 0 {
        return Ok(Err("the file has more in it than a workbook holds".to_owned()));
    }
    // One more column is needed for the reasons.
    match u16::try_from(width) {
        Ok(width) if width < MOST_COLUMNS => Ok(Ok(width)),
        _ => Ok(Err(format!("the file has more columns than the {MOST_COLUMNS} that a sheet holds"))),
    }
}

fn source_cell(cell: Cell<'_>) -> SourceCell<'_> {
    match cell {
        Cell::Empty => SourceCell::Empty,
        Cell::Text(text) | Cell::Error(text) => SourceCell::Text(text),
        Cell::Number(number) => SourceCell::Number(number),
        Cell::Date(date) => SourceCell::Date(date),
        Cell::Bool(value) => SourceCell::Bool(value),
    }
}
