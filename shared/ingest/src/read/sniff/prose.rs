//! Whether bytes without a signature are text, and whether the text is a table or markup.

use crate::error::FileError;
use crate::read::faults;
use crate::read::sniff::Kind;
use crate::read::text::encoding;

/// How many of a hundred bytes may be control characters before the file is noise.
const NOISE_PERCENT: usize = 10;

/// How many characters of the head are looked at for markup.
const MARKUP_HEAD: usize = 512;

/// Tells tables from web pages and workbooks of XML; refuses noise and other XML.
pub(super) fn kind(head: &[u8]) -> Result<Kind, FileError> {
    if head.starts_with(&[0xff, 0xfe, 0, 0]) || head.starts_with(&[0, 0, 0xfe, 0xff]) {
        return Err(faults::unsupported_encoding("UTF-32"));
    }
    let wide = encoding::by_mark(head).or_else(|| encoding::wide_without_mark(head));
    if wide.is_none() && is_noise(head) {
        return Err(faults::binary("binary data"));
    }
    let head = &head[..head.len().min(4 * MARKUP_HEAD)];
    match wide {
        Some(encoding) => by_first_tag(&encoding.decode_without_bom_handling(head).0),
        None => by_first_tag(&String::from_utf8_lossy(head)),
    }
}

fn is_noise(head: &[u8]) -> bool {
    // Tab, line ends, form feed and the end-of-file mark of old systems are the control characters of text.
    let controls = head.iter().filter(|&&b| (b < 0x20 && !matches!(b, 9 | 10 | 12 | 13 | 26)) || b == 0x7f).count();
    controls * 100 > head.len() * NOISE_PERCENT
}

fn by_first_tag(text: &str) -> Result<Kind, FileError> {
    let start: String = text
        .trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}')
        .chars()
        .take(MARKUP_HEAD)
        .collect::<String>()
        .to_ascii_lowercase();
    if start.starts_with("mime-version:") {
        return Err(faults::not_a_spreadsheet("a web archive (MHTML)"));
    }
    let html = [
        "<!doctype html",
        "<html",
        "<head",
        "<body",
        "<table",
        "<meta",
        "<style",
        "<div",
        "<script",
        "<center",
        "<form",
        "<tr",
        "<title",
    ];
    if html.iter().any(|tag| start.starts_with(tag)) {
        return Ok(Kind::Html);
    }
    if !start.starts_with("<?xml")
        && !start.starts_with("<workbook")
        && !start.starts_with("<!--")
        && !start.starts_with("<ss:")
    {
        return Ok(Kind::Text);
    }
    if start.contains("<html") {
        return Ok(Kind::Html);
    }
    if start.contains("office:spreadsheet") || start.contains("excel.sheet") || start.contains("<workbook") {
        return Ok(Kind::XmlBook);
    }
    if start.contains("<table") {
        return Ok(Kind::Html);
    }
    Err(faults::xml())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_bytes_are_noise_and_a_stray_nul_is_not() {
        let noise: Vec<u8> = (0..4096u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        assert_eq!(kind(&noise).unwrap_err().code, "binary_file");
        assert_eq!(kind(b"name,units\nrose\0 oil,3\n"), Ok(Kind::Text));
    }

    #[test]
    fn markup_is_told_by_its_first_tag_whatever_stands_before_it() {
        assert_eq!(kind(b"\xef\xbb\xbf\n <HTML><body>"), Ok(Kind::Html));
        assert_eq!(kind(b"<?xml version=\"1.0\"?>\n<!DOCTYPE html><html>"), Ok(Kind::Html));
        assert_eq!(kind(b"<?xml version=\"1.0\"?><Workbook>"), Ok(Kind::XmlBook));
        assert_eq!(kind(b"<?xml version=\"1.0\"?><orders/>").unwrap_err().code, "xml_not_spreadsheet");
        assert_eq!(kind(b"<5 ml,3\n"), Ok(Kind::Text));
    }
}
