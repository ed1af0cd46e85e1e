//! Loading files from this machine, by the same path as a server's workers: the file is stored and accepted, its jobs
//! are inserted claimed by this process and run here. What is shown of it is decided in `shown`.

mod accept;
mod answer;
mod asked;
mod file;
mod line;
mod loader;
pub(crate) mod row_errors;
mod shown;
mod table;

pub(crate) use asked::Asked;
pub(crate) use file::all_files;
pub(crate) use line::Line;
pub(crate) use loader::Loader;
pub(crate) use shown::{Loaded, Outcome, exit_of};
pub(crate) use table::Summary;

#[cfg(test)]
mod tests;
