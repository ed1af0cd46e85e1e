//! The products of Aldermere, a house that does not exist, and their prices.

use crate::dice::Dice;
use crate::money::Money;

/// The brand as it stands in files.
pub(crate) const BRAND: &str = "ALDERMERE";

/// One product as shops list it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Product {
    /// The name that all resellers know it by.
    pub(crate) name: &'static str,
    /// Its size as written on the label.
    pub(crate) size: &'static str,
    /// The house's own stock code.
    pub(crate) sku: &'static str,
    /// What it is.
    pub(crate) group: &'static str,
    number: u32,
    eur: i64,
    gbp: i64,
    pln: i64,
    /// How well it sells, against the others.
    pub(crate) weight: i64,
}

const fn product(
    number: u32,
    (name, size): (&'static str, &'static str),
    (sku, group): (&'static str, &'static str),
    [eur, gbp, pln]: [i64; 3],
    weight: i64,
) -> Product {
    Product { name, size, sku, group, number, eur, gbp, pln, weight }
}

const EDP: &str = "EAU DE PARFUM";
const SKIN: &str = "SKIN CARE";
const BODY: &str = "BODY";
const HOME: &str = "HOME";

/// Every product, prices in cents with VAT: euros, pounds, złoty.
pub(crate) const PRODUCTS: [Product; 16] = [
    product(101, ("Salt Garden Eau de Parfum", "50 ml"), ("ALD-SG-50", EDP), [9_800, 8_500, 41_900], 14),
    product(102, ("Salt Garden Travel Spray", "10 ml"), ("ALD-SG-10", EDP), [2_900, 2_500, 12_500], 12),
    product(103, ("Cedar Hour Eau de Parfum", "50 ml"), ("ALD-CH-50", EDP), [9_800, 8_500, 41_900], 11),
    product(104, ("Cedar Hour Travel Spray", "10 ml"), ("ALD-CH-10", EDP), [2_900, 2_500, 12_500], 8),
    product(105, ("Paper Lantern Eau de Parfum", "50 ml"), ("ALD-PL-50", EDP), [10_400, 8_900, 44_500], 8),
    product(106, ("Noon Fig Eau de Parfum", "50 ml"), ("ALD-NF-50", EDP), [9_800, 8_500, 41_900], 9),
    product(107, ("Quiet Iron Eau de Parfum", "50 ml"), ("ALD-QI-50", EDP), [10_400, 8_900, 44_500], 5),
    product(108, ("Wool & Rain Eau de Parfum", "50 ml"), ("ALD-WR-50", EDP), [10_400, 8_900, 44_500], 7),
    product(109, ("Discovery Set, 8 Vials", "8 x 2 ml"), ("ALD-DS-8", EDP), [3_400, 2_950, 14_500], 13),
    product(201, ("Oat Milk Body Wash", "300 ml"), ("ALD-OM-300", BODY), [2_450, 2_100, 10_500], 10),
    product(202, ("Crème de Pluie Hand Cream", "75 ml"), ("ALD-CP-75", BODY), [1_950, 1_680, 8_400], 13),
    product(203, ("Barley Face Oil", "30 ml"), ("ALD-BF-30", SKIN), [4_600, 3_950, 19_700], 6),
    product(204, ("Marigold Cleansing Balm", "100 ml"), ("ALD-MB-100", SKIN), [3_800, 3_250, 16_300], 7),
    product(205, ("Cloudberry Night Serum", "30 ml"), ("ALD-CN-30", SKIN), [6_200, 5_350, 26_500], 6),
    product(301, ("Cedar Hour Candle", "220 g"), ("ALD-CH-C", HOME), [4_900, 4_200, 20_900], 6),
    product(302, ("Noon Fig Candle", "220 g"), ("ALD-NF-C", HOME), [4_900, 4_200, 20_900], 5),
];

impl Product {
    /// Its article number, with a right check digit.
    pub(crate) fn ean(&self) -> String {
        ean_of(&format!("506091700{:03}", self.number))
    }

    /// The shelf price of one piece, VAT included; euros for a currency that has no price of its own.
    pub(crate) fn price(&self, currency: &str) -> Money {
        Money::cents(match currency {
            "GBP" => self.gbp,
            "PLN" => self.pln,
            _ => self.eur,
        })
    }

    /// Where it stands in the list: for the invented codes of others.
    pub(crate) fn number(&self) -> u32 {
        self.number
    }
}

/// Twelve digits with the check digit of GS1 General Specifications §7.9 behind them.
pub(crate) fn ean_of(twelve: &str) -> String {
    let sum: u32 = twelve.bytes().enumerate().map(|(i, d)| u32::from(d - b'0') * if i % 2 == 0 { 1 } else { 3 }).sum();
    format!("{twelve}{}", (10 - sum % 10) % 10)
}

/// Some different products, the well-sold ones more often, in the order of the catalogue.
pub(crate) fn assortment(dice: &mut Dice, count: usize) -> Vec<&'static Product> {
    let mut weights: Vec<(usize, i64)> = PRODUCTS.iter().enumerate().map(|(i, p)| (i, p.weight)).collect();
    let mut chosen: Vec<usize> = Vec::new();
    while chosen.len() < count.min(PRODUCTS.len()) {
        let index = *dice.pick_weighted(&weights);
        weights[index].1 = 0;
        chosen.push(index);
    }
    chosen.sort_unstable();
    chosen.into_iter().map(|index| &PRODUCTS[index]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits_are_right() {
        assert_eq!(ean_of("400638133393"), "4006381333931");
        let mut eans: Vec<_> = PRODUCTS.iter().map(Product::ean).collect();
        eans.sort_unstable();
        eans.dedup();
        assert_eq!(eans.len(), PRODUCTS.len());
        assert!(eans.iter().all(|ean| ean.len() == 13 && ean.starts_with("5060")));
    }
}
