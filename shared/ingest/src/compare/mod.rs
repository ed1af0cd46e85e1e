//! The same file read by two descriptions: what each makes of it, and the first rows that come out otherwise. Loads
//! nothing, and keeps no rows but the few that it shows.

mod line;
mod merge;
mod tally;

use serde::{Deserialize, Serialize};

use crate::book::Book;
use crate::error::ReadError;
use crate::format::Format;
use crate::parse::parse;
use crate::profile::{Context, Profile, profile};

pub use line::Fields;
pub use tally::Reading;

use merge::Lines;

/// How many rows that differ are shown of a file.
const SHOWN: usize = 5;

/// What two descriptions make of a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// Whether every row comes out the same, and the file means the same.
    pub same: bool,
    /// As the file is read now; absent where nothing reads it.
    pub before: Option<Reading>,
    /// As it would be read.
    pub after: Reading,
    /// The first rows that differ, in the order of the file.
    pub differences: Vec<Difference>,
}

/// A row that comes out otherwise.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// The sheet's name, in workbooks.
    pub sheet: Option<String>,
    /// The row, as the sender sees it.
    pub row: u32,
    /// What it is now, of what differs; absent where it gives nothing.
    pub before: Option<Fields>,
    /// What it would be, of what differs; absent where it would give nothing.
    pub after: Option<Fields>,
}

/// Reads a book by the description in force, if there is one, and by another one.
pub fn compare(
    book: &dyn Book,
    ctx: &Context,
    before: Option<&Format>,
    after: &Format,
) -> Result<Comparison, ReadError> {
    let before_profile = before.map(|format| profiled(book, format, ctx)).transpose()?;
    let after_profile = profiled(book, after, ctx)?;
    let mut now = match before.zip(before_profile.as_ref()) {
        Some((format, Ok(profile))) => Lines::of(parse(book, format, profile, ctx), format),
        Some((format, Err(problem))) => Lines::refused(problem.clone(), format),
        None => Lines::none(),
    };
    let mut then = match &after_profile {
        Ok(profile) => Lines::of(parse(book, after, profile, ctx), after),
        Err(problem) => Lines::refused(problem.clone(), after),
    };
    let (count, differences) = merge::differences(&mut now, &mut then, book, SHOWN)?;
    let (before, after) = (before.map(|_| now.reading), then.reading);
    let same = count == 0 && before.as_ref() == Some(&after);
    Ok(Comparison { same, before, after, differences })
}

/// The profile of a book, or why it cannot be read by the format at all.
fn profiled(book: &dyn Book, format: &Format, ctx: &Context) -> Result<Result<Profile, String>, ReadError> {
    match profile(book, format, ctx) {
        Ok(profile) => Ok(Ok(profile)),
        Err(ReadError::File(error)) => Ok(Err(error.message)),
        Err(error) => Err(error),
    }
}
