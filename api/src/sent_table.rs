//! Small tables that people send to the catalogue: CSV in any encoding or a workbook, as the body itself or as a form's
//! file. All rows of one are taken, or none: each wrong one is named.

use std::collections::HashMap;

use axum::body::Bytes;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header;
use sellout_files::safe_filename;
use sellout_ingest::value::{cell, text};
use sellout_ingest::{Book, Row};
use tempfile::NamedTempFile;
use tokio::io::AsyncWriteExt;

use crate::problem::{Answer, FieldError, Problem};
use crate::state::{App, AppState};

/// The most wrong rows that are named.
const MOST_ERRORS: usize = 100;
/// The most rows of a table.
const MOST_ROWS: usize = 200_000;

/// The file as it came.
#[derive(Debug)]
pub(crate) struct SentTable {
    copy: NamedTempFile,
    filename: String,
}

/// A column by the word that it is known by, and the headers that may stand over it.
pub(crate) type Columns = [(&'static str, &'static [&'static str])];

/// One row below the header.
#[derive(Clone, Debug, Default)]
pub(crate) struct SentRow {
    /// Its number in the file, from 1.
    pub(crate) number: u32,
    cells: HashMap<&'static str, String>,
}

impl SentRow {
    /// What a column says; `None` where it is blank or not there.
    pub(crate) fn get(&self, column: &str) -> Option<&str> {
        self.cells.get(column).map(String::as_str)
    }
}

impl FromRequest<AppState> for SentTable {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &AppState) -> Result<Self, Problem> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        if !kind.is_some_and(|kind| kind.starts_with("multipart/form-data")) {
            let body = Bytes::from_request(request, app).await.map_err(|e| Problem::of_status(e.status()))?;
            return Self::keep(&body, "table").await;
        }
        let mut form = Multipart::from_request(request, app).await.map_err(|e| Problem::of_status(e.status()))?;
        while let Some(field) = form.next_field().await? {
            if field.name() == Some("file") {
                let filename = safe_filename(field.file_name().unwrap_or_default());
                return Self::keep(&field.bytes().await?, &filename).await;
            }
        }
        Err(Problem::invalid("file", "no file was sent; send one as the field `file`"))
    }
}

impl SentTable {
    async fn keep(bytes: &[u8], filename: &str) -> Answer<Self> {
        let copy = tokio::task::spawn_blocking(NamedTempFile::new).await.map_err(Problem::internal)??;
        let mut writer = tokio::fs::File::from_std(copy.as_file().try_clone()?);
        writer.write_all(bytes).await?;
        writer.flush().await?;
        Ok(Self { copy, filename: filename.to_owned() })
    }

    /// The rows of the first sheet that people see, below the header, without blank ones.
    pub(crate) async fn rows(self, app: &App, columns: &'static Columns) -> Answer<Vec<SentRow>> {
        let book = app.reader.open_book(self.copy.path(), &self.filename).await?;
        let rows = tokio::task::spawn_blocking(move || read(&*book, columns)).await;
        rows.map_err(Problem::internal)?
    }
}

fn read(book: &dyn Book, columns: &Columns) -> Answer<Vec<SentRow>> {
    let sheet = book.sheets().iter().position(|sheet| !sheet.hidden).unwrap_or_default();
    let mut source = book.open(sheet)?;
    let (mut row, mut at, mut rows) = (Row::new(), Vec::new(), Vec::new());
    while source.next(&mut row)? {
        if row.cells().all(cell::is_empty) {
            continue;
        }
        if at.is_empty() {
            at = header(&row, columns)?;
            continue;
        }
        let cells = at.iter().filter_map(|(column, word)| {
            let text = cell::text(row.cell(*column)).into_owned();
            (!text.is_empty()).then_some((*word, text))
        });
        rows.push(SentRow { number: row.number(), cells: cells.collect() });
        if rows.len() > MOST_ROWS {
            return Err(Problem::invalid(
                "file",
                format!("the table has more than {MOST_ROWS} rows; send it in parts"),
            ));
        }
    }
    if rows.is_empty() {
        return Err(Problem::invalid("file", format!("has no rows; send {}", expected(columns))));
    }
    Ok(rows)
}

/// Where each known column stands.
fn header(row: &Row, columns: &Columns) -> Answer<Vec<(usize, &'static str)>> {
    let mut at: Vec<(usize, &'static str)> = Vec::new();
    for (place, found) in row.cells().enumerate() {
        let key = text::header_key(&cell::text(found));
        let known = columns.iter().find(|(_, headers)| headers.contains(&key.as_str()));
        if let Some((word, _)) = known.filter(|(word, _)| !at.iter().any(|(_, met)| met == word)) {
            at.push((place, *word));
        }
    }
    if at.is_empty() {
        let message = format!("none of the columns in row {} is known; send {}", row.number(), expected(columns));
        return Err(Problem::invalid("file", message));
    }
    Ok(at)
}

fn expected(columns: &Columns) -> String {
    let words: Vec<&str> = columns.iter().map(|(word, _)| *word).collect();
    format!("CSV or a workbook with the columns {} (those that you have)", words.join(", "))
}

/// What is wrong with a table, row by row.
#[derive(Debug, Default)]
pub(crate) struct RowErrors {
    errors: Vec<FieldError>,
    more: usize,
}

impl RowErrors {
    /// Notes what is wrong in a row; `column` may be blank.
    pub(crate) fn note(&mut self, row: u32, column: &str, message: impl Into<String>) {
        if self.errors.len() == MOST_ERRORS {
            self.more += 1;
            return;
        }
        let field = format!("row {row} {column}").trim_end().to_owned();
        self.errors.push(FieldError { field, message: message.into() });
    }

    /// The refusal of the whole table, if anything is wrong with it.
    pub(crate) fn refusal(self) -> Answer<()> {
        if self.errors.is_empty() {
            return Ok(());
        }
        let more = self.more;
        let mut problem = Problem::invalid_all(self.errors);
        if more > 0 {
            problem.detail = format!("{}; {more} more are not shown", problem.detail);
        }
        Err(problem)
    }
}
