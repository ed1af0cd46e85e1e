//! Opens a file as a book. Text is read in this process; a spreadsheet's cells are read by a child process; a packed
//! file is unpacked to a temporary one first.
//!
//! The child is the same binary started with a hidden argument. It limits its own memory, time and files before it
//! looks at a byte, since some workbooks abort the process that reads them; its end is an ordinary
//! [`FileError`](sellout_ingest::FileError) here. What a cell means is not decided here.

mod answer;
mod child;
mod limits;
mod reader;
mod unpacked;

pub use child::{CHILD_ARGUMENT, child_main};
pub use limits::ReaderLimits;
pub use reader::{Reader, SharedBook};
