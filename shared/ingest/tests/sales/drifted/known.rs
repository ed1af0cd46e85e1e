//! A sample and what becomes of it once a column has changed.

use std::collections::BTreeMap;
use std::path::Path;

use sellout_ingest::drift::Drift;
use sellout_ingest::value::cell;
use sellout_ingest::{Book, Context, Field, Format, MemoryBook, Profile, Row, detect, detect_known, profile};

use crate::outcome::{builtin, named, open};

/// The rows that are looked at.
const LOOKED_AT: u32 = 24;

/// One sample as texts, with what its format reads of it.
pub(super) struct Known {
    pub(super) file: String,
    pub(super) format: &'static Format,
    sheets: Vec<(String, Vec<Vec<String>>)>,
    /// The header that detection keeps of it.
    header: Vec<String>,
    /// How many of its sheets are told not to be read.
    unread: usize,
    /// The tables: sheet, last header row, and the columns of each field.
    tables: Vec<ReadTable>,
}

fn texts(book: &dyn Book, sheet: usize) -> Vec<Vec<String>> {
    let mut rows = book.open(sheet).expect("a sheet");
    let (mut all, mut row) = (Vec::new(), Row::new());
    while rows.next(&mut row).expect("a row") && row.number() <= LOOKED_AT {
        all.resize(row.number() as usize - 1, Vec::new());
        all.push(row.cells().map(|c| cell::text(c).into_owned()).collect());
    }
    all
}

fn context(file: &str) -> Context {
    Context { vendor: Some("someone".to_owned()), ..named(file) }
}

/// A table's sheet, its header's row and the columns of each field.
type ReadTable = (usize, usize, BTreeMap<Field, Vec<u16>>);

/// The columns of each field, table by table.
fn read_columns(profile: &Profile) -> Vec<ReadTable> {
    let of = |layout: &sellout_ingest::SheetLayout| {
        let mut by_field: BTreeMap<Field, Vec<u16>> = BTreeMap::new();
        for columns in layout.lanes.iter().map(|lane| &lane.columns).chain([&layout.columns]) {
            for field in Field::ALL {
                by_field.entry(*field).or_default().extend(columns.of(*field));
            }
        }
        for columns in by_field.values_mut() {
            columns.sort_unstable();
            columns.dedup();
        }
        by_field.retain(|_, columns| !columns.is_empty());
        (usize::from(layout.sheet), layout.header_row as usize, by_field)
    };
    profile.sheets.iter().map(of).collect()
}

impl Known {
    pub(super) fn of(folder: &Path, file: &str, code: &str) -> Self {
        let (book, format) = (open(&folder.join(file)), builtin(code));
        let sheets: Vec<_> =
            book.sheets().iter().enumerate().map(|(at, info)| (info.name.clone(), texts(book.as_ref(), at))).collect();
        let mut known =
            Self { file: file.to_owned(), format, sheets, header: Vec::new(), unread: 0, tables: Vec::new() };
        let usual = known.book(|_, _, row| row.to_vec());
        known.header = detect(&usual, file, Format::builtin()).expect("readable").header;
        let found = profile(&usual, format, &context(file)).expect("a readable sample");
        (known.unread, known.tables) = (unread_sheets(&found), read_columns(&found));
        known
    }

    fn book(&self, mut change: impl FnMut(usize, usize, &[String]) -> Vec<String>) -> MemoryBook {
        self.sheets.iter().enumerate().fold(MemoryBook::default(), |book, (sheet, (name, rows))| {
            let rows: Vec<Vec<String>> = rows.iter().enumerate().map(|(at, row)| change(sheet, at + 1, row)).collect();
            book.with_sheet(name, rows)
        })
    }

    /// The headers of columns that are read, once each, with their field.
    pub(super) fn headers(&self) -> Vec<(Field, String)> {
        let mut found: Vec<(Field, String)> = Vec::new();
        for (sheet, row, fields) in &self.tables {
            for (field, column) in fields.iter().flat_map(|(field, all)| all.iter().map(move |at| (*field, *at))) {
                let cell = self.sheets[*sheet].1[*row - 1].get(usize::from(column));
                let Some(text) = cell.filter(|text| found.iter().all(|(_, known)| known != *text)) else { continue };
                let labelled = self.format.bands.iter().filter_map(|bands| bands.columns.get(&field));
                if self.format.columns.get(&field).into_iter().chain(labelled).any(|words| words.matches(text)) {
                    found.push((field, text.clone()));
                }
            }
        }
        found
    }

    fn in_header(&self, sheet: usize, number: usize) -> bool {
        self.tables.iter().any(|(of, last, _)| *of == sheet && number <= *last)
    }

    /// The same with another word for one header.
    pub(super) fn renamed(&self, from: &str, to: &str) -> MemoryBook {
        self.book(|sheet, number, row| {
            let header = self.in_header(sheet, number);
            row.iter().map(|text| if header && text == from { to.to_owned() } else { text.clone() }).collect()
        })
    }

    /// The same with one more column, in front or behind.
    pub(super) fn with_column(&self, title: &str, value: &str, front: bool) -> MemoryBook {
        let width = self.sheets.iter().flat_map(|(_, rows)| rows.iter().map(Vec::len)).max().unwrap_or(0);
        self.book(|sheet, number, row| {
            let last = self.tables.iter().any(|(of, last, _)| *of == sheet && number == *last);
            let below = self.tables.iter().any(|(of, last, _)| *of == sheet && number > *last);
            let own = if last {
                title
            } else if below && !row.is_empty() {
                value
            } else {
                ""
            };
            let mut cells = row.to_vec();
            if front {
                cells.insert(0, own.to_owned());
            } else {
                cells.resize(width, String::new());
                cells.push(own.to_owned());
            }
            cells
        })
    }

    /// The same with one column moved behind all others.
    pub(super) fn moved(&self, title: &str) -> MemoryBook {
        let at = |sheet: usize| {
            let (_, last, _) = self.tables.iter().find(|(of, ..)| *of == sheet)?;
            self.sheets[sheet].1[*last - 1].iter().position(|text| text == title)
        };
        let width = self.sheets.iter().flat_map(|(_, rows)| rows.iter().map(Vec::len)).max().unwrap_or(0);
        self.book(|sheet, _, row| {
            let mut cells = row.to_vec();
            if let Some(at) = at(sheet).filter(|at| *at < cells.len()) {
                let moved = cells.remove(at);
                cells.resize(width, String::new());
                cells.push(moved);
            }
            cells
        })
    }

    /// The same without one column.
    pub(super) fn without(&self, title: &str) -> MemoryBook {
        self.book(|sheet, number, row| {
            let (_, last, _) = self.tables.iter().find(|(of, ..)| *of == sheet).cloned().unwrap_or_default();
            let at = self.sheets[sheet]
                .1
                .get(last.wrapping_sub(1))
                .and_then(|header| header.iter().position(|text| text == title));
            let gone = |column: usize| at == Some(column) && number >= 1;
            row.iter().enumerate().filter(|(column, _)| !gone(*column)).map(|(_, text)| text.clone()).collect()
        })
    }

    /// Whether a text stands in a column that gives the field.
    fn is_of(&self, field: Field, text: &str) -> bool {
        self.tables.iter().any(|(sheet, last, fields)| {
            let rows = self.sheets[*sheet].1.iter().skip(*last);
            let columns = fields.get(&field).map_or(&[][..], Vec::as_slice);
            rows.flat_map(|row| columns.iter().filter_map(|at| row.get(usize::from(*at)))).any(|own| own == text)
        })
    }

    /// What becomes of a changed file. `field` is what the changed column gives; `read` whether it is still there.
    pub(super) fn judge(&self, book: &MemoryBook, field: Option<Field>, read: bool, is_known: bool) -> Verdict {
        let former = |code: &str| (is_known && code == self.format.code).then(|| self.header.clone());
        let detection = detect_known(book, &self.file, Format::builtin(), &former).expect("readable");
        let Some(code) = detection.format.as_deref() else { return Verdict::Asked };
        if code != self.format.code {
            return Verdict::Wrong(format!("taken for {code}"));
        }
        let drift = detection.drift.clone().unwrap_or_default();
        let told = drift.answers().over(self.format);
        let Ok(found) = profile(book, &told, &context(&self.file)) else { return Verdict::Asked };
        let texts_of = |tables: &[ReadTable], book: &[(String, Vec<Vec<String>>)]| {
            let mut cells: BTreeMap<Field, Vec<String>> = BTreeMap::new();
            for (sheet, last, fields) in tables {
                for (field, columns) in fields {
                    let below = book[*sheet].1.iter().skip(*last);
                    for row in below {
                        let values = columns.iter().map(|at| row.get(usize::from(*at)).cloned().unwrap_or_default());
                        cells.entry(*field).or_default().extend(values);
                    }
                }
            }
            cells
        };
        let sheets: Vec<_> =
            book.sheets().iter().enumerate().map(|(at, info)| (info.name.clone(), texts(book, at))).collect();
        let (usual, now) = (texts_of(&self.tables, &self.sheets), texts_of(&read_columns(&found), &sheets));
        let filled = |cells: &BTreeMap<Field, Vec<String>>, field: Field| {
            let mut all: Vec<String> =
                cells.get(&field).into_iter().flatten().filter(|t| !t.is_empty()).cloned().collect();
            all.sort_unstable();
            all
        };
        let sheet_is_told = unread_sheets(&found) > self.unread;
        let mut unsaid = false;
        for of in Field::ALL {
            let (usual, now) = (filled(&usual, *of), filled(&now, *of));
            if usual == now || sheet_is_told || (Some(*of) == field && (!read || is_told(&drift))) {
                continue;
            }
            // A sender that nobody knows: the format reads the next of its spellings, or does without.
            if is_known || Some(*of) != field || !now.iter().all(|text| self.is_of(*of, text)) {
                return Verdict::Wrong(format!("{of} is another column"));
            }
            unsaid = true;
        }
        if unsaid {
            Verdict::Unsaid
        } else if sheet_is_told || (read && is_told(&drift)) {
            Verdict::Told
        } else {
            Verdict::Right
        }
    }
}

/// How many sheets are told not to be read.
fn unread_sheets(found: &Profile) -> usize {
    found.warnings.iter().filter(|warning| warning.code == "sheet_without_table").count()
}

/// Whether a column of earlier files is told to be gone.
fn is_told(drift: &Drift) -> bool {
    !drift.missing.is_empty()
}

#[derive(Debug)]
pub(super) enum Verdict {
    /// Read as if nothing had changed.
    Right,
    /// Somebody is asked.
    Asked,
    /// Read without the column, which the sender is told.
    Told,
    /// Read as a file that never had the column, of a sender that nobody knows.
    Unsaid,
    /// Read as something else, or without a word.
    Wrong(String),
}
