//! Which encoding a text file has, told from its mark, its shape, or its first 64 MiB.
//!
//! A file counts as UTF-8 if all of it is, or if most of its lines with foreign letters are: the few others are
//! repaired when they are read. Otherwise the encoding is guessed from those letters.

use std::io::{self, Read, Seek};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::read::text::letters;

const CHUNK: usize = 256 << 10;
/// What lies behind is not looked at before it is read; broken UTF-8 there is repaired line by line.
const SURVEYED: u64 = 64 << 20;
/// How many bytes of lines with foreign letters the guess is made from.
const GUESSED_FROM: usize = 4 << 20;
/// How many of them the guess is compared on with encodings that the detector does not know.
const COMPARED_ON: usize = 64 << 10;

/// What a file's bytes are.
#[derive(Clone, Debug)]
pub(crate) struct Survey {
    /// The encoding to read it in.
    pub(crate) encoding: &'static Encoding,
    /// Nothing but white space was seen, to the end.
    pub(crate) blank: bool,
}

/// The encoding that a byte order mark names.
pub(crate) fn by_mark(head: &[u8]) -> Option<&'static Encoding> {
    Encoding::for_bom(head).map(|(encoding, _)| encoding).filter(|encoding| *encoding != UTF_8)
}

/// UTF-16 without a mark: zero bytes stand on one side of the pairs only, and the text has
/// line ends or is mostly Latin.
pub(crate) fn wide_without_mark(head: &[u8]) -> Option<&'static Encoding> {
    let head = &head[..head.len().min(4096) & !1];
    let zeros = |side: usize| head.iter().skip(side).step_by(2).filter(|&&byte| byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let (encoding, many, few) = if odd > even { (UTF_16LE, odd, even) } else { (UTF_16BE, even, odd) };
    // Half of a Latin text's bytes are zero; a text of another script has bytes between that no plain text has.
    let latin = many * 4 > head.len();
    if many < 2 || few * 20 > many || (!latin && is_plain(head)) {
        return None;
    }
    let text = encoding.decode_without_bom_handling_and_without_replacement(trim_half_pair(encoding, head))?;
    let lines = text.contains(['\n', '\r']);
    let tidy = !text.contains(|c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t'));
    (tidy && (lines || latin)).then_some(encoding)
}

/// Whether bytes, but for zeros, are UTF-8 without control characters.
fn is_plain(bytes: &[u8]) -> bool {
    let text: Vec<u8> = bytes.iter().copied().filter(|byte| *byte != 0).collect();
    let printable = |text: &str| !text.contains(|c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t'));
    match std::str::from_utf8(&text) {
        Ok(text) => printable(text),
        // The last character may be cut.
        Err(error) if error.error_len().is_none() => printable(&String::from_utf8_lossy(&text)),
        Err(_) => false,
    }
}

/// Leaves off a last pair that is the first half of a surrogate.
fn trim_half_pair<'b>(encoding: &'static Encoding, bytes: &'b [u8]) -> &'b [u8] {
    match bytes {
        [.., a, b] if matches!(if encoding == UTF_16LE { b } else { a }, 0xd8..=0xdb) => &bytes[..bytes.len() - 2],
        _ => bytes,
    }
}

/// Reads the file's first part and tells what it is. Leaves the file at its start.
pub(crate) fn survey<R: Read + Seek>(file: &mut R) -> io::Result<Survey> {
    let mut head = Vec::new();
    file.rewind()?;
    file.take(4096).read_to_end(&mut head)?;
    file.rewind()?;
    let survey = match by_mark(&head).or_else(|| wide_without_mark(&head)) {
        Some(encoding) => {
            let text = encoding.decode_without_bom_handling(&head).0;
            let blank = head.len() < 4096 && text.chars().all(|c| c.is_whitespace() || c == '\u{feff}');
            Survey { encoding, blank }
        }
        None => count(file)?.verdict(),
    };
    file.rewind()?;
    Ok(survey)
}

struct Count {
    detector: EncodingDetector,
    fed: usize,
    sample: Vec<u8>,
    /// Lines with letters beyond ASCII, or of chunks with such letters, that are UTF-8.
    good: u64,
    /// Lines that are not UTF-8.
    bad: u64,
    blank: bool,
}

impl Count {
    fn verdict(self) -> Survey {
        let Self { mut detector, sample, good, bad, blank, .. } = self;
        let encoding = if bad == 0 || good >= bad {
            UTF_8
        } else {
            detector.feed(b"", true);
            letters::settle(detector.guess(None, Utf8Detection::Deny), &sample)
        };
        Survey { encoding, blank }
    }

    fn lines(&mut self, lines: &[u8]) {
        self.blank = self.blank && is_blank(lines);
        if lines.is_ascii() {
            return;
        }
        if std::str::from_utf8(lines).is_ok() {
            // Not worth a closer count: such a chunk is UTF-8 as a whole.
            self.good += memchr::memchr2_iter(b'\n', b'\r', lines).count() as u64;
            return;
        }
        for line in lines.split_inclusive(|&byte| byte == b'\n' || byte == b'\r').filter(|line| !line.is_ascii()) {
            if std::str::from_utf8(line).is_ok() {
                self.good += 1;
            } else {
                self.bad += 1;
            }
            if self.fed < GUESSED_FROM {
                self.fed += line.len();
                self.detector.feed(line, false);
                if self.sample.len() < COMPARED_ON {
                    self.sample.extend_from_slice(line);
                }
            }
        }
    }
}

fn is_blank(mut lines: &[u8]) -> bool {
    while let Some(rest) = lines.strip_prefix("\u{feff}".as_bytes()) {
        lines = rest;
    }
    lines.iter().all(|byte| byte.is_ascii_whitespace() || *byte == 0)
}

fn count(file: &mut impl Read) -> io::Result<Count> {
    let detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    let mut count = Count { detector, fed: 0, sample: Vec::new(), good: 0, bad: 0, blank: true };
    let mut file = Read::take(file, SURVEYED);
    let mut buffer = vec![0; CHUNK];
    let mut kept = 0;
    loop {
        let read = file.read(&mut buffer[kept..])?;
        let filled = kept + read;
        if read == 0 {
            count.lines(&buffer[..filled]);
            return Ok(count);
        }
        let end = match memchr::memrchr2(b'\n', b'\r', &buffer[..filled]) {
            Some(at) => at + 1,
            // A line longer than the buffer is judged in pieces, cut where a character begins.
            None if filled == CHUNK => buffer[..filled - 1].iter().rposition(u8::is_ascii).map_or(filled, |at| at + 1),
            None => 0,
        };
        count.lines(&buffer[..end]);
        buffer.copy_within(end..filled, 0);
        kept = filled - end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wide(text: &str, little: bool) -> Vec<u8> {
        text.encode_utf16().flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
    }

    #[test]
    fn utf16_without_a_mark_is_told_by_where_its_zeros_stand() {
        assert_eq!(wide_without_mark(&wide("name;units\r\nrose;3\r\n", true)), Some(UTF_16LE));
        assert_eq!(wide_without_mark(&wide("日付\t店舗\r\n東京\t3\r\n", false)), Some(UTF_16BE));
        assert_eq!(wide_without_mark(b"name,units\0\nrose,3\0\n"), None);
        assert_eq!(wide_without_mark(&[0, 1, 0, 2, 0, 3, 0, 4]), None);
    }
}
