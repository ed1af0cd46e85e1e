//! Books that recognising has opened, for the load that mostly follows at once in the same process: a workbook is then read
//! by one child process and not by two.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sellout_model::UploadId;

use super::OpenedBook;

/// How many wait at most; each may hold a temporary file as large as its upload's cells.
const MOST: usize = 4;
/// How long one waits; by then another process has taken the load, or it is not soon its turn.
const WAITS: Duration = Duration::from_secs(30);

/// Books on their way from one job to the next.
#[derive(Clone, Debug, Default)]
pub struct KeptBooks(Arc<Mutex<VecDeque<(UploadId, OpenedBook)>>>);

impl KeptBooks {
    /// Keeps an upload's book for a while.
    pub(crate) fn keep(&self, upload: UploadId, book: OpenedBook) {
        self.with(|books| {
            books.retain(|(other, _)| *other != upload);
            books.push_back((upload, book));
            if books.len() > MOST {
                books.pop_front();
            }
        });
        let kept = self.clone();
        tokio::spawn(async move {
            tokio::time::sleep(WAITS).await;
            kept.take(upload);
        });
    }

    /// The book, which then is the caller's alone.
    pub(crate) fn take(&self, upload: UploadId) -> Option<OpenedBook> {
        self.with(|books| {
            let at = books.iter().position(|(other, _)| *other == upload)?;
            books.remove(at).map(|(_, book)| book)
        })
    }

    fn with<T>(&self, work: impl FnOnce(&mut VecDeque<(UploadId, OpenedBook)>) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
