//! The statement rule: which statements count.
//!
//! The figures are those of replaying the statements of every upload that is not undone, in the order of the
//! uploads' numbers and of the statements' first rows. `judge` is that replay over any set of statements that
//! is closed under overlap; `book` is a small model of uploads, undo, retries and answers over it, which the
//! database is tested against. How to store any of it lives elsewhere.

mod book;
mod closure;
mod judge;
mod lines;

pub use book::{Book, Counted, Load, ModelStatement, Step};
pub use closure::closure;
pub use judge::{RowOf, Statement, Verdict, judge, places_that_compare_rows};
