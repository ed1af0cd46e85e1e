//! Letters written as `&name;` or `&#number;`. Others than these are left as they stand.

use std::borrow::Cow;

/// The names of U+00A0 to U+00FF, in order.
const LATIN: &str = "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 \
    sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring \
    AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times \
    Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute \
    ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc \
    uuml yacute thorn yuml";

const OTHERS: &[(&str, char)] = &[
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("euro", '€'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("sbquo", '‚'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("bdquo", '„'),
    ("hellip", '…'),
    ("bull", '•'),
    ("trade", '™'),
    ("minus", '−'),
    ("ensp", '\u{2002}'),
    ("emsp", '\u{2003}'),
    ("thinsp", '\u{2009}'),
    ("OElig", 'Œ'),
    ("oelig", 'œ'),
    ("Scaron", 'Š'),
    ("scaron", 'š'),
    ("Yuml", 'Ÿ'),
    ("fnof", 'ƒ'),
];

/// The longest name or number that is looked at.
const LONGEST: usize = 10;

/// The text with its entities as letters.
pub(in crate::read::workbook) fn resolve(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut resolved = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        resolved.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let name =
            rest.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '#').next().unwrap_or_default();
        let letter = rest[name.len()..].starts_with(';').then(|| letter(name)).flatten();
        resolved.push(letter.unwrap_or('&'));
        if letter.is_some() {
            rest = &rest[name.len() + 1..];
        }
    }
    resolved.push_str(rest);
    Cow::Owned(resolved)
}

fn letter(name: &str) -> Option<char> {
    if name.len() > LONGEST {
        return None;
    }
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|letter| *letter != '\0');
    }
    let latin = LATIN.split_ascii_whitespace().position(|known| known == name);
    latin
        .and_then(|at| char::from_u32(0xa0 + at as u32))
        .or_else(|| OTHERS.iter().find(|(known, _)| *known == name).map(|(_, letter)| *letter))
}

#[cfg(test)]
mod tests {
    use super::resolve;

    #[test]
    fn names_and_numbers_are_letters_and_the_rest_stays() {
        assert_eq!(resolve("Caf&eacute; &amp; Th&#233;&#xe9;&nbsp;&euro;&yuml;"), "Café & Théé\u{a0}€ÿ");
        assert_eq!(resolve("R&D; &lol; &#0; &#x110000; & &amp"), "R&D; &lol; &#0; &#x110000; & &amp");
    }
}
