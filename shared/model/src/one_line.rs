//! Text from outside made fit for one line of a page, a mail header or a log.

use crate::squeeze;

/// One line of at most `longest` letters: control characters and those that change the direction of writing become
/// blanks, blanks are collapsed, and a longer text loses its middle for a `…`.
pub fn one_line(text: &str, longest: usize) -> String {
    let plain: String = text.chars().map(|c| if unfit(c) { ' ' } else { c }).collect();
    let plain = squeeze(&plain);
    let letters = plain.chars().count();
    if letters <= longest {
        return plain;
    }
    let kept = longest.saturating_sub(1);
    let end = kept / 4;
    let head = plain.chars().take(kept - end);
    head.chain(['…']).chain(plain.chars().skip(letters - end)).collect()
}

/// Control characters, line and paragraph separators, and the bidirectional overrides and isolates that make
/// `vsc.exe` look like `exe.csv` (Unicode UAX #9).
fn unfit(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_stays_one_line_and_says_what_it_said() {
        assert_eq!(one_line("Sales\r\nBcc: all@example.com", 80), "Sales Bcc: all@example.com");
        assert_eq!(one_line("  März\u{202e} 2025\u{0} ", 80), "März 2025");
    }

    #[test]
    fn a_long_text_loses_its_middle() {
        assert_eq!(one_line("abcdefghijklmnop.csv", 17), "abcdefghijkl….csv");
        assert_eq!(one_line("ab", 2), "ab");
        assert_eq!(one_line("abc", 1), "…");
    }
}
