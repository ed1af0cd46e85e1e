//! Bytes to cells: what a file is, and its sheets as streams of rows.
//!
//! [`sniff()`] tells what a file is by its content. Text is read here by [`TextBook`]. A spreadsheet's cells are read
//! by [`workbook`] inside a limited child process and reach the parent as [`frames`], which [`SpoolBook`] reads
//! from a temporary file. Starting that child is not done here, nor are temporary files made: what is [`packed`] is
//! listed and unpacked to wherever the caller says.

pub mod canonical;
pub mod corrected;
pub mod faults;
pub mod frames;
pub mod limits;
pub mod packed;
pub mod sniff;
pub mod spool;
pub mod text;
pub mod workbook;

pub use corrected::{WithoutReasons, corrects};
pub use limits::Limits;
pub use packed::Inner;
pub use sniff::{Kind, Packing, Sniffed, sniff};
pub use spool::SpoolBook;
pub use text::TextBook;
