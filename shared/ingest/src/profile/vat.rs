//! Whether amounts include VAT, by the file's own columns: the amount and the VAT beside it are a third column, or the
//! third column and the VAT are the amount; else by the words of the amount's header.

use std::sync::LazyLock;

use super::layout::SheetLayout;
use crate::cells::Row;
use crate::format::{Field, Format};
use crate::record::RowWarning;
use crate::value::stems::Stems;
use crate::value::text::{plain, tidy};
use crate::value::{DecimalSign, cell, number};

/// Words of a column with the VAT itself, in the languages of the files.
const VAT: [&str; 18] = [
    "vat",
    "vat amount",
    "tax",
    "tax amount",
    "mwst",
    "mwst betrag",
    "ust",
    "steuer",
    "tva",
    "iva",
    "btw",
    "vat kwota",
    "podatek",
    "kwota vat",
    "пдв",
    "ндс",
    "сума пдв",
    "消費税",
];
/// Words of amounts without it, and with it. A bare "net" or "gross" is as often before discounts or after them.
const NET: [&str; 20] = [
    "netto",
    "ht",
    "hors taxe",
    "hors taxes",
    "excl vat",
    "ex vat",
    "exc vat",
    "excluding vat",
    "without vat",
    "excl tax",
    "ohne mwst",
    "exkl mwst",
    "senza iva",
    "sin iva",
    "excl btw",
    "bez vat",
    "без пдв",
    "без ндс",
    "税抜",
    "税別",
];
const GROSS: [&str; 17] = [
    "brutto",
    "ttc",
    "incl vat",
    "inc vat",
    "including vat",
    "with vat",
    "incl tax",
    "inkl mwst",
    "mit mwst",
    "iva inclusa",
    "con iva",
    "incl btw",
    "z vat",
    "з пдв",
    "с ндс",
    "税込",
    "toutes taxes",
];
/// So many rows must agree, and none may differ.
const ROWS: u32 = 3;
/// Rounding of the three figures, in ten-thousandths: two cents.
const ROUNDING: i128 = 200;
/// Only so many rows are compared.
const MOST: u32 = 5_000;

/// The columns that may prove it, and how often they did.
#[derive(Debug)]
pub(super) struct VatColumns {
    amount: u16,
    vat: u16,
    /// Columns that may hold the amount with or without it.
    others: Vec<Other>,
    seen: u32,
}

#[derive(Debug)]
struct Other {
    column: u16,
    is_gross: u32,
    is_net: u32,
    differs: u32,
}

/// Whether any of the words may stand in a text: a quick no for nearly every cell.
pub(super) fn may_speak(text: &str) -> bool {
    static STEMS: LazyLock<Stems> = LazyLock::new(|| {
        let longest = |words: &&'static str| words.split(' ').max_by_key(|word| word.len());
        Stems::new(VAT.iter().chain(&NET).chain(&GROSS).filter_map(longest))
    });
    STEMS.may_be_in(text)
}

/// A header as its words alone.
fn words(header: &str) -> String {
    let spaced: String = plain(header).chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    sellout_model::squeeze(&spaced)
}

fn says(header: &str, list: &[&str]) -> bool {
    let padded = format!(" {} ", words(header));
    list.iter().any(|word| {
        let no_blanks = word.chars().all(|c| c > '\u{3000}');
        if no_blanks { padded.contains(word) } else { padded.contains(&format!(" {word} ")) }
    })
}

/// Words that say no more than that a row has an amount.
const FILLERS: [&str; 14] = [
    "total", "gesamt", "summe", "razem", "suma", "totale", "totaal", "somme", "amount", "betrag", "montant", "importo",
    "importe", "kwota",
];
/// The longest label that is looked at.
const LONGEST: usize = 40;

/// A label that no product has: a row of taxes, or of a total with or without them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TaxLabel {
    /// The VAT itself: `VAT`, `MwSt. 19 %`.
    Tax,
    /// A sum with it (`true`) or without it: `Netto`, `TTC`.
    Sum(bool),
}

/// The label that a text is, if it is nothing else.
pub(crate) fn label(text: &str) -> Option<TaxLabel> {
    if text.len() > LONGEST || !may_speak(text) {
        return None;
    }
    let words = words(text);
    let is_number = |word: &&str| word.bytes().all(|b| b.is_ascii_digit());
    let rest = |fillers: &[&str]| {
        let kept: Vec<&str> = words.split(' ').filter(|w| !is_number(w) && !fillers.contains(w)).collect();
        kept.join(" ")
    };
    if VAT.contains(&rest(&[]).as_str()) {
        return Some(TaxLabel::Tax);
    }
    let rest = rest(&FILLERS);
    let is = |list: &[&str]| list.contains(&rest.as_str());
    is(&NET).then_some(TaxLabel::Sum(false)).or_else(|| is(&GROSS).then_some(TaxLabel::Sum(true)))
}

/// Whether the words of a total say with VAT or without.
pub(crate) fn said_of_total(text: &str) -> Option<bool> {
    match label(text) {
        Some(TaxLabel::Sum(included)) => Some(included),
        Some(TaxLabel::Tax) => None,
        None => said(text),
    }
}

/// What the words of a header say: with VAT, or without; `None` where they say nothing or both.
pub(crate) fn said(header: &str) -> Option<bool> {
    if !may_speak(header) {
        return None;
    }
    match (says(header, &NET), says(header, &GROSS)) {
        (true, false) => Some(false),
        (false, true) => Some(true),
        _ => None,
    }
}

impl VatColumns {
    /// The columns of a table that may prove it; `None` where it has no column with the VAT itself.
    pub(super) fn of(layout: &SheetLayout) -> Option<Self> {
        let lane = layout.lanes.iter().find(|lane| lane.own_column.is_none())?;
        let amount = *lane.columns.of(Field::Amount).first()?;
        let is_vat = |at: &u16| VAT.contains(&words(layout.header(*at)).as_str());
        let columns = || (0..layout.headers.len() as u16).filter(|at| *at != amount);
        let vat = columns().find(is_vat)?;
        let others = columns().filter(|at| *at != vat && !layout.header(*at).is_empty());
        let others = others.map(|column| Other { column, is_gross: 0, is_net: 0, differs: 0 }).collect();
        Some(Self { amount, vat, others, seen: 0 })
    }

    pub(super) fn row(&mut self, row: &Row) {
        if self.seen >= MOST {
            return;
        }
        let figure = |at: u16| {
            let text = cell::text(row.cell(usize::from(at)));
            // Three figures of one file are written alike: read with the wrong sign, they do not come out.
            let sign =
                if tidy(&text).rfind(',') > tidy(&text).rfind('.') { DecimalSign::Comma } else { DecimalSign::Point };
            number::parse(tidy(&text), sign).ok().flatten().and_then(|n| n.amount()).map(|a| i128::from(a.0))
        };
        let (Some(amount), Some(vat)) = (figure(self.amount), figure(self.vat)) else { return };
        if vat.abs() <= ROUNDING {
            return;
        }
        self.seen += 1;
        for other in &mut self.others {
            match figure(other.column) {
                Some(figure) if (amount + vat - figure).abs() <= ROUNDING => other.is_gross += 1,
                Some(figure) if (figure + vat - amount).abs() <= ROUNDING => other.is_net += 1,
                _ => other.differs += 1,
            }
        }
    }

    /// Writes what is proven into the layout; a format that says the contrary is told of in the layout's doubt.
    pub(super) fn decide(&self, format: &Format, layout: &mut SheetLayout) -> Option<RowWarning> {
        let agrees = |other: &&Other| other.differs == 0 && other.is_gross.max(other.is_net) >= ROWS;
        let other = self.others.iter().filter(agrees).find(|other| other.is_gross == 0 || other.is_net == 0)?;
        let included = other.is_net > 0;
        let stated = format.policy.vat(layout.key(self.amount)).included();
        let (amount, vat, third) = (layout.header(self.amount), layout.header(self.vat), layout.header(other.column));
        let proof = if included {
            format!("{third:?} and {vat:?} come to {amount:?} in every row, so these amounts include VAT")
        } else {
            format!("{amount:?} and {vat:?} come to {third:?} in every row, so these amounts are without VAT")
        };
        layout.vat = Some(included);
        layout.vat_proof = Some(proof.clone());
        let message = format!("the columns {proof}");
        stated.is_none().then_some(RowWarning { code: "vat_by_columns", message, source: None, value: None })
    }
}

#[cfg(test)]
mod tests {
    use super::{TaxLabel, label, said};

    #[test]
    fn labels_of_taxes_are_nothing_else() {
        for text in ["MwSt. 19 %", "VAT", "TVA 20%", "ПДВ", "VAT amount"] {
            assert_eq!(label(text), Some(TaxLabel::Tax), "{text}");
        }
        for (text, with) in [("Netto", false), ("Total HT", false), ("TTC:", true), ("Summe brutto", true)] {
            assert_eq!(label(text), Some(TaxLabel::Sum(with)), "{text}");
        }
        for text in ["Netto Marken-Discount", "Tax Free Bag", "Total", "Iva Cream", "5060917001014", ""] {
            assert_eq!(label(text), None, "{text}");
        }
    }

    #[test]
    fn words_of_headers_say_with_or_without() {
        for header in ["Sales excl. VAT", "Umsatz netto", "Montant HT", "売上(税抜)", "Сума без ПДВ"] {
            assert_eq!(said(header), Some(false), "{header}");
        }
        for header in ["Sales Inc VAT £ ", "Umsatz brutto", "Montant TTC", "売上(税込)"] {
            assert_eq!(said(header), Some(true), "{header}");
        }
        for header in ["Sales", "Net Sales", "Gross Sales", "Netto oder brutto"] {
            assert_eq!(said(header), None, "{header}");
        }
    }
}
