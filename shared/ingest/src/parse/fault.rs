//! What can be wrong with a row, each with its sentence and cure.

use std::borrow::Cow;

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

/// The sentence for a row that its reader had to guess, by the reader's code.
pub(super) fn of_reader(code: &'static str) -> Cow<'static, str> {
    match code {
        "broken_quote" => Cow::Borrowed(
            "a quotation mark opens in this row and is not closed where the cell ends, so following lines may have run \
             into it; close or double the mark and send the file again",
        ),
        other => Cow::Owned(format!(
            "the row could not be read as a row of the table ({other}); correct it and send the file again"
        )),
    }
}

/// Whether a text is an error value of a spreadsheet, as a CSV keeps it.
pub(super) fn is_error_value(text: &str) -> bool {
    text.starts_with('#')
        && matches!(text, "#REF!" | "#N/A" | "#VALUE!" | "#DIV/0!" | "#NAME?" | "#NUM!" | "#NULL!" | "#SPILL!")
}
