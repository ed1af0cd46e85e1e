//! Words that make another figure of the same one: a net amount, returned pieces, last year's sales. A header that
//! has one of them where the column had none may be something else, however alike the rest is.

/// Folded, without accents, in the languages of the dictionary.
const QUALIFIERS: [&str; 76] = [
    "net",
    "netto",
    "nett",
    "gross",
    "brutto",
    "bruto",
    "brut",
    "incl",
    "inc",
    "excl",
    "ex",
    "vat",
    "tax",
    "mwst",
    "ust",
    "tva",
    "ht",
    "ttc",
    "iva",
    "btw",
    "пдв",
    "ндс",
    "税込",
    "税抜",
    "return",
    "returns",
    "returned",
    "refund",
    "refunds",
    "refunded",
    "retoure",
    "retouren",
    "retour",
    "retours",
    "zwroty",
    "devolucion",
    "devoluciones",
    "resi",
    "возврат",
    "cancelled",
    "canceled",
    "storno",
    "stock",
    "ordered",
    "order",
    "purchase",
    "purchased",
    "bought",
    "cost",
    "einkauf",
    "ek",
    "discount",
    "rabatt",
    "remise",
    "unit",
    "per",
    "avg",
    "average",
    "schnitt",
    "moyenne",
    "retail",
    "rrp",
    "uvp",
    "list",
    "original",
    "last",
    "previous",
    "ly",
    "py",
    "budget",
    "plan",
    "target",
    "ytd",
    "cum",
    "online",
    "free",
];

/// Words that say how something is counted, not what.
const UNITS: [&str; 21] = [
    "pcs", "pc", "pieces", "units", "stk", "szt", "шт", "un", "eur", "gbp", "usd", "pln", "uah", "zar", "chf", "sek",
    "no", "nr", "the", "of", "in",
];

/// Whether a word only says the unit.
pub(super) fn is_unit(word: &str) -> bool {
    UNITS.contains(&word)
}

/// Whether one of two keys has a qualifier that the other has not.
pub(super) fn differ(left: &str, right: &str) -> bool {
    let of = |text: &str| {
        let mut words: Vec<&str> = text.split(' ').filter(|word| QUALIFIERS.contains(word)).collect();
        words.sort_unstable();
        words.dedup();
        words.into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    of(left) != of(right)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_qualifier_on_one_side_makes_another_figure() {
        for (left, right) in [("net sales", "sales"), ("qty", "qty returned"), ("sales incl vat", "sales excl vat")] {
            assert!(differ(left, right), "{left} / {right}");
        }
        for (left, right) in [("sales", "umsatz"), ("sales inc vat", "sales vat inc"), ("sold qty", "sold pieces")] {
            assert!(!differ(left, right), "{left} / {right}");
        }
    }
}
