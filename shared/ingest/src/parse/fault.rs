//! What can be wrong with a row, each with its sentence and cure.

use crate::cells::Row;
use crate::value::cell;

/// Something that keeps a row, or one of its figures, from being loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub column: Option<u16>,
    pub code: &'static str,
    pub message: String,
    pub value: String,
}

impl Fault {
    pub(super) fn new(column: Option<u16>, code: &'static str, value: &str, message: impl Into<String>) -> Self {
        Self { column, code, message: message.into(), value: value.to_owned() }
    }

    /// A field without a value.
    pub(super) fn missing(column: Option<u16>, code: &'static str, message: impl Into<String>) -> Self {
        Self::new(column, code, "", message)
    }

    /// A spreadsheet's error value, or its text in a CSV.
    pub(super) fn cell_error(column: u16, sign: &str) -> Self {
        let message = format!(
            "the cell holds the spreadsheet error {sign} instead of a value; repair the formula and save again"
        );
        Self::new(Some(column), "cell_error", sign, message)
    }
}

/// What is wrong with a row that its reader had to guess, by the reader's code: in the cell in which a quotation mark
/// opens, else in the row.
pub(super) fn of_reader(code: &'static str, row: &Row) -> Fault {
    let text = |column: usize| cell::text(row.cell(column)).into_owned();
    let first = (0..row.len()).map(text).find(|text| !text.is_empty()).unwrap_or_default();
    if code != "broken_quote" {
        let message =
            format!("the row could not be read as a row of the table ({code}); correct it and send the file again");
        return Fault::new(None, code, &first, message);
    }
    let message = "a quotation mark opens this cell and is not closed where it ends, so the row's cells may be others \
                   than they seem; take the mark away, close or double it, and send the file again";
    let opens = |mark: char| (0..row.len()).find(|column| text(*column).starts_with(mark));
    match opens('"').or_else(|| opens('\'')) {
        Some(column) => Fault::new(Some(column as u16), code, &text(column), message),
        None => Fault::new(None, code, &first, message.replace("opens this cell", "opens in this row")),
    }
}

/// Whether a text is an error value of a spreadsheet, as a CSV keeps it.
pub(super) fn is_error_value(text: &str) -> bool {
    text.starts_with('#')
        && matches!(text, "#REF!" | "#N/A" | "#VALUE!" | "#DIV/0!" | "#NAME?" | "#NUM!" | "#NULL!" | "#SPILL!")
}
