//! One binary of tests of the whole: the rules of the house, and stories through the front door.

#![expect(clippy::unwrap_used, reason = "a test stops where what it needs is missing")]

mod answers;
mod architecture;
mod archives;
mod bad_files;
mod catalogue;
mod command_line;
mod corrections;
mod figures;
mod formats;
mod house;
mod made;
mod main_story;
mod organisations;
mod rates;
mod restatements;
mod row_errors;
mod schedules;
mod trouble;
mod undoing;
mod uploads;
mod warnings;
