//! Yes and no in the languages of the files.

use super::text::plain;

/// `Some(true)` for yes, true, 1, x and their like, `Some(false)` for the contrary, `None` for anything else.
pub fn parse(text: &str) -> Option<bool> {
    match plain(text).as_str() {
        "yes" | "y" | "true" | "t" | "1" | "x" | "ja" | "oui" | "si" | "tak" | "так" | "да" | "はい" => {
            Some(true)
        }
        "no" | "n" | "false" | "f" | "0" | "nein" | "nee" | "non" | "nie" | "ні" | "нет" | "いいえ" => {
            Some(false)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn reads_yes_and_no_and_guesses_nothing() {
        assert_eq!(super::parse(" Oui "), Some(true));
        assert_eq!(super::parse("NIE"), Some(false));
        assert_eq!(super::parse("perhaps"), None);
    }
}
