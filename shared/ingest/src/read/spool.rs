//! A workbook that was read already: its cells lie in a temporary file as [`crate::read::frames`].
//!
//! This is the parent's side; the file is only ever read here, at any number of places at once.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek};
use std::os::unix::fs::FileExt;

use crate::book::{Book, Rows, SheetInfo};
use crate::cells::Row;
use crate::error::{FileError, ReadError};
use crate::read::faults;
use crate::read::frames::{self, Body};
use crate::record::{RowWarning, Source};

/// A workbook whose cells lie in a temporary file.
#[derive(Debug)]
pub struct SpoolBook {
    file: File,
    sheets: Vec<SheetInfo>,
    /// Where each sheet's first row begins.
    starts: Vec<u64>,
    warnings: Vec<RowWarning>,
    properties: Vec<(String, String)>,
}

impl SpoolBook {
    /// Takes over a spool and finds its sheets. A stream that ends with a refusal is that refusal.
    pub fn open(mut file: File, warning: Option<RowWarning>) -> Result<Self, ReadError> {
        file.rewind()?;
        let mut book = Self {
            file,
            sheets: Vec::new(),
            starts: Vec::new(),
            warnings: warning.into_iter().collect(),
            properties: Vec::new(),
        };
        let mut reader = BufReader::with_capacity(256 << 10, At { file: &book.file, position: 0 });
        let mut magic = [0; 8];
        if !fill(&mut reader, &mut magic)? || magic != *frames::MAGIC {
            return Err(faults::reader_crashed("no answer").into());
        }
        let (mut position, mut rows, mut body) = (8u64, 0u64, Vec::new());
        loop {
            let Some((tag, size)) = head(&mut reader)? else {
                return Err(faults::reader_crashed("half an answer").into());
            };
            position += 5 + size as u64;
            match tag {
                frames::ROW | frames::HIDDEN_ROW => {
                    rows += 1;
                    skip(&mut reader, size)?;
                }
                frames::SHEET => {
                    let (name, hidden) = read_body(&mut reader, size, &mut body)?.sheet().ok_or_else(garbled)?;
                    book.sheets.push(SheetInfo { name, hidden });
                    book.starts.push(position);
                }
                frames::NOTE => {
                    let note = read_body(&mut reader, size, &mut body)?.note().ok_or_else(garbled)?;
                    book.warnings.push(warning_of(note, book.sheets.len().saturating_sub(1)));
                }
                frames::HIDE => {
                    if let Some(sheet) = book.sheets.last_mut() {
                        sheet.hidden = true;
                    }
                }
                frames::PROPERTY => {
                    let property = read_body(&mut reader, size, &mut body)?.property().ok_or_else(garbled)?;
                    book.properties.push(property);
                }
                frames::ERROR => return Err(refusal(read_body(&mut reader, size, &mut body)?)?.into()),
                frames::END => break,
                _ => return Err(garbled().into()),
            }
        }
        if book.sheets.is_empty() {
            return Err(faults::no_sheets().into());
        }
        if rows == 0 {
            return Err(faults::empty_workbook().into());
        }
        Ok(book)
    }
}

impl Book for SpoolBook {
    fn sheets(&self) -> &[SheetInfo] {
        &self.sheets
    }

    fn open(&self, sheet: usize) -> Result<Box<dyn Rows + '_>, ReadError> {
        let position = *self.starts.get(sheet).ok_or_else(|| io::Error::other("there is no such sheet"))?;
        let reader = BufReader::with_capacity(128 << 10, At { file: &self.file, position });
        Ok(Box::new(SpoolRows { reader, body: Vec::new() }))
    }

    fn warnings(&self) -> Vec<RowWarning> {
        self.warnings.clone()
    }

    fn properties(&self) -> &[(String, String)] {
        &self.properties
    }
}

struct SpoolRows<'a> {
    reader: BufReader<At<'a>>,
    body: Vec<u8>,
}

impl Rows for SpoolRows<'_> {
    fn next(&mut self, row: &mut Row) -> Result<bool, ReadError> {
        match head(&mut self.reader)? {
            Some((tag @ (frames::ROW | frames::HIDDEN_ROW), size)) => {
                read_body(&mut self.reader, size, &mut self.body)?.row(row).ok_or_else(garbled)?;
                row.set_hidden(tag == frames::HIDDEN_ROW);
                Ok(true)
            }
            Some(_) => Ok(false),
            None => Err(garbled().into()),
        }
    }
}

/// A file read from a place of its own, so that several readings share one open file.
struct At<'a> {
    file: &'a File,
    position: u64,
}

impl Read for At<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read_at(buffer, self.position)?;
        self.position += read as u64;
        Ok(read)
    }
}

fn garbled() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "the cells of the workbook were not kept as they were written")
}

fn warning_of((code, message, row): (&str, &str, u32), sheet: usize) -> RowWarning {
    let source = (row > 0).then_some(Source { sheet: sheet as u16, row, column: None });
    RowWarning { code: faults::known_note(code), message: message.to_owned(), source, value: None }
}

fn refusal(body: Body<'_>) -> io::Result<FileError> {
    let (code, message, sheet, row) = body.error().ok_or_else(garbled)?;
    Ok(FileError::new(faults::known_code(code), message).at(Some(sheet), (row > 0).then_some(row)))
}

/// Tag and size of the next frame; `None` where the stream ends.
fn head(reader: &mut impl Read) -> io::Result<Option<(u8, usize)>> {
    let mut head = [0; 5];
    if !fill(reader, &mut head)? {
        return Ok(None);
    }
    let [tag, size @ ..] = head;
    Ok(Some((tag, u32::from_le_bytes(size) as usize)))
}

fn fill(reader: &mut impl Read, buffer: &mut [u8]) -> io::Result<bool> {
    match reader.read_exact(buffer) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}

fn read_body<'b>(reader: &mut impl Read, size: usize, body: &'b mut Vec<u8>) -> io::Result<Body<'b>> {
    body.clear();
    reader.take(size as u64).read_to_end(body)?;
    if body.len() == size { Ok(Body(body)) } else { Err(garbled()) }
}

fn skip(reader: &mut impl BufRead, mut size: usize) -> io::Result<()> {
    while size > 0 {
        let seen = reader.fill_buf()?.len().min(size);
        if seen == 0 {
            return Err(garbled());
        }
        reader.consume(seen);
        size -= seen;
    }
    Ok(())
}
