//! A living report, sent again each month with the months before in it: two editions of it. The second has June, and
//! another March of one store: a piece that came back late, and a product that had been forgotten.

use crate::catalogue::{PRODUCTS, Product, assortment};
use crate::dice::Dice;
use crate::expected::{Living, Sample, Sold, Tally};
use crate::files::{month_days, months, season};
use crate::money::Money;
use crate::sheet::{Cell, Sheet, workbook};

const MAY: &str = "Boxnox sell out 05-2025.xlsx";
const JUNE: &str = "Boxnox sell out 06-2025.xlsx";
const HEADER: [&str; 8] =
    ["Product EAN", "Functional Name", "Sold Qty", "Sales Amount (EUR)", "Reseller", "POS", "Month", "Year"];
/// Reseller, point of sale, how many products it sells in a month, pieces of each in an average month.
const STORES: [(&str, &str, usize, i64); 3] = [
    ("Perfumería Alborada", "Madrid Serrano", 7, 8),
    ("Perfumería Alborada", "Barcelona Diagonal", 6, 7),
    ("Azahar Beauty", "Online", 7, 11),
];
const CORRECTED: (&str, (i32, u32)) = ("Madrid Serrano", (2025, 3));

struct Line {
    product: &'static Product,
    units: i64,
    amount: Money,
    reseller: &'static str,
    store: &'static str,
    month: (i32, u32),
}

impl Line {
    fn in_corrected_place(&self) -> bool {
        (self.store, self.month) == CORRECTED
    }
}

/// The edition that was sent in the first days of June.
pub(super) fn may() -> Sample {
    let lines: Vec<Line> = history().into_iter().filter(|line| line.month <= (2025, 5)).collect();
    file(MAY, &lines, None)
}

/// The edition that was sent in the first days of July.
pub(super) fn june() -> Sample {
    let mut lines = history();
    let unlike = lines.iter().position(Line::in_corrected_place).unwrap_or_default();
    lines[unlike].units -= 1;
    lines[unlike].amount = lines[unlike].amount - lines[unlike].product.price("EUR");
    let sold_before = |product: &Product| {
        lines.iter().any(|line| line.in_corrected_place() && line.product.number() == product.number())
    };
    let forgotten = PRODUCTS.iter().find(|product| !sold_before(product)).unwrap_or(&PRODUCTS[0]);
    let (reseller, store, month) = (lines[unlike].reseller, lines[unlike].store, lines[unlike].month);
    lines.insert(
        unlike + 1,
        Line { product: forgotten, units: 3, amount: forgotten.price("EUR").times(3), reseller, store, month },
    );
    let count = |wanted: &dyn Fn(&Line) -> bool| lines.iter().filter(|line| wanted(line)).count() as u32;
    let (restated, new) = (count(&Line::in_corrected_place), count(&|line| line.month == (2025, 6)));
    let living = Living {
        after: MAY.to_owned(),
        rows_repeated: lines.len() as u32 - restated - new,
        rows_restated: restated,
        rows_new: new,
    };
    file(JUNE, &lines, Some(living))
}

fn history() -> Vec<Line> {
    let mut dice = Dice::seeded(34);
    let mut lines = Vec::new();
    for month in months((2024, 4), (2025, 6)) {
        for (reseller, store, products, usual) in STORES {
            for product in assortment(&mut dice, products) {
                let sold = (usual * season(month.0, month.1) * dice.between(40, 170) / 10_000).max(2);
                let units = if dice.chance(3) { -1 } else { sold };
                let amount = product.price("EUR").times(units);
                lines.push(Line { product, units, amount, reseller, store, month });
            }
        }
    }
    lines
}

fn file(name: &'static str, lines: &[Line], living: Option<Living>) -> Sample {
    let mut tally = Tally::of("boxnox");
    tally.expected.living = living;
    let mut rows = vec![HEADER.map(Cell::text).to_vec()];
    for line in lines {
        rows.push(cells(line));
        let (from, to) = month_days(line.month.0, line.month.1);
        tally.sold(Sold { from, to, currency: "EUR", units: line.units, amount: line.amount });
    }
    let sheet = Sheet { name: "Sell Out by EAN", rows, merged: Vec::new(), heading_rows: 1 };
    tally.finish(name, workbook(&[sheet]).expect("the rows fit a sheet"))
}

fn cells(line: &Line) -> Vec<Cell> {
    vec![
        // A spreadsheet keeps the article number as a number when nobody stops it.
        Cell::Number(line.product.ean().parse().unwrap_or_default()),
        Cell::text(line.product.name),
        Cell::count(line.units),
        Cell::Number(line.amount.number()),
        Cell::text(line.reseller),
        Cell::text(line.store),
        Cell::count(line.month.1.into()),
        Cell::count(line.month.0.into()),
    ]
}
