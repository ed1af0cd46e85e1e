//! Tables that are no workbooks but go by their names: web pages and the XML of Excel 2003.
//!
//! Both are read in one pass, tag by tag (`tokens`), in memory that does not grow with the file. Nothing that a file
//! refers to or declares (links, entities of its own) is looked at.

mod cell_text;
mod charset;
mod entities;
mod tokens;
mod web_page;
mod xml_book;

pub(super) use entities::resolve as resolve_entities;
pub(super) use tokens::{Token, Tokens};
pub(super) use web_page::read as web_page;
pub(super) use xml_book::read as xml_book;

/// No letter is spelled in so many bytes: a text of more is surely too long for a cell.
const LONGEST_SPELLING: usize = 16;
