//! A generic sell-out table: three resellers, three currencies, a price a piece, ids that nobody needs.

use crate::catalogue::{Product, assortment};
use crate::dice::Dice;
use crate::expected::{Sample, Sold, Tally};
use crate::files::{month_days, months, season};
use crate::text_table::line;

const NAME: &str = "Sell-out by reseller 2024-01 to 2025-06.csv";
const HEADER: [&str; 9] =
    ["id", "functional_name", "product_ean", "reseller", "price", "quantity", "currency", "month", "year"];
/// Name, currency, pieces of a product in an average month.
const RESELLERS: [(&str, &str, i64); 3] =
    [("Nordlys Beauty", "EUR", 9), ("Harbour & Vale", "GBP", 7), ("Kwiat i Sól", "PLN", 8)];

pub(super) fn table() -> Sample {
    let mut dice = Dice::seeded(202_401);
    let mut tally = Tally::of("generic");
    let mut text = line(&HEADER, ',');
    let mut id = 40_311;
    for (year, month) in months((2024, 1), (2025, 6)) {
        for (reseller, currency, usual) in RESELLERS {
            tally.expected.resellers.insert(reseller.to_owned());
            for product in assortment(&mut dice, 8) {
                id += dice.between(1, 9);
                let quantity = pieces(&mut dice, usual, year, month);
                text += &row(id, product, reseller, currency, quantity, (year, month));
                count(&mut tally, product, currency, quantity, (year, month));
            }
        }
    }
    tally.finish(NAME, text.into_bytes())
}

/// What a product sold: now and then nothing, now and then less than came back.
fn pieces(dice: &mut Dice, usual: i64, year: i32, month: u32) -> i64 {
    if dice.chance(2) {
        return 0;
    }
    if dice.chance(3) {
        return -dice.between(1, 2);
    }
    (usual * season(year, month) * dice.between(45, 165) / 10_000).max(1)
}

fn row(id: i64, product: &Product, reseller: &str, currency: &str, quantity: i64, (year, month): (i32, u32)) -> String {
    let cells = [
        id.to_string(),
        product.name.to_owned(),
        product.ean(),
        reseller.to_owned(),
        product.price(currency).text(),
        quantity.to_string(),
        currency.to_owned(),
        month.to_string(),
        year.to_string(),
    ];
    line(&cells, ',')
}

fn count(tally: &mut Tally, product: &Product, currency: &'static str, quantity: i64, (year, month): (i32, u32)) {
    if quantity == 0 {
        return tally.skipped(1);
    }
    let (from, to) = month_days(year, month);
    tally.sold(Sold { from, to, currency, units: quantity, amount: product.price(currency).times(quantity) });
}
