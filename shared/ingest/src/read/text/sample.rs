//! The first part of a text and what it shows before any delimiter is tried: its line ends, and a line that names
//! the delimiter.

use std::io;

use crate::read::text::source::Source;

const SAMPLE: usize = 256 << 10;

/// The first part of the text, without zero bytes and marks.
pub(super) fn take(source: &mut Source) -> io::Result<Vec<u8>> {
    let mut sample = vec![0; SAMPLE];
    let mut filled = 0;
    while filled + 16 < SAMPLE {
        match source.read(&mut sample[filled..])? {
            0 => break,
            read => filled += read,
        }
    }
    sample.truncate(filled);
    sample.retain(|byte| *byte != 0);
    while sample.starts_with("\u{feff}".as_bytes()) {
        sample.drain(..3);
    }
    Ok(sample)
}

/// How many lines end with CR alone, and with LF, counted outside quotes (or, if there are none, inside).
pub(super) fn line_ends(sample: &[u8]) -> (usize, usize) {
    let (mut returns, mut feeds, mut quoted) = ([0usize; 2], [0usize; 2], false);
    for (at, byte) in sample.iter().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' => feeds[usize::from(quoted)] += 1,
            b'\r' if !matches!(sample.get(at + 1), Some(b'\n' | b'\r')) => returns[usize::from(quoted)] += 1,
            _ => {}
        }
    }
    let side = usize::from(returns[0] + feeds[0] == 0);
    (returns[side], feeds[side])
}

/// The delimiter that a first line `sep=;` names, as spreadsheet programs write and read it.
pub(super) fn directive(sample: &[u8]) -> Option<u8> {
    let line = sample.split(|byte| matches!(byte, b'\n' | b'\r')).next()?;
    match line {
        [a, b, c, b'=', delimiter] if [a, b, c].map(u8::to_ascii_lowercase) == *b"sep" => {
            (delimiter.is_ascii() && !matches!(delimiter, b'"' | b'\'')).then_some(*delimiter)
        }
        _ => None,
    }
}

/// Whether a quote after a backslash goes on with more of its cell, as it would not if the backslash were its last letter.
pub(super) fn has_escaped_quote(sample: &[u8]) -> bool {
    memchr::memmem::find_iter(sample, b"\\\"").any(|at| {
        let next = sample.get(at + 2).copied().unwrap_or(b'\n');
        next.is_ascii_alphanumeric() || matches!(next, b' ' | b'.')
    })
}

/// Whether cells begin with a blank before their quote.
pub(super) fn has_padded_quote(sample: &[u8]) -> bool {
    memchr::memmem::find_iter(sample, b" \"").any(|at| at > 0 && b",;\t|".contains(&sample[at - 1]))
}

/// Whether a line stands between quotes as a whole, and holds a delimiter.
pub(super) fn has_wrapped_line(sample: &[u8]) -> bool {
    sample.split(|byte| matches!(byte, b'\n' | b'\r')).any(|line| {
        let inside = line.strip_prefix(b"\"").and_then(|line| line.strip_suffix(b"\""));
        inside.is_some_and(|inside| inside.iter().any(|byte| b",;\t|".contains(byte)))
    })
}
