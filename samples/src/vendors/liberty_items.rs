//! What a London department store's items are: its own numbers beside article numbers and names, on a sheet that is
//! called as its weekly report's is. It has no sales.

use super::{book, products, sheet, texts};
use crate::expected::{Sample, Tally};
use crate::files::item_id;

const FILE: &str = "Liberty item list.xlsx";

/// Every second item is written as the report's total row has it; one name stands there without an item.
pub(super) fn items() -> Sample {
    let mut tally = Tally::of("liberty-aliases");
    let mut rows = vec![texts(["Item ID | Colour", "EAN", "Functional Name"])];
    for (at, product) in products(0, 16).enumerate() {
        let item = item_id(product) + if at % 2 == 0 { "" } else { " Total" };
        rows.push(texts([&item, &product.ean(), product.name]));
        tally.named();
    }
    rows.push(texts(["", "", "Gift Wrapping"]));
    tally.skipped(1);
    book(tally, FILE, &[sheet("Continuity Size Report", rows)])
}
