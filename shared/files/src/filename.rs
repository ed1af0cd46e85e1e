//! File names that people chose, made fit to be shown and sent.

use sellout_model::one_line;

/// The longest name shown or sent, in letters. Most file systems take 255 bytes.
const LONGEST: usize = 120;

/// A name as given, but without its folders, control and direction-changing characters, and of at most 120 letters:
/// a longer one loses its middle, so that its ending stays. Never empty.
///
/// For `Content-Disposition`, mails and pages. Files are never kept under it.
pub fn safe_filename(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).find(|part| !part.trim().is_empty()).unwrap_or_default();
    let name = one_line(last, LONGEST);
    // A name of dots alone would still mean a folder.
    if name.chars().all(|c| c == '.') { "file".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_and_control_characters_go_and_the_rest_stays_as_given() {
        assert_eq!(safe_filename("../../etc/passwd"), "passwd");
        assert_eq!(safe_filename("C:\\Users\\me\\März, «final» (2).xlsx"), "März, «final» (2).xlsx");
        assert_eq!(safe_filename("a\r\nBcc: x@y.z\0.csv"), "a Bcc: x@y.z .csv");
        assert_eq!(safe_filename("sales\u{202e}vsc.exe"), "sales vsc.exe");
        assert_eq!(safe_filename("売上.csv"), "売上.csv");
    }

    #[test]
    fn a_name_of_300_letters_keeps_its_beginning_and_its_ending() {
        let name = safe_filename(&format!("{}.xlsx", "ä".repeat(300)));
        assert_eq!(name.chars().count(), LONGEST);
        assert!(name.starts_with("ää") && name.contains('…') && name.ends_with("ä.xlsx"), "{name}");
    }

    #[test]
    fn there_is_always_a_name() {
        for given in ["", "..", "/", "\u{7}", "a/.."] {
            assert_eq!(safe_filename(given), "file", "{given:?}");
        }
    }
}
