//! Bytes to cells to records and row errors. Pure: no database, no clock, no queue, no network.
//!
//! A file becomes a [`Book`] (`read`), a book is recognised (`detect`), its columns are profiled (`profile`)
//! and then parsed (`parse`) into [`Item`]s by a [`Format`], which is data.

pub mod answers;
pub mod book;
mod bytes;
pub mod cells;
pub mod compare;
pub mod detect;
pub mod drift;
pub mod error;
pub mod format;
pub mod memory;
pub mod parse;
pub mod profile;
pub mod question;
pub mod read;
pub mod record;
pub mod suggest;
pub mod value;

pub use answers::Answers;
pub use book::{Book, Rows, SheetInfo};
pub use cells::{Cell, Row};
pub use compare::{Comparison, compare};
pub use detect::{Candidate, Detection, detect, detect_known};
pub use drift::Drift;
pub use error::{FileError, ReadError};
pub use format::{Field, Format, FormatError, Reports};
pub use memory::MemoryBook;
pub use parse::{Parser, no_valid_rows, parse, vendor_code};
pub use profile::{Context, Profile, SheetLayout, profile};
pub use question::Question;
pub use record::{
    AliasRow, Control, Item, Line, Measure, Named, OrderFields, Product, Record, RowError, RowWarning, Sale, Source,
};
pub use suggest::{Known, Proposal, ProposedColumn};
