//! Which of several encodings makes the likelier words: for encodings that the detector does not know, or that
//! differ from its guess in a few letters only.

use encoding_rs::{Encoding, ISO_8859_15, MACINTOSH, WINDOWS_1252};

/// The guess, unless an encoding that the detector never names makes better words of the same bytes.
pub(super) fn settle(guess: &'static Encoding, sample: &[u8]) -> &'static Encoding {
    let mut best = (guess, likeness(guess, sample));
    let further: &[&'static Encoding] = match guess {
        guess if guess == WINDOWS_1252 => &[ISO_8859_15, MACINTOSH],
        // Letters of several bytes that make words are no accident.
        guess if !guess.is_single_byte() && best.1 > 0 => &[],
        _ => &[MACINTOSH],
    };
    for encoding in further {
        let score = likeness(encoding, sample);
        if score > best.1 {
            best = (encoding, score);
        }
    }
    best.0
}

/// How much the letters beyond ASCII look like parts of words, and the signs like signs between them.
fn likeness(encoding: &'static Encoding, sample: &[u8]) -> i64 {
    let (text, _) = encoding.decode_without_bom_handling(sample);
    let (mut before, mut score) = ('\n', 0);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let after = letters.peek().copied().unwrap_or('\n');
        if !letter.is_ascii() {
            score +=
                if letter.is_alphabetic() { of_letter(before, letter, after) } else { of_sign(before, letter, after) };
        }
        before = letter;
    }
    score
}

fn of_letter(before: char, letter: char, after: char) -> i64 {
    let mixes = |other: char| other.is_ascii_alphabetic() && !is_latin(letter);
    if mixes(before) || mixes(after) || matches!(letter, 'ª' | 'º' | 'ƒ' | 'µ' | 'ˆ' | 'Ω' | 'π' | 'ﬁ' | 'ﬂ')
    {
        return -3;
    }
    if letter.is_uppercase() && before.is_lowercase() {
        return -3;
    }
    // Great and small letters are as likely at a word's start; within a word there are small ones, or letters without case.
    if !letter.is_uppercase() && before.is_alphabetic() { 2 } else { 1 }
}

fn is_latin(letter: char) -> bool {
    matches!(letter, '\u{aa}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
}

fn of_sign(before: char, sign: char, after: char) -> i64 {
    let within_word = before.is_alphabetic() && after.is_alphabetic();
    match sign {
        '\u{fffd}' | '\u{80}'..='\u{9f}' => -10,
        '’' if within_word => 1,
        '€' | '£' if !before.is_alphabetic() || !after.is_alphabetic() => 1,
        _ if within_word => -3,
        '\u{a0}' | '’' | '‘' | '“' | '”' | '„' | '«' | '»' | '–' | '—' | '…' | '°' | '®' | '™' | '©' | '•' => {
            0
        }
        _ => -1,
    }
}

#[cfg(test)]
mod tests {
    use encoding_rs::{WINDOWS_1251, WINDOWS_1252};

    use super::*;

    #[test]
    fn the_old_macintosh_is_told_by_its_words_and_never_from_others() {
        let french = "Crème à la rose;Évry;déjà vendu\nThé glacé, l’été;Besançon;4\n";
        let mac = MACINTOSH.encode(french).0;
        assert_eq!(settle(WINDOWS_1252, &mac), MACINTOSH);
        assert_eq!(settle(WINDOWS_1252, &WINDOWS_1252.encode(french).0), WINDOWS_1252);
        let ukrainian = "Троянда;Київ\nЛілія;Львів\n";
        assert_eq!(settle(WINDOWS_1251, &WINDOWS_1251.encode(ukrainian).0), WINDOWS_1251);
    }

    #[test]
    fn the_euro_sign_tells_the_younger_latin() {
        let prices = "Prix;4,50 €\nœillet;3 €\n";
        assert_eq!(settle(WINDOWS_1252, b"Prix;4,50 \xa4\n\xbcillet;3 \xa4\n"), ISO_8859_15);
        assert_eq!(settle(WINDOWS_1252, &WINDOWS_1252.encode(prices).0), WINDOWS_1252);
    }
}
