//! A generic sell-out table as a French till exports it: semicolons, decimal commas, windows-1252, months as words, a
//! total in the last line.

use crate::catalogue::assortment;
use crate::dice::Dice;
use crate::expected::{Sample, Sold, Tally};
use crate::files::{month_days, months, season};
use crate::money::Money;
use crate::text_table::line;

const NAME: &str = "Ventes Maison Odette.csv";
const HEADER: [&str; 8] =
    ["functional_name", "product_ean", "reseller", "sales_eur", "quantity", "currency", "month", "year"];
const RESELLER: &str = "Maison Odette";
const MONTHS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

pub(super) fn table() -> Sample {
    let mut dice = Dice::seeded(1252);
    let mut tally = Tally::of("generic");
    tally.expected.resellers.insert(RESELLER.to_owned());
    let mut text = line(&HEADER, ';');
    let (mut pieces, mut money) = (0, Money::default());
    for (year, month) in months((2024, 4), (2025, 6)) {
        for product in assortment(&mut dice, 6) {
            let units = (8 * season(year, month) * dice.between(40, 170) / 10_000).max(1);
            // A till adds up what was really paid: some pieces went at a lower price.
            let paid = product.price("EUR").times(units);
            let amount = if dice.chance(30) { paid - product.price("EUR").percent(10) } else { paid };
            let cells = [
                product.name.to_owned(),
                product.ean(),
                RESELLER.to_owned(),
                amount.comma_text(),
                units.to_string(),
                "EUR".to_owned(),
                MONTHS[month as usize - 1].to_owned(),
                year.to_string(),
            ];
            text += &line(&cells, ';');
            let (from, to) = month_days(year, month);
            tally.sold(Sold { from, to, currency: "EUR", units, amount });
            pieces += units;
            money += amount;
        }
    }
    text += &line(&["Total", "", "", &money.comma_text(), &pieces.to_string(), "EUR", "", ""], ';');
    tally.skipped(1);
    let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(&text);
    tally.finish(NAME, bytes.into_owned())
}
