//! The sentences of whole-file refusals by a reader, each with its cure. Their codes are listed in `CODES`.

use std::fmt::Display;

use crate::error::FileError;
use crate::read::limits::{Limits, setting};

/// Every code that a reader refuses a whole file with.
pub(crate) const CODES: &[&str] = &[
    "archive_not_supported",
    "binary_file",
    "cell_out_of_range",
    "cell_too_long",
    "damaged_archive",
    "empty_archive",
    "empty_file",
    "html_not_spreadsheet",
    "huge_dimension",
    "line_too_long",
    "no_sheets",
    "not_a_spreadsheet",
    "password_protected",
    "several_files",
    "too_large",
    "too_many_cells",
    "too_many_columns",
    "too_many_files",
    "too_many_rows",
    "too_many_sheets",
    "truncated_workbook",
    "unreadable_workbook",
    "unsupported_encoding",
    "workbook_too_heavy",
    "xml_not_spreadsheet",
    "zip_bomb",
];

/// Every code of what a reader says about a sheet that it read.
const NOTES: &[&str] = &["formulas_without_values", "hidden_columns", "hidden_rows", "merged_cells"];

/// The code of a warning as the constant it is; one of another version's child is a note about its sheet.
pub(crate) fn known_note(code: &str) -> &'static str {
    NOTES.iter().find(|known| **known == code).copied().unwrap_or("sheet_note")
}

/// The code as the constant it is; an unknown one (of another version's child) is an unreadable workbook.
pub(crate) fn known_code(code: &str) -> &'static str {
    CODES.iter().find(|known| **known == code).copied().unwrap_or("unreadable_workbook")
}

pub(crate) fn empty_file() -> FileError {
    FileError::new("empty_file", "the file is empty; export it again and send that")
}

pub(crate) fn empty_workbook() -> FileError {
    FileError::new("empty_file", "no sheet of the workbook has a cell with a value; send the workbook with its figures")
}

pub(crate) fn no_sheets() -> FileError {
    FileError::new("no_sheets", "the workbook has no worksheet (charts and macros only); put the table on a sheet")
}

pub(crate) fn too_many_sheets(count: usize, limit: usize) -> FileError {
    let message = format!("the workbook has {count} sheets, more than {limit} ({}); split it", setting::SHEETS);
    FileError::new("too_many_sheets", message)
}

pub(crate) fn truncated() -> FileError {
    FileError::new(
        "truncated_workbook",
        "the end of the workbook is missing, as after a broken download; save or download it again and send that",
    )
}

pub(crate) fn password() -> FileError {
    FileError::new(
        "password_protected",
        "the file is protected by a password; open it, remove the password, save and send it again",
    )
}

pub(crate) fn binary(what: &str) -> FileError {
    FileError::new("binary_file", format!("the file is {what}, not a table; send a spreadsheet or a CSV file"))
}

pub(crate) fn not_a_spreadsheet(what: &str) -> FileError {
    FileError::new(
        "not_a_spreadsheet",
        format!("the file is {what}; copy its table into a spreadsheet and send it as .xlsx or .csv"),
    )
}

pub(crate) fn archive(what: &str) -> FileError {
    FileError::new("archive_not_supported", format!("the file is {what}; unpack it and send the files in it"))
}

/// The refusal of a packed file that cannot be unpacked.
pub fn damaged_archive(why: impl Display) -> FileError {
    FileError::new(
        "damaged_archive",
        format!("the file cannot be unpacked ({why}); pack it again, or send what is in it"),
    )
}

/// The refusal of an archive without a file that could be a table.
pub fn empty_archive() -> FileError {
    FileError::new("empty_archive", "the archive holds no file; pack the table again and send that")
}

/// The refusal of an archive of several files where one is wanted.
pub fn several_files(names: &[&str]) -> FileError {
    const NAMED: usize = 10;
    let list: Vec<String> = names.iter().take(NAMED).map(|name| format!("{name:?}")).collect();
    let more = if names.len() > NAMED { ", ..." } else { "" };
    let message = format!(
        "the archive holds {} files ({}{more}); unpack it and send each of them by itself",
        names.len(),
        list.join(", ")
    );
    FileError::new("several_files", message)
}

/// The refusal of an archive of more files than are read.
pub fn too_many_files(count: usize, limit: usize) -> FileError {
    let message =
        format!("the archive holds {count} files, more than {limit} ({}); send them in parts", setting::ARCHIVE_FILES);
    FileError::new("too_many_files", message)
}

/// The refusal of an archive in an archive in an archive.
pub fn nested_archive() -> FileError {
    archive("an archive of archives")
}

pub(crate) fn html() -> FileError {
    FileError::new(
        "html_not_spreadsheet",
        "the file is a web page without a table of figures, whatever its name says; open the report in a spreadsheet \
         program, save it as .xlsx and send that",
    )
}

pub(crate) fn xml() -> FileError {
    FileError::new(
        "xml_not_spreadsheet",
        "the file is XML but no workbook; open it in a spreadsheet program, save it as .xlsx and send that",
    )
}

pub(crate) fn unsupported_encoding(name: &str) -> FileError {
    FileError::new("unsupported_encoding", format!("the text is encoded as {name}; save it as UTF-8 and send it again"))
}

/// The refusal of too many bytes; `named` is the setting of the limit, if there is one.
pub(crate) fn too_large(what: &str, limit: u64, named: Option<&str>, cure: &str) -> FileError {
    let size = match limit >> 20 {
        0 => format!("{limit} bytes"),
        mib => format!("{mib} MiB"),
    };
    let named = named.map(|name| format!(" ({name})")).unwrap_or_default();
    FileError::new("too_large", format!("{what} is larger than {size}, which is the limit{named}; {cure}"))
}

/// The refusal of what unpacks to too much.
pub(crate) fn zip_bomb(what: impl Display) -> FileError {
    FileError::new(
        "zip_bomb",
        format!(
            "the file unpacks to {what}, far more than a table of figures; \
             copy the table into a new workbook and send that"
        ),
    )
}

/// The refusal of so many unpacked bytes: by their number, or by their ratio to the packed ones.
pub(crate) fn unpacks_to(what: impl Display, unpacked: u64, limits: &Limits) -> FileError {
    if unpacked > limits.unpacked_bytes {
        zip_bomb(format_args!("{what}, over {} MiB ({})", limits.unpacked_bytes >> 20, setting::UNPACKED_BYTES))
    } else {
        zip_bomb(format_args!("{what}, over {} times its packed size ({})", limits.bomb_ratio, setting::UNPACK_RATIO))
    }
}

pub(crate) fn unreadable(why: impl Display) -> FileError {
    FileError::new(
        "unreadable_workbook",
        format!("the workbook is damaged ({why}); open it in a spreadsheet program, save it as .xlsx and send that"),
    )
}

/// The refusal of a book whose reading was stopped by a limit of the process that read it; `named` is its setting.
pub fn too_heavy(what: impl Display, named: &str) -> FileError {
    let message = format!(
        "reading the workbook took more than {what} ({named}); split it, or save its table as CSV, and send that"
    );
    FileError::new("workbook_too_heavy", message)
}

/// The refusal of a book whose reader ended without an answer.
pub fn reader_crashed(how: impl Display) -> FileError {
    unreadable(format!("reading it ended with {how}"))
}
