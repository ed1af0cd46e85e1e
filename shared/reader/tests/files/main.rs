//! Files that are not what they seem, packed, or half hidden: what a book of them gives, and what is said.

#![expect(clippy::unwrap_used, reason = "a test stops where what it needs is missing")]

mod false_workbooks;
mod hostile;
mod opened;
mod packed;
mod unseen;
