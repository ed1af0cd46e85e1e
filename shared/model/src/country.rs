//! Country names to ISO 3166-1 alpha-2.

use crate::text::fold;

/// The names that sales files use beside the codes, folded.
const NAMES: [(&str, &str); 48] = [
    ("united kingdom", "GB"),
    ("great britain", "GB"),
    ("england", "GB"),
    ("scotland", "GB"),
    ("uk", "GB"),
    ("united states", "US"),
    ("united states of america", "US"),
    ("usa", "US"),
    ("germany", "DE"),
    ("deutschland", "DE"),
    ("france", "FR"),
    ("spain", "ES"),
    ("españa", "ES"),
    ("italy", "IT"),
    ("italia", "IT"),
    ("netherlands", "NL"),
    ("the netherlands", "NL"),
    ("nederland", "NL"),
    ("belgium", "BE"),
    ("austria", "AT"),
    ("österreich", "AT"),
    ("switzerland", "CH"),
    ("schweiz", "CH"),
    ("poland", "PL"),
    ("polska", "PL"),
    ("ukraine", "UA"),
    ("україна", "UA"),
    ("ireland", "IE"),
    ("eire", "IE"),
    ("portugal", "PT"),
    ("sweden", "SE"),
    ("denmark", "DK"),
    ("norway", "NO"),
    ("finland", "FI"),
    ("estonia", "EE"),
    ("latvia", "LV"),
    ("lithuania", "LT"),
    ("czech republic", "CZ"),
    ("czechia", "CZ"),
    ("greece", "GR"),
    ("hungary", "HU"),
    ("romania", "RO"),
    ("japan", "JP"),
    ("canada", "CA"),
    ("australia", "AU"),
    ("south africa", "ZA"),
    ("turkey", "TR"),
    ("united arab emirates", "AE"),
];

/// The two-letter code of a country given by code or by a known name; other text is kept as it was written.
pub fn country_code(text: &str) -> String {
    let folded = fold(text);
    if folded.len() == 2 && folded.bytes().all(|b| b.is_ascii_alphabetic()) && folded != "uk" {
        return folded.to_ascii_uppercase();
    }
    NAMES.iter().find(|(name, _)| *name == folded).map_or_else(|| crate::squeeze(text), |(_, code)| (*code).to_owned())
}
