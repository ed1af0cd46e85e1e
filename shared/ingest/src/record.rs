//! What parsing gives: sales records, row errors, warnings, skipped rows and control totals.

use std::sync::Arc;

use chrono::NaiveDate;
use sellout_model::{Amount, Currency, Ean, Period, Place, ProductKey, Quantity, Vat};
use serde::Serialize;

/// Where in the file something stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Source {
    /// Index of the sheet in the book.
    pub sheet: u16,
    /// Row, 1-based, as the sender sees it.
    pub row: u32,
    /// Column, 0-based, where one cell is meant.
    pub column: Option<u16>,
}

/// One sale (or return) of one product in one place.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// The cell or row it came from.
    pub source: Source,
    /// The place that it belongs to. Records of the same place mostly share the allocation.
    pub named: Arc<Named>,
    /// The row's own day, if it has one.
    pub sold_on: Option<NaiveDate>,
    /// The period the row speaks for: its day, else the place's period.
    pub period: Period,
    /// Which product. Records of the same product mostly share the allocation.
    pub product: Arc<Product>,
    /// Pieces; `None` where the file does not say.
    pub quantity: Option<Quantity>,
    /// Amount in the file's currency; `None` where the file does not say.
    pub amount: Option<Amount>,
    /// The file's currency; `None` only where there is no amount.
    pub currency: Option<Currency>,
    /// Whether the amount includes VAT.
    pub vat: Vat,
    /// The VAT rate in ten-thousandths (20 % is 2000), if the format gives one.
    pub vat_rate: Option<u32>,
    /// The order's fields, of order rows.
    pub order: Option<Box<OrderFields>>,
}

/// A sale of a row whose outlet, time and product were said by rows above it: the numbers of place and product, its time
/// and its figures.
///
/// The numbers are those of one [`Parser`](crate::Parser), which tells what they stand for, until it
/// [numbers anew](crate::Parser::numberings).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sale {
    /// The row it came from.
    pub source: Source,
    /// The number of its place.
    pub place: u32,
    /// The row's own day, if it has one.
    pub sold_on: Option<NaiveDate>,
    /// The period the row speaks for: its day, else the place's period.
    pub period: Period,
    /// The number of its product.
    pub product: u32,
    /// Pieces; `None` where the file has none.
    pub quantity: Option<Quantity>,
    /// Amount in the file's currency.
    pub amount: Amount,
    /// The file's currency.
    pub currency: Currency,
    /// Whether the amount includes VAT.
    pub vat: Vat,
}

/// What a row gives to a reader of many: a sale by numbers where that says it all, else an item.
#[derive(Clone, Debug, PartialEq)]
pub enum Line {
    /// A sale by numbers.
    Sale(Sale),
    /// Anything else; also a sale of a row that says something new.
    Item(Item),
}

/// A place and how the file writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// What the row's statement speaks about.
    pub place: Arc<Place>,
    /// The store's name as written, if one is named.
    pub store_name: Option<String>,
    /// The vendor's name as written, where the row names its reseller.
    pub vendor_name: Option<String>,
}

/// What a row calls its product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Product {
    /// EAN, else the vendor's own code or name.
    pub key: ProductKey,
    /// The article number, if there is one.
    pub ean: Option<Ean>,
    /// The product's name or own code as written.
    pub text: Option<String>,
    /// The vendor's stock code, where it stands beside a name.
    pub sku: Option<String>,
}

/// What an order line has beside a sale.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OrderFields {
    /// The vendor's id of the order.
    pub order_id: String,
    /// The vendor's id of the line, if the file has one.
    pub line_id: Option<String>,
    /// ISO 3166-1 alpha-2 where known, else as written.
    pub country: Option<String>,
    /// City as written.
    pub city: Option<String>,
    /// UTM source.
    pub utm_source: Option<String>,
    /// UTM medium.
    pub utm_medium: Option<String>,
    /// UTM campaign.
    pub utm_campaign: Option<String>,
    /// Device type.
    pub device: Option<String>,
    /// Cost of goods, in the row's currency.
    pub cost: Option<Amount>,
    /// Payment fee, in the row's currency.
    pub fee: Option<Amount>,
}

/// A row, or a cell of it, that could not be loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowError {
    /// Where.
    pub source: Source,
    /// The header of the column, if one is meant.
    pub column: Option<String>,
    /// Stable, snake case: `bad_quantity`, `bad_amount`, `bad_date`, `bad_ean`, ...
    pub code: &'static str,
    /// What is wrong and what to do, in one sentence.
    pub message: String,
    /// The value that was read, shortened to 200 characters.
    pub value: String,
    /// The whole row as the file has it, cells joined by tabs, shortened to 2,000 characters.
    pub raw: String,
}

/// Something the sender should know; the row, if one is meant, is loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowWarning {
    /// Stable, snake case: `ean_check_digit`, `wrong_extension`, `encoding_repaired`, ...
    pub code: &'static str,
    /// One sentence.
    pub message: String,
    /// Where, if at one place.
    pub source: Option<Source>,
    /// The value that was read, if one is meant.
    pub value: Option<String>,
}

/// What a control total counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Money, in the file's currency.
    Amount,
    /// Pieces.
    Units,
}

/// A total that the file itself states, beside what its rows came to (loaded and refused together).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Control {
    /// What the file calls it, with the store's name where it is of one store.
    pub label: String,
    /// Where the total stands.
    pub source: Source,
    /// Money or pieces.
    pub measure: Measure,
    /// The file's figure, in ten-thousandths.
    pub file: i64,
    /// The sum of the rows, in ten-thousandths.
    pub rows: i64,
}

/// What a vendor calls a product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AliasRow {
    /// Where it stands.
    pub source: Source,
    /// The vendor's code, where the format or the uploader names it.
    pub vendor: Option<String>,
    /// The vendor's text.
    pub alias: String,
    /// The product, as the file says it.
    pub product: Arc<Product>,
}

/// One thing that parsing found, in the order of the file.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// A sale.
    Sale(Box<Record>),
    /// What the vendor calls a product, in a list of such names.
    Alias(Box<AliasRow>),
    /// A row without a sale that still names its place (zero quantity and amount, or dropped by a filter);
    /// counted as skipped.
    Named {
        /// Where.
        source: Source,
        /// The place it names.
        named: Arc<Named>,
    },
    /// A row that is no sale by its nature: blank, a total, a heading, a repeated header. Blank rows that a
    /// reader leaves out are not counted.
    Skipped(Source),
    /// A row that could not be read. One row may give several errors; it counts as one failed row.
    Error(Box<RowError>),
    /// A warning.
    Warning(Box<RowWarning>),
    /// A total of the file compared with its rows.
    Control(Box<Control>),
}
