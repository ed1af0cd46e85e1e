//! Month names in English, German, French, Spanish, Italian, Dutch, Polish, Ukrainian and Russian.

use super::text::plain;

/// Full names by month, without accents, in the case forms that dates use. Short forms are their beginnings.
const NAMES: [&[&str]; 12] = [
    &[
        "january",
        "januar",
        "janner",
        "janvier",
        "enero",
        "gennaio",
        "januari",
        "styczen",
        "stycznia",
        "січень",
        "січня",
        "январь",
        "января",
    ],
    &[
        "february",
        "februar",
        "fevrier",
        "febrero",
        "febbraio",
        "februari",
        "luty",
        "lutego",
        "лютии",
        "лютого",
        "февраль",
        "февраля",
    ],
    &[
        "march",
        "marz",
        "maerz",
        "mars",
        "marzo",
        "maart",
        "mrt",
        "mrz",
        "marzec",
        "marca",
        "березень",
        "березня",
        "март",
        "марта",
    ],
    &["april", "avril", "abril", "aprile", "kwiecien", "kwietnia", "квітень", "квітня", "апрель", "апреля"],
    &["may", "mai", "mayo", "maggio", "mei", "maj", "maja", "травень", "травня", "маи", "мая"],
    &["june", "juni", "juin", "junio", "giugno", "czerwiec", "czerwca", "червень", "червня", "июнь", "июня"],
    &["july", "juli", "juillet", "julio", "luglio", "lipiec", "lipca", "липень", "липня", "июль", "июля"],
    &["august", "aout", "agosto", "augustus", "sierpien", "sierpnia", "серпень", "серпня", "август", "августа"],
    &[
        "september",
        "septembre",
        "septiembre",
        "settembre",
        "wrzesien",
        "wrzesnia",
        "вересень",
        "вересня",
        "сентябрь",
        "сентября",
    ],
    &[
        "october",
        "oktober",
        "octobre",
        "octubre",
        "ottobre",
        "pazdziernik",
        "pazdziernika",
        "жовтень",
        "жовтня",
        "октябрь",
        "октября",
    ],
    &["november", "novembre", "noviembre", "listopad", "listopada", "листопад", "листопада", "ноябрь", "ноября"],
    &[
        "december",
        "dezember",
        "decembre",
        "diciembre",
        "dicembre",
        "grudzien",
        "grudnia",
        "грудень",
        "грудня",
        "декабрь",
        "декабря",
    ],
];

/// The month (1 to 12) of a name or of a beginning of at least three letters that only one month has.
pub fn of_name(text: &str) -> Option<u32> {
    let word = plain(text.trim_end_matches('.'));
    let letters = word.chars().count();
    if !(3..=13).contains(&letters) || !word.chars().all(char::is_alphabetic) {
        return None;
    }
    let mut found = None;
    for (month, names) in (1_u32..).zip(NAMES) {
        if names.contains(&word.as_str()) {
            return Some(month);
        }
        if names.iter().any(|name| name.starts_with(&word)) {
            if found.is_some() {
                return None;
            }
            found = Some(month);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::of_name;

    #[test]
    fn knows_the_months_of_nine_languages() {
        for (text, month) in [
            ("Sept", 9),
            ("march", 3),
            ("März", 3),
            ("Mrz", 3),
            ("févr.", 2),
            ("août", 8),
            ("ago", 8),
            ("gen", 1),
            ("mrt", 3),
            ("października", 10),
            ("paź", 10),
            ("лютий", 2),
            ("травня", 5),
            ("май", 5),
            ("июн", 6),
            ("Dez", 12),
            ("ene", 1),
            ("MAI", 5),
            ("juil", 7),
            ("lis", 11),
            ("Jan", 1),
            ("DECEMBER", 12),
        ] {
            assert_eq!(of_name(text), Some(month), "{text}");
        }
    }

    #[test]
    fn guesses_no_month_from_what_could_be_two() {
        for text in ["jui", "ma", "total", "week", "x", "mon"] {
            assert_eq!(of_name(text), None, "{text}");
        }
    }
}
