//! A catalogue as a report: every line is one piece at a fixed price.

use super::{Export, of_month, products};
use crate::expected::{Sample, Tally};
use crate::money::Money;

const NAME: &str = "Catalogue demo.csv";

pub(super) fn table() -> Sample {
    let mut tally = Tally::of("catalogue-demo");
    let mut export = Export::new(&["Brand", "BrandName", "Month", "Information"], ',');
    for (at, product) in products(0, 12).enumerate() {
        let month = at as u32 % 3 + 4;
        let written = format!("2025-{month:02}");
        export.row(&[
            ("Brand", product.sku),
            ("BrandName", product.name),
            ("Month", &written),
            ("Information", product.group),
        ]);
        tally.sold(of_month((2025, month), "EUR", 1, Money::cents(10_000)));
    }
    export.finish(tally, NAME)
}
