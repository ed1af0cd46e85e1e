//! Whether bytes without a signature are text, and whether the text is a table rather than markup.

use crate::error::FileError;
use crate::read::faults;
use crate::read::text::encoding;

/// How many of a hundred bytes may be control characters before the file is noise.
const NOISE_PERCENT: usize = 10;

/// How many characters of the head are looked at for markup.
const MARKUP_HEAD: usize = 512;

/// Refuses noise, web pages and XML.
pub(super) fn check(head: &[u8]) -> Result<(), FileError> {
    if head.starts_with(&[0xff, 0xfe, 0, 0]) || head.starts_with(&[0, 0, 0xfe, 0xff]) {
        return Err(faults::unsupported_encoding("UTF-32"));
    }
    let wide = encoding::by_mark(head).or_else(|| encoding::wide_without_mark(head));
    if wide.is_none() && is_noise(head) {
        return Err(faults::binary("binary data"));
    }
    let head = &head[..head.len().min(4 * MARKUP_HEAD)];
    match wide {
        Some(encoding) => check_markup(&encoding.decode_without_bom_handling(head).0),
        None => check_markup(&String::from_utf8_lossy(head)),
    }
}

fn is_noise(head: &[u8]) -> bool {
    // Tab, line ends, form feed and the end-of-file mark of old systems are the control characters of text.
    let controls = head.iter().filter(|&&b| (b < 0x20 && !matches!(b, 9 | 10 | 12 | 13 | 26)) || b == 0x7f).count();
    controls * 100 > head.len() * NOISE_PERCENT
}

fn check_markup(text: &str) -> Result<(), FileError> {
    let start: String = text
        .trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}')
        .chars()
        .take(MARKUP_HEAD)
        .collect::<String>()
        .to_ascii_lowercase();
    let html = ["<!doctype html", "<html", "<head", "<body", "<table", "<meta", "<style", "<div", "<script"];
    if html.iter().any(|tag| start.starts_with(tag)) {
        return Err(faults::html());
    }
    if start.starts_with("<?xml") || start.starts_with("<workbook") || start.starts_with("<!--") {
        return Err(if start.contains("<html") { faults::html() } else { faults::xml() });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_bytes_are_noise_and_a_stray_nul_is_not() {
        let noise: Vec<u8> = (0..4096u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        assert_eq!(check(&noise).unwrap_err().code, "binary_file");
        assert!(check(b"name,units\nrose\0 oil,3\n").is_ok());
    }

    #[test]
    fn markup_is_no_table_whatever_stands_before_it() {
        assert_eq!(check(b"\xef\xbb\xbf\n <HTML><body>").unwrap_err().code, "html_not_spreadsheet");
        assert_eq!(check(b"<?xml version=\"1.0\"?><Workbook>").unwrap_err().code, "xml_not_spreadsheet");
        assert!(check(b"<5 ml,3\n").is_ok());
    }
}
