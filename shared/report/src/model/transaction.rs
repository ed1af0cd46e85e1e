//! One sale as the table of transactions shows it, and the stream of them.

use chrono::NaiveDate;
use sellout_model::{Amount, Channel, Currency, Ean, Period, Quantity};

/// Whatever stopped the source of the transactions.
pub type SourceError = Box<dyn std::error::Error + Send + Sync>;

/// The rows of a report, read one after another and never held together.
pub type Transactions<'a> = dyn Iterator<Item = Result<Transaction, SourceError>> + 'a;

/// One sale or return.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transaction {
    /// The row's own day, if it has one.
    pub sold_on: Option<NaiveDate>,
    /// The period the row speaks for.
    pub period: Period,
    /// The vendor's name or code.
    pub vendor: String,
    /// The store's name; `None` where the file names none.
    pub store: Option<String>,
    /// Online or offline.
    pub channel: Channel,
    /// ISO 3166-1 alpha-2 where known.
    pub country: Option<String>,
    /// The article number, if there is one.
    pub product_ean: Option<Ean>,
    /// The product's name, or the vendor's own text where it is unmatched.
    pub functional_name: Option<String>,
    /// Pieces; negative is a return; `None` where the file does not say.
    pub quantity: Option<Quantity>,
    /// In the report's currency and basis; `None` where it is unknown or unconverted.
    pub amount: Option<Amount>,
    /// As the file has it.
    pub original_amount: Option<Amount>,
    /// The file's currency.
    pub original_currency: Option<Currency>,
}
