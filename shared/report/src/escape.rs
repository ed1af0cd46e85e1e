//! Text in CSV that a spreadsheet would take for a formula.

use std::borrow::Cow;

/// A text cell as it is written: one that matches `^'*[=+\-@\t\r]` gets one more `'` in front, which the
/// reader of these files takes off again. Numbers are never passed through here.
pub fn escape_text(cell: &str) -> Cow<'_, str> {
    let dangerous = cell.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r']);
    if dangerous { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_would_be_a_formula_gets_an_apostrophe() {
        for (cell, written) in [
            ("=1+1", "'=1+1"),
            ("+49 30", "'+49 30"),
            ("-", "'-"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\tx", "'\tx"),
            ("'=1", "''=1"),
            ("''@x", "'''@x"),
            ("'quoted'", "'quoted'"),
            ("a=b", "a=b"),
            (" =1", " =1"),
            ("", ""),
        ] {
            assert_eq!(escape_text(cell), written, "{cell:?}");
        }
    }
}
