//! A packed file's inner file, as a temporary file and as the book that is read from it.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;

use sellout_ingest::read::{Inner, Limits, Packing, faults, packed};
use sellout_ingest::{Book, FileError, ReadError, RowWarning, Rows, SheetInfo};
use tempfile::NamedTempFile;

/// A book read from an unpacked file, which goes when the book does.
pub(crate) struct UnpackedBook {
    book: Box<dyn Book + Send + Sync>,
    notes: Vec<RowWarning>,
    _file: NamedTempFile,
}

impl UnpackedBook {
    /// `book` was read from `file`, which was packed in `outer` under the name of `inner`.
    pub(crate) fn new(
        book: Box<dyn Book + Send + Sync>,
        file: NamedTempFile,
        inner: &Inner,
        outer: Option<RowWarning>,
    ) -> Self {
        let note = RowWarning {
            code: "unpacked",
            message: format!("the file was packed; {:?} in it was read", inner.name),
            source: None,
            value: Some(inner.name.clone()),
        };
        Self { book, notes: outer.into_iter().chain([note]).collect(), _file: file }
    }
}

impl Book for UnpackedBook {
    fn sheets(&self) -> &[SheetInfo] {
        self.book.sheets()
    }

    fn open(&self, sheet: usize) -> Result<Box<dyn Rows + '_>, ReadError> {
        self.book.open(sheet)
    }

    fn warnings(&self) -> Vec<RowWarning> {
        self.notes.iter().cloned().chain(self.book.warnings()).collect()
    }

    fn properties(&self) -> &[(String, String)] {
        self.book.properties()
    }
}

/// The files in the packed file at `path`.
pub(crate) fn list(path: &Path, packing: Packing, filename: &str, limits: &Limits) -> Result<Vec<Inner>, ReadError> {
    let file = File::open(path)?;
    guarded(|| packed::list(file, packing, filename, limits))
}

/// One of them, unpacked: `most` bytes of it.
pub(crate) fn unpack(
    path: &Path,
    packing: Packing,
    inner: &Inner,
    limits: &Limits,
    most: u64,
) -> Result<NamedTempFile, ReadError> {
    let file = File::open(path)?;
    let unpacked = NamedTempFile::new()?;
    let mut out = BufWriter::with_capacity(256 << 10, unpacked.as_file());
    guarded(|| packed::unpack_at_most(file, packing, inner, &mut out, limits, most))?;
    out.flush()?;
    drop(out);
    Ok(unpacked)
}

/// The one file of an archive that is opened as if it were that file.
pub(crate) fn sole(inner: Vec<Inner>) -> Result<Inner, FileError> {
    let names: Vec<&str> = inner.iter().map(|inner| inner.name.as_str()).collect();
    match names.len() {
        0 => Err(faults::empty_archive()),
        1 => inner.into_iter().next().ok_or_else(faults::empty_archive),
        _ => Err(faults::several_files(&names)),
    }
}

/// A panic of an unpacking library is a fault of the file, as a crash of the reading child is.
fn guarded<T>(work: impl FnOnce() -> Result<T, ReadError>) -> Result<T, ReadError> {
    panic::catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(faults::damaged_archive("its packing is broken").into()))
}
