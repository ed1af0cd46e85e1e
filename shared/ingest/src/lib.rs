//! Bytes to cells to records and row errors. Pure: no database, no clock, no queue, no network.
//!
//! A file becomes a [`Book`] (`read`), a book is recognised (`detect`), its columns are profiled (`profile`)
//! and then parsed (`parse`) into [`Item`]s by a [`Format`], which is data.

pub mod book;
pub mod cells;
pub mod error;
pub mod record;

pub use book::{Book, Rows, SheetInfo};
pub use cells::{Cell, Row};
pub use error::{FileError, ReadError};
pub use record::{Control, Item, Measure, OrderFields, Record, RowError, RowWarning, Source};
