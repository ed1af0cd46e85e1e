//! The encoding of markup: by its mark, by what it says itself, else by its letters.

use std::io::{self, BufReader, Read, Seek};

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::read::text::decode::Utf8;
use crate::read::text::encoding;

/// How far into the file an encoding is declared.
const HEAD: u64 = 4096;

/// The file from its start, as UTF-8.
pub(super) fn open<R: Read + Seek>(mut file: R) -> io::Result<BufReader<Utf8<R>>> {
    let mut head = Vec::new();
    file.rewind()?;
    file.by_ref().take(HEAD).read_to_end(&mut head)?;
    let shown = encoding::by_mark(&head).or_else(|| encoding::wide_without_mark(&head));
    let encoding = match shown.or_else(|| declared(&head)) {
        Some(encoding) => encoding,
        None => encoding::survey(&mut file)?.encoding,
    };
    file.rewind()?;
    Ok(BufReader::with_capacity(64 << 10, Utf8::new(file, encoding)))
}

/// What follows `charset=` or `encoding=`.
fn declared(head: &[u8]) -> Option<&'static Encoding> {
    if head.starts_with("\u{feff}".as_bytes()) {
        return Some(UTF_8);
    }
    let head = head.to_ascii_lowercase();
    ["charset", "encoding"].iter().find_map(|word| {
        let at = memchr::memmem::find(&head, word.as_bytes())? + word.len();
        let rest = head[at..].trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
        let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
        let size = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || b"-_:".contains(byte)).count();
        // Bytes that do not look like UTF-16 are none, whatever they say.
        Encoding::for_label(&rest[..size]).filter(|encoding| *encoding != UTF_16LE && *encoding != UTF_16BE)
    })
}

#[cfg(test)]
mod tests {
    use encoding_rs::{SHIFT_JIS, WINDOWS_1252};

    use super::*;

    #[test]
    fn a_page_says_its_encoding_in_several_ways() {
        assert_eq!(declared(b"<meta charset=shift_jis>"), Some(SHIFT_JIS));
        assert_eq!(declared(b"<META content=\"text/html; charset = windows-1252\">"), Some(WINDOWS_1252));
        assert_eq!(declared(b"<?xml version='1.0' encoding='iso-8859-1'?>"), Some(WINDOWS_1252));
        assert_eq!(declared(b"<meta charset=utf-16>"), None);
        assert_eq!(declared(b"<table>"), None);
    }
}
