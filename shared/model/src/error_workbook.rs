//! What makes a workbook of row errors known again when it comes back corrected: the one added column, and document
//! properties. Whoever writes such a workbook and whoever reads it take the words from here.

use std::path::Path;

/// The header of the column that says what is wrong with a row. Readers leave the column out.
pub const REASON_HEADER: &str = "sellout: reason";

/// The document property that holds the id of the upload whose errors these are.
pub const UPLOAD_PROPERTY: &str = "sellout upload";

/// The document property that says what the upload's file was, where it was no workbook.
pub const SOURCE_PROPERTY: &str = "sellout source";

/// The value of [`SOURCE_PROPERTY`] for a text file, whose one table has no name.
pub const TEXT_SOURCE: &str = "text";

/// What a document property begins with that holds the true name of a sheet; the name that it has in the workbook
/// follows. Only sheets have one whose names a workbook cannot hold.
pub const SHEET_PROPERTY: &str = "sellout sheet ";

/// What the workbook of the errors of a file is called; that of a workbook which was one already keeps its name.
pub fn workbook_name(filename: &str) -> String {
    let last = filename.rsplit('/').next().unwrap_or_default();
    let is_workbook = Path::new(last).extension().is_some_and(|end| end.eq_ignore_ascii_case("xlsx"));
    if is_workbook && last.starts_with(NAMED) { last.to_owned() } else { format!("{NAMED}{last}.xlsx") }
}

const NAMED: &str = "errors of ";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workbook_is_named_after_the_file_once() {
        assert_eq!(workbook_name("april.csv"), "errors of april.csv.xlsx");
        assert_eq!(workbook_name("errors of april.csv.xlsx"), "errors of april.csv.xlsx");
        assert_eq!(workbook_name("spring.zip/april.csv"), "errors of april.csv.xlsx");
    }
}
