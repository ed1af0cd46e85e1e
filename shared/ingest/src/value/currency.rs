//! Currencies as they stand in cells and headers: codes and signs.

use sellout_model::Currency;

/// The codes that are taken for currencies when they stand beside a number or in a header. Others stay words.
const CODES: [&str; 44] = [
    "EUR", "GBP", "USD", "PLN", "UAH", "ZAR", "CHF", "SEK", "NOK", "DKK", "CZK", "HUF", "RON", "BGN", "HRK", "ISK",
    "TRY", "RUB", "JPY", "CNY", "HKD", "KRW", "SGD", "INR", "AUD", "NZD", "CAD", "MXN", "BRL", "AED", "SAR", "ILS",
    "THB", "MYR", "IDR", "PHP", "KWD", "QAR", "GEL", "KZT", "RSD", "BAM", "MDL", "EGP",
];

/// Signs and local words. `None`: used by several countries, so it proves nothing.
const SIGNS: [(&str, Option<&str>); 16] = [
    ("€", Some("EUR")),
    ("£", Some("GBP")),
    ("zł", Some("PLN")),
    ("zl", Some("PLN")),
    ("₴", Some("UAH")),
    ("грн", Some("UAH")),
    ("₽", Some("RUB")),
    ("руб", Some("RUB")),
    ("円", Some("JPY")),
    ("₺", Some("TRY")),
    ("₹", Some("INR")),
    ("kč", Some("CZK")),
    ("$", None),
    ("¥", None),
    ("kr", None),
    ("r", None),
];

fn known_code(text: &str) -> Option<Currency> {
    let upper = text.to_ascii_uppercase();
    CODES.contains(&upper.as_str()).then(|| upper.parse().ok()).flatten()
}

/// A sign or code standing beside a number: `Some(None)` if it is one but could be of several countries.
pub fn beside_number(text: &str) -> Option<Option<Currency>> {
    let word = text.trim_end_matches('.');
    if let Some(code) = known_code(word) {
        return Some(Some(code));
    }
    let lower = word.to_lowercase();
    let (_, code) = SIGNS.iter().find(|(sign, _)| *sign == lower)?;
    Some(code.and_then(|c| c.parse().ok()))
}

/// A currency cell: a code, or a sign that only one currency has.
pub fn parse(text: &str) -> Option<Currency> {
    let text = super::text::tidy(text);
    text.parse().ok().or_else(|| beside_number(text).flatten())
}

/// The currency that a header names by a whole word or a sign: `Sales Amount (EUR)`, `sales_eur`, `Kwota PLN`, `£`.
pub fn in_header(header: &str) -> Option<Currency> {
    let by_word = header.split(|c: char| !c.is_alphabetic()).filter(|word| word.len() == 3).find_map(known_code);
    by_word.or_else(|| {
        let signs = SIGNS.iter().filter(|(sign, code)| code.is_some() && !sign.chars().all(char::is_alphabetic));
        signs
            .into_iter()
            .find(|(sign, _)| header.contains(sign))
            .and_then(|(_, code)| code.and_then(|c| c.parse().ok()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_names_its_currency_by_a_whole_word() {
        for (header, code) in
            [("Sales Amount (EUR)", "EUR"), ("sales_eur", "EUR"), ("Kwota PLN", "PLN"), ("Sales Inc VAT £ ", "GBP")]
        {
            assert_eq!(in_header(header).map(|c| c.to_string()).as_deref(), Some(code), "{header}");
        }
        assert_eq!(in_header("European sales"), None);
        assert_eq!(in_header("Sales $"), None);
    }

    #[test]
    fn a_dollar_sign_proves_no_country() {
        assert_eq!(beside_number("$"), Some(None));
        assert_eq!(beside_number("pcs"), None);
        assert_eq!(parse(" gbp "), "GBP".parse().ok());
        assert_eq!(parse("€"), Some(Currency::EUR));
    }
}
