//! Opens a file as a book. Text is read in this process; a spreadsheet's cells are read by a child process; a packed
//! file is unpacked to a temporary one first.
//!
//! The child is the same binary started with a hidden argument. It limits its own memory, time and files before it
//! looks at a byte, since some workbooks abort the process that reads them; its end is an ordinary
//! [`FileError`](sellout_ingest::FileError) here. What a cell means is not decided here.
//!
//! A book is also written back, with what is wrong in it, as the workbook that its sender corrects.

mod answer;
mod child;
mod error_workbook;
mod limits;
mod reader;
mod unpacked;

pub use child::{CHILD_ARGUMENT, child_main};
pub use error_workbook::{ErrorWorkbook, ErrorWorkbookError, Layout, Wrong, write_error_workbook};
pub use limits::ReaderLimits;
pub use reader::{Reader, SharedBook};
