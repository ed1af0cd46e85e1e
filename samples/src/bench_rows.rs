//! A long generic table for measuring: as many rows as wanted, valid article numbers, three currencies, one row in five
//! hundred that cannot be read.

use std::io::{self, Write};
use std::path::Path;

use rust_xlsxwriter::{Workbook, XlsxError};

use crate::catalogue::ean_of;
use crate::dice::Dice;
use crate::money::Money;
use crate::text_table::line;

const HEADER: [&str; 12] = [
    "id",
    "batch_id",
    "functional_name",
    "product_ean",
    "reseller",
    "store",
    "amount",
    "quantity",
    "currency",
    "month",
    "year",
    "created_at",
];
/// Where [`HEADER`] has the article number.
const EAN_COLUMN: u16 = 3;
const CURRENCIES: [&str; 3] = ["EUR", "GBP", "PLN"];
/// So many different products.
const PRODUCTS: i64 = 4_000;
/// So many resellers.
const RESELLERS: i64 = 12;

/// How long the table is, and how many stores it names.
#[derive(Clone, Copy, Debug)]
pub struct Extent {
    /// Rows, without the header.
    pub rows: u64,
    /// Stores of each of the twelve resellers; each has sales in 24 months.
    pub stores: u32,
}

impl Extent {
    /// So many rows of five stores a reseller: 1,440 stores and months.
    pub fn of(rows: u64) -> Self {
        Self { rows, stores: 5 }
    }
}

/// Writes the header and the rows; the same for the same extent, and the months lie in 2024 and 2025.
pub fn write_rows(extent: Extent, mut out: impl Write) -> io::Result<()> {
    let mut dice = Dice::seeded(200_000);
    out.write_all(line(&HEADER, ',').as_bytes())?;
    for id in 1..=extent.rows {
        out.write_all(row(&mut dice, id, extent.stores).as_bytes())?;
    }
    out.flush()
}

/// The same table as the one sheet of a workbook at `path`; what reads as a number is one, but for the article numbers.
pub fn write_workbook(extent: Extent, path: &Path) -> Result<(), XlsxError> {
    let mut dice = Dice::seeded(200_000);
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("Sales")?;
    sheet.write_row(0, 0, HEADER)?;
    for (at, id) in (1_u32..).zip(1..=extent.rows) {
        for (column, cell) in (0_u16..).zip(cells(&mut dice, id, extent.stores)) {
            match cell.parse::<f64>() {
                Ok(number) if column != EAN_COLUMN => sheet.write_number(at, column, number)?,
                _ => sheet.write_string(at, column, cell)?,
            };
        }
    }
    book.save(path)
}

fn row(dice: &mut Dice, id: u64, stores: u32) -> String {
    line(&cells(dice, id, stores), ',')
}

fn cells(dice: &mut Dice, id: u64, stores: u32) -> [String; 12] {
    let product = dice.between(0, PRODUCTS - 1);
    let reseller = dice.between(0, RESELLERS - 1);
    let quantity = if dice.chance(3) { -dice.between(1, 2) } else { dice.between(1, 12) };
    let amount = Money::cents(990 + product * 7 % 12_000).times(quantity);
    let month = dice.between(0, 23);
    [
        id.to_string(),
        format!("B{:05}", id / 1_000),
        format!("Aldermere article {product:04}"),
        ean_of(&format!("50609170{product:04}")),
        format!("Reseller {:02}", reseller + 1),
        format!("Store {}", dice.between(1, i64::from(stores))),
        amount.text(),
        if id.is_multiple_of(500) { "abc".to_owned() } else { quantity.to_string() },
        CURRENCIES[(reseller % 3) as usize].to_owned(),
        (month % 12 + 1).to_string(),
        (2024 + month / 12).to_string(),
        format!("{}-{:02}-28T09:00:00Z", 2024 + month / 12, month % 12 + 1),
    ]
}
