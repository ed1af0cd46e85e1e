//! Names of the days of the week in English, German, French, Spanish, Italian, Dutch, Polish, Ukrainian, Russian and
//! Japanese.

use chrono::Weekday;

use super::text::plain;

/// Full and short names from Monday on, folded and without accents. No name is two days' in different languages.
const NAMES: [&[&str]; 7] = [
    &[
        "monday",
        "mon",
        "montag",
        "mo",
        "lundi",
        "lun",
        "lunes",
        "lunedi",
        "maandag",
        "ma",
        "poniedzialek",
        "pon",
        "понеділок",
        "понедельник",
        "пн",
        "月",
        "月曜日",
    ],
    &[
        "tuesday",
        "tue",
        "tues",
        "dienstag",
        "di",
        "mardi",
        "mar",
        "martes",
        "martedi",
        "dinsdag",
        "wtorek",
        "wt",
        "вівторок",
        "вторник",
        "вт",
        "火",
        "火曜日",
    ],
    &[
        "wednesday",
        "wed",
        "mittwoch",
        "mi",
        "mercredi",
        "mer",
        "miercoles",
        "mie",
        "mercoledi",
        "woensdag",
        "wo",
        "sroda",
        "sr",
        "середа",
        "среда",
        "ср",
        "水",
        "水曜日",
    ],
    &[
        "thursday",
        "thu",
        "thur",
        "thurs",
        "donnerstag",
        "do",
        "jeudi",
        "jeu",
        "jueves",
        "jue",
        "giovedi",
        "gio",
        "donderdag",
        "czwartek",
        "czw",
        "четвер",
        "четверг",
        "чт",
        "木",
        "木曜日",
    ],
    &[
        "friday",
        "fri",
        "freitag",
        "fr",
        "vendredi",
        "ven",
        "viernes",
        "vie",
        "venerdi",
        "vrijdag",
        "vr",
        "piatek",
        "pt",
        "п'ятниця",
        "пятниця",
        "пятница",
        "пт",
        "金",
        "金曜日",
    ],
    &[
        "saturday",
        "sat",
        "samstag",
        "sonnabend",
        "sa",
        "samedi",
        "sam",
        "sabado",
        "sab",
        "sabato",
        "zaterdag",
        "za",
        "sobota",
        "sob",
        "субота",
        "суббота",
        "сб",
        "土",
        "土曜日",
    ],
    &[
        "sunday",
        "sun",
        "sonntag",
        "so",
        "dimanche",
        "dim",
        "domingo",
        "dom",
        "domenica",
        "zondag",
        "zo",
        "niedziela",
        "niedz",
        "nd",
        "неділя",
        "воскресенье",
        "нд",
        "вс",
        "日",
        "日曜日",
    ],
];

/// The day of the week that a text names, and nothing else.
pub fn of_name(text: &str) -> Option<Weekday> {
    if text.is_empty() || text.len() > 40 || text.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let folded = plain(text);
    let name = folded.trim_end_matches('.');
    let at = NAMES.iter().position(|names| names.contains(&name))?;
    Weekday::try_from(at as u8).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_the_week_are_known_by_their_names() {
        for (text, day) in [
            ("Monday", Weekday::Mon),
            ("Di.", Weekday::Tue),
            ("mié", Weekday::Wed),
            ("ЧТ", Weekday::Thu),
            ("piątek", Weekday::Fri),
            ("土曜日", Weekday::Sat),
            ("Dimanche", Weekday::Sun),
        ] {
            assert_eq!(of_name(text), Some(day), "{text}");
        }
        for text in ["March", "", "3", "Moss", "Monday 3"] {
            assert_eq!(of_name(text), None, "{text}");
        }
    }

    #[test]
    fn no_name_is_of_two_days() {
        let all: Vec<&str> = NAMES.iter().copied().flatten().copied().collect();
        assert!((0..all.len()).all(|at| !all[at + 1..].contains(&all[at])));
    }
}
