//! Opening the stored file as a book.

use std::fmt;
use std::sync::Arc;

use sellout_files::{FileKey, LocalCopy};
use sellout_ingest::Book;

use super::{Trouble, Work};
use crate::services::Services;

/// A book that threads can share, with the local copy of its file.
#[derive(Clone)]
pub struct OpenedBook {
    book: Arc<dyn Book + Send + Sync>,
    /// Kept until the last reader is done: it may be a temporary file.
    _copy: Arc<LocalCopy>,
}

impl OpenedBook {
    /// The book for another thread.
    pub fn shared(&self) -> Arc<dyn Book + Send + Sync> {
        Arc::clone(&self.book)
    }

    /// The names of its sheets.
    pub fn sheet_names(&self) -> Vec<String> {
        self.book.sheets().iter().map(|sheet| sheet.name.clone()).collect()
    }
}

impl fmt::Debug for OpenedBook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenedBook").field("sheets", &self.sheet_names()).finish_non_exhaustive()
    }
}

/// Opens an upload's file: text in this process, a spreadsheet's cells through the limited child process.
pub async fn open(services: &Services, work: &Work) -> Result<OpenedBook, Trouble> {
    if let Some(book) = services.books.take(work.upload.id()) {
        return Ok(book);
    }
    let copy = services.files.local_copy(FileKey::upload(work.org, work.upload.id())).await?;
    let book = services.reader.open_book(copy.path(), &work.upload.filename).await?;
    Ok(OpenedBook { book: Arc::from(book), _copy: Arc::new(copy) })
}
