//! The files of a run: small generic tables whose totals are added up while they are written. No two say anything of
//! the same store; many are of the same vendor, whose loads wait for each other.

use std::fmt::Write as _;

use rand::Rng;
use rand::rngs::StdRng;

const EANS: [&str; 4] = ["5060917001014", "5060917001021", "5060917001038", "5060917001045"];
const VENDORS: usize = 12;
const COLUMNS: &str = "sold_on,reseller,store,functional_name,product_ean,quantity,amount,currency";

/// A file, and what it must load to.
#[derive(Clone, Debug)]
pub(crate) struct Made {
    pub(crate) name: String,
    /// The code of its vendor; a vendor's files are loaded one at a time.
    pub(crate) vendor: String,
    pub(crate) bytes: String,
    pub(crate) totals: Totals,
}

/// What was added up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Totals {
    pub(crate) rows: i64,
    pub(crate) units: i64,
    /// In ten-thousandths.
    pub(crate) amount: i64,
}

impl std::ops::AddAssign for Totals {
    fn add_assign(&mut self, other: Self) {
        self.rows += other.rows;
        self.units += other.units;
        self.amount += other.amount;
    }
}

/// So many files.
pub(crate) fn files(dice: &mut StdRng, many: usize) -> Vec<Made> {
    (0..many).map(|at| file(dice, at)).collect()
}

fn file(dice: &mut StdRng, at: usize) -> Made {
    let (vendor, stores) = (dice.random_range(0..VENDORS), dice.random_range(1..5));
    // One in four takes long enough to be met in the middle of its load.
    let rows = if dice.random_ratio(1, 4) { dice.random_range(1000..4000) } else { dice.random_range(1..60) };
    let (mut bytes, mut totals) = (format!("{COLUMNS}\n"), Totals::default());
    for _ in 0..rows {
        let (month, day, store) = (dice.random_range(3..5), dice.random_range(1..29), dice.random_range(0..stores));
        let (product, units, cents) =
            (dice.random_range(0..EANS.len()), dice.random_range(1..9), dice.random_range(100..99_999));
        writeln!(
            bytes,
            "2025-{month:02}-{day:02},Shop {vendor},Store {at}/{store},Product {product},{},{units},{}.{:02},EUR",
            EANS[product],
            cents / 100,
            cents % 100
        )
        .unwrap();
        totals += Totals { rows: 1, units, amount: cents * 100 };
    }
    Made { name: format!("file {at}.csv"), vendor: format!("shop-{vendor}"), bytes, totals }
}
